import Domain
import Synchronization

/// The upper bounds that the mesh's histograms have: asked of Prometheus, and believed for a while.
///
/// A snapshot asks for buckets that have moved only, which are half of them. Those below are empty, but where the first
/// one begins must be known for quantiles: else a proxy whose requests all took 60 to 90 ms would seem to have some of
/// 10 ms.
final class HistogramBounds: Sendable {
    private let api: PrometheusAPI
    private let lifetime: Duration
    private let known = Mutex<[String: Believed<[Double]>]>([:])

    init(api: PrometheusAPI, lifetime: Duration) {
        self.api = api
        self.lifetime = lifetime
    }

    /// Of all proxies together, ascending. Where proxies were given buckets of their own, one may get a bound that it
    /// does not count by: the interpolation within its lowest bucket then begins too high, never too low.
    ///
    /// - Parameters:
    ///   - seen: Bounds that it has for certain: where others are known only, a proxy is newer than what is known.
    ///   - moment: Of the snapshot.
    func of(
        _ histogram: String, seen: Set<Double>, _ window: RateWindow, at moment: Timestamp
    ) async throws -> [Double] {
        let asked = ContinuousClock.now
        if let known = known.withLock({ $0[histogram]?.current }), seen.isSubset(of: known) { return known }
        let answer = try await api.query(PromQL.bounds(histogram, window), at: moment)
        var found: Set<Double> = []
        try answer.forEachSeries { series in
            if let bound = PrometheusNumber.bound(series["le"]) { found.insert(bound) }
        }
        let bounds = found.sorted()
        // None: nothing is counted yet, and the next answer may have some.
        if !bounds.isEmpty { known.withLock { $0[histogram] = Believed(bounds, for: lifetime, since: asked) } }
        return bounds
    }
}
