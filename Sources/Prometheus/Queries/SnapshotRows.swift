import Domain

/// A snapshot while it is put together from the answers of several queries, which may come in any order.
struct SnapshotRows: Sendable {
    typealias SeriesKey = TrafficSnapshot.SeriesKey
    typealias SubsetKey = TrafficSnapshot.SubsetKey

    /// What a proxy itself counts about its connections to a service: finer than what can be told from requests.
    struct ProxyCounts: Sendable {
        var attempts = 0.0
        var failures = 0.0
        var overflows = 0.0

        static func += (left: inout ProxyCounts, right: ProxyCounts) {
            left.attempts += right.attempts
            left.failures += right.failures
            left.overflows += right.overflows
        }
    }

    private var traffic: [SeriesKey: Traffic] = [:]
    private var subsets: [SubsetKey: Traffic] = [:]
    private var proxies: [SeriesKey: ProxyCounts] = [:]
    private var latencies: [SeriesKey: [Double: Double]] = [:]
    private var subsetLatencies: [SubsetKey: [Double: Double]] = [:]

    mutating func add(_ key: SeriesKey, _ change: (inout Traffic) -> Void) { change(&traffic[key, default: Traffic()]) }

    mutating func add(_ key: SubsetKey, _ change: (inout Traffic) -> Void) { change(&subsets[key, default: Traffic()]) }

    mutating func add(_ key: SeriesKey, proxy change: (inout ProxyCounts) -> Void) {
        change(&proxies[key, default: ProxyCounts()])
    }

    /// - Parameter bound: Of the bucket, in milliseconds.
    mutating func add(_ key: SeriesKey, bucket bound: Double, _ rate: Double) {
        latencies[key, default: [:]][bound, default: 0] += rate
    }

    mutating func add(_ key: SubsetKey, bucket bound: Double, _ rate: Double) {
        subsetLatencies[key, default: [:]][bound, default: 0] += rate
    }

    /// Those of all histograms.
    var bounds: Set<Double> {
        var bounds: Set<Double> = []
        for buckets in latencies.values { bounds.formUnion(buckets.keys) }
        for buckets in subsetLatencies.values { bounds.formUnion(buckets.keys) }
        return bounds
    }

    /// Adds the buckets that were not asked for, because nothing is in them.
    ///
    /// - Parameter bounds: Those that the histogram has, ascending.
    mutating func addEmptyBuckets(_ bounds: [Double]) {
        for key in latencies.keys { latencies[key]?.addEmptyBuckets(bounds) }
        for key in subsetLatencies.keys { subsetLatencies[key]?.addEmptyBuckets(bounds) }
    }

    /// Adds the part that another query gave.
    mutating func merge(_ other: SnapshotRows) {
        traffic.merge(other.traffic) { $0.adding($1) }
        subsets.merge(other.subsets) { $0.adding($1) }
        proxies.merge(other.proxies) { left, right in
            var sum = left
            sum += right
            return sum
        }
        latencies.merge(other.latencies) { $0.merging($1, uniquingKeysWith: +) }
        subsetLatencies.merge(other.subsetLatencies) { $0.merging($1, uniquingKeysWith: +) }
    }

    /// The whole, once every query has added its part.
    func snapshot(
        at moment: Timestamp, window: Duration, uncounted: [TrafficSide: OptionalCounters] = [:]
    ) -> TrafficSnapshot {
        let external = ExternalServices(traffic.keys.lazy.compactMap(\.service))
        var rows: [SeriesKey: Traffic] = Dictionary(minimumCapacity: traffic.count)
        for (key, traffic) in traffic { rows[external.key(key), default: Traffic()] += traffic }
        for (key, counts) in proxies { rows[external.key(key), default: Traffic()].take(counts) }
        for (key, buckets) in latencies { rows[key, default: Traffic()].latency = LatencyHistogram(buckets) }
        var cuts: [SubsetKey: Traffic] = [:]
        for (key, traffic) in subsets { cuts[external.key(key), default: Traffic()] += traffic }
        for (key, buckets) in subsetLatencies {
            cuts[external.key(key), default: Traffic()].latency.add(LatencyHistogram(buckets))
        }
        return TrafficSnapshot(
            at: moment, window: window, rows: rows.filter { !$0.value.isNothing }, subsets: cuts, uncounted: uncounted)
    }
}

/// Services outside of Kubernetes: Envoy's counters name their host only, Istio's requests their namespace as well.
private struct ExternalServices {
    private let byHost: [String: ServiceName]

    init(_ services: some Sequence<ServiceName>) {
        let known = services.lazy.filter { !$0.namespace.isEmpty && $0.name.utf8.contains(UInt8(ascii: ".")) }
        byHost = Dictionary(known.map { ($0.name, $0) }) { min($0, $1) }
    }

    func key(_ key: TrafficSnapshot.SeriesKey) -> TrafficSnapshot.SeriesKey {
        TrafficSnapshot.SeriesKey(side: key.side, pod: key.pod, service: key.service.map(named))
    }

    func key(_ key: TrafficSnapshot.SubsetKey) -> TrafficSnapshot.SubsetKey {
        TrafficSnapshot.SubsetKey(service: named(key.service), subset: key.subset)
    }

    private func named(_ service: ServiceName) -> ServiceName {
        service.namespace.isEmpty ? byHost[service.name] ?? service : service
    }
}

extension [Double: Double] {
    /// Below the lowest bucket.
    fileprivate mutating func addEmptyBuckets(_ bounds: [Double]) {
        guard let lowest = keys.min() else { return }
        for bound in bounds.prefix(while: { $0 < lowest }) { self[bound] = 0 }
    }
}

extension Traffic {
    fileprivate func adding(_ other: Traffic) -> Traffic {
        var sum = self
        sum += other
        return sum
    }

    fileprivate var isNothing: Bool { self == Traffic() }

    /// What the proxy counted about connections replaces what was concluded from requests. Requests that a circuit
    /// breaker turned away are counted by both: the larger number is the whole.
    fileprivate mutating func take(_ counts: SnapshotRows.ProxyCounts) {
        if counts.attempts + counts.failures > 0 {
            connections = counts.attempts
            connectionFailures = counts.failures
        }
        circuitBreakerTrips = max(circuitBreakerTrips, counts.overflows)
    }
}
