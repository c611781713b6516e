/// Traffic during a window, as rates per second. Sums of it are the traffic of a group.
package struct Traffic: Hashable, Sendable {
    package var requests: Double = 0
    package var failures: Double = 0
    /// Answers with 401 or 403.
    package var unauthorized: Double = 0
    package var connections: Double = 0
    package var connectionFailures: Double = 0
    package var circuitBreakerTrips: Double = 0
    package var rbacDenials: Double = 0
    /// Requests and connections that a policy denied and that `requests` and `connections` lack: Linkerd counts them
    /// apart.
    package var denied: Double = 0
    /// Requests that a policy which is only tried (Istio's dry run) would have denied, and those that it would not.
    package var dryRunDenied: Double = 0
    package var dryRunAllowed: Double = 0
    package var tlsHandshakeFailures: Double = 0
    package var outlierEjections: Double = 0
    /// What clients say of requests that no server can have counted.
    package var reports = ClientReports()
    /// What nobody counts here: zero of it says nothing.
    package var uncounted: OptionalCounters = []
    package var latency = LatencyHistogram()

    package init() {}

    package static func += (left: inout Traffic, right: Traffic) {
        left.requests += right.requests
        left.failures += right.failures
        left.unauthorized += right.unauthorized
        left.connections += right.connections
        left.connectionFailures += right.connectionFailures
        left.circuitBreakerTrips += right.circuitBreakerTrips
        left.rbacDenials += right.rbacDenials
        left.denied += right.denied
        left.dryRunDenied += right.dryRunDenied
        left.dryRunAllowed += right.dryRunAllowed
        left.tlsHandshakeFailures += right.tlsHandshakeFailures
        left.outlierEjections += right.outlierEjections
        left.reports += right.reports
        left.uncounted.formUnion(right.uncounted)
        left.latency.add(right.latency)
    }

    /// The metric's value; `nil` where there was nothing to measure it by.
    package func value(of metric: TrafficMetric) -> Double? {
        switch metric {
        case .successRate: requests > 0 ? 100 - 100 * failures / requests : nil
        case .errorRate: requests > 0 ? 100 * failures / requests : nil
        case .p50: latency.quantile(0.5)
        case .p95: latency.quantile(0.95)
        case .p99: latency.quantile(0.99)
        case .requestsPerSecond: requests
        case .connectionFailures:
            connections + connectionFailures > 0
                ? 100 * connectionFailures / max(connections, connectionFailures) : (requests > 0 ? 0 : nil)
        case .circuitBreakerTrips: requests + circuitBreakerTrips > 0 ? 60 * circuitBreakerTrips : nil
        case .rbacDenials: perMinute(rbacDenials, of: .denials)
        case .unauthorized: requests > 0 ? 100 * unauthorized / requests : nil
        case .refused: percent(unauthorized + denied, of: attempts)
        case .tlsFailures:
            isCounted(tlsHandshakeFailures, of: .handshakes) ? percent(tlsHandshakeFailures, of: handshakes) : nil
        case .wouldBeDenied: percent(dryRunDenied, of: dryRunDenied + dryRunAllowed)
        case .tlsHandshakeFailures: perMinute(tlsHandshakeFailures, of: .handshakes)
        case .outlierEjections: perMinute(outlierEjections, of: .ejections)
        }
    }

    /// What a policy could refuse: requests, or connections where there are none, and what was denied beside them.
    var attempts: Double { requests > 0 ? requests + denied : max(connections, denied) }

    /// Connections (or requests, where those are more), and those that never came about.
    var handshakes: Double { max(requests, connections) + tlsHandshakeFailures }

    /// What is above zero was counted by something.
    private func isCounted(_ rate: Double, of counter: OptionalCounters) -> Bool {
        rate > 0 || !uncounted.contains(counter)
    }

    private func perMinute(_ rate: Double, of counter: OptionalCounters) -> Double? {
        isCounted(rate, of: counter) && requests + rate > 0 ? 60 * rate : nil
    }

    private func percent(_ part: Double, of whole: Double) -> Double? {
        whole > 0 ? 100 * min(part, whole) / whole : nil
    }
}
