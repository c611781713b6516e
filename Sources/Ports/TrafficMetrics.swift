package import Domain

/// The traffic of one cluster, as its Prometheus tells it. Every call throws `PortError`.
package protocol TrafficMetrics: Sendable {
    /// Everything that the standard rules need, read by a fixed number of grouped queries, whatever the number of
    /// deployments. `at` is `nil` for now, else a moment of the past. What is not in `scope` may be missing.
    func snapshot(at moment: Timestamp?, of scope: TrafficScope) async throws -> TrafficSnapshot
    /// The value of a PromQL expression that gives one number (a scalar, or a vector of one element); `nil` where it
    /// gives none. `$cluster` in it stands for the matchers of the cluster's series. Throws `permanent` where
    /// Prometheus refuses the expression or it gives several.
    func value(of expression: String) async throws -> Double?
    /// Throws `PortError(permanent)` with Prometheus' words where it refuses the expression.
    func check(_ expression: String) async throws
    /// How often Prometheus scrapes the mesh's proxies, as it reports itself: the longest interval of its targets.
    func scrapeInterval() async throws -> Duration
    /// Whether the proxies export what they count of their upstream clusters, by which subsets are told apart
    /// (`TrafficSnapshot.subsets`). Also where nothing was measured yet, so that nobody knows.
    func countsSubsets() async throws -> Bool
}

extension TrafficMetrics {
    package func snapshot(at moment: Timestamp?) async throws -> TrafficSnapshot {
        try await snapshot(at: moment, of: .everything)
    }

    /// Over how long a snapshot's rates are taken.
    package func rateWindow() async throws -> Duration { RateLength.of(scrapeInterval: try await scrapeInterval()) }
}

/// Connections to the Prometheus of each cluster, kept and shared.
package protocol TrafficMetricsConnecting: Sendable {
    /// `nil` where the cluster has no Prometheus.
    func metrics(of cluster: Cluster) -> (any TrafficMetrics)?
}
