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
    package var tlsHandshakeFailures: Double = 0
    package var outlierEjections: Double = 0
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
        left.tlsHandshakeFailures += right.tlsHandshakeFailures
        left.outlierEjections += right.outlierEjections
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
        case .rbacDenials: requests + rbacDenials > 0 ? 60 * rbacDenials : nil
        case .unauthorized: requests > 0 ? 100 * unauthorized / requests : nil
        case .tlsHandshakeFailures: requests + tlsHandshakeFailures > 0 ? 60 * tlsHandshakeFailures : nil
        case .outlierEjections: requests + outlierEjections > 0 ? 60 * outlierEjections : nil
        }
    }
}

/// A latency histogram: cumulative rates by upper bound in milliseconds, as Prometheus keeps them.
package struct LatencyHistogram: Hashable, Sendable {
    /// Upper bound (`.infinity` for the last) to the rate of requests at or below it.
    package private(set) var buckets: [Double: Double] = [:]

    package init() {}
    package init(_ buckets: [Double: Double]) { self.buckets = buckets }

    package mutating func add(_ other: LatencyHistogram) { buckets.merge(other.buckets, uniquingKeysWith: +) }

    /// The quantile in milliseconds by linear interpolation within its bucket, as PromQL's `histogram_quantile` does;
    /// `nil` where nothing was counted.
    package func quantile(_ quantile: Double) -> Double? {
        let sorted = buckets.sorted { $0.key < $1.key }
        guard let last = sorted.last, last.value > 0, last.key == .infinity else { return nil }
        let rank = quantile * last.value
        guard let index = sorted.firstIndex(where: { $0.value >= rank }) else { return nil }
        let (bound, count) = sorted[index]
        guard bound.isFinite else { return index > 0 ? sorted[index - 1].key : nil }
        let (lower, below) = index > 0 ? sorted[index - 1] : (0, 0)
        guard count > below else { return bound }
        return lower + (bound - lower) * (rank - below) / (count - below)
    }
}
