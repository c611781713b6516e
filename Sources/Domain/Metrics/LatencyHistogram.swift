/// A latency histogram: cumulative rates (or counts) by upper bound in milliseconds, as Prometheus keeps them.
///
/// Kept as two arrays, since thousands of them are added up at every tick.
package struct LatencyHistogram: Hashable, Sendable {
    /// Upper bounds, ascending, `.infinity` for the last.
    package private(set) var bounds: [Double] = []
    /// How much was at or below each bound.
    package private(set) var counts: [Double] = []

    package init() {}

    /// Of upper bounds with what was at or below them.
    package init(_ buckets: [Double: Double]) {
        let sorted = buckets.filter { !$0.key.isNaN }.sorted { $0.key < $1.key }
        bounds = sorted.map(\.key)
        counts = sorted.map(\.value)
    }

    /// Upper bound to what was at or below it.
    package var buckets: [Double: Double] { Dictionary(zip(bounds, counts), uniquingKeysWith: +) }

    package mutating func add(_ other: LatencyHistogram) {
        guard !other.bounds.isEmpty else { return }
        if bounds.isEmpty {
            self = other
        } else if bounds == other.bounds {
            for index in counts.indices { counts[index] += other.counts[index] }
        } else {
            self = LatencyHistogram(buckets.merging(other.buckets, uniquingKeysWith: +))
        }
    }

    /// The quantile in milliseconds by linear interpolation within its bucket, as PromQL's `histogram_quantile` does;
    /// `nil` where nothing was counted.
    package func quantile(_ quantile: Double) -> Double? {
        guard let last = counts.last, last > 0, bounds.last == .infinity else { return nil }
        let rank = quantile * last
        guard let index = counts.firstIndex(where: { $0 >= rank }) else { return nil }
        let (bound, count) = (bounds[index], counts[index])
        guard bound.isFinite else { return index > 0 ? bounds[index - 1] : nil }
        let (lower, below) = index > 0 ? (bounds[index - 1], counts[index - 1]) : (0, 0)
        guard count > below else { return bound }
        return lower + (bound - lower) * (rank - below) / (count - below)
    }
}
