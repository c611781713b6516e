/// A standard measurement of traffic. Custom ones are PromQL and have names of their own.
package enum TrafficMetric: String, Hashable, Sendable, CaseIterable {
    /// Percent of requests that did not fail.
    case successRate
    /// Percent of requests that failed: 5xx, or no answer; gRPC statuses as the mesh classifies them.
    case errorRate
    /// Milliseconds.
    case p50, p95, p99
    case requestsPerSecond
    /// Percent of connection attempts (or of requests, where the mesh counts those) that failed to connect.
    case connectionFailures
    /// Per minute: requests and connections that a circuit breaker turned away.
    case circuitBreakerTrips
    /// Per minute: requests that an authorization policy denied.
    case rbacDenials
    /// Percent of requests answered with 401 or 403.
    case unauthorized
    /// Per minute.
    case tlsHandshakeFailures
    /// Per minute: hosts taken out by outlier detection.
    case outlierEjections
    /// Percent of requests (and of connections without any) that a policy refused: answered with 401 or 403, or denied
    /// before they counted as requests, as Linkerd does.
    case refused
    /// Percent of connections (or of requests, where those are more) that never came about for want of a TLS handshake.
    case tlsFailures
    /// Percent of requests that the policy which a shadow step tries would deny.
    case wouldBeDenied

    /// The unit in answers: `%`, `ms`, `/s` or `/min`.
    package var unit: String {
        switch self {
        case .successRate, .errorRate, .connectionFailures, .unauthorized, .refused, .tlsFailures, .wouldBeDenied: "%"
        case .p50, .p95, .p99: "ms"
        case .requestsPerSecond: "/s"
        case .circuitBreakerTrips, .rbacDenials, .tlsHandshakeFailures, .outlierEjections: "/min"
        }
    }
}

/// At which end of a connection something was measured.
package enum TrafficSide: String, Hashable, Sendable, CaseIterable {
    /// By the proxy of the client (Istio `reporter="source"`, Linkerd `direction="outbound"`).
    case client
    /// By the proxy of the server (`reporter="destination"`, `direction="inbound"`).
    case server
}
