import Domain

/// What the proxies have counted. Counters are sums of expected values, so they have fractions.
struct CounterTable: Sendable {
    /// One series, or the series of one histogram.
    struct Row: Sendable {
        /// `name="value",…` without braces.
        let labels: [UInt8]
        /// Where its first value is; a histogram has its buckets there, then the sum.
        let start: Int
        /// Whose proxy counts.
        let owner: String
        let service: ServiceName?
    }

    /// Upper bounds of each family's buckets.
    let bounds: [Family: [Double]]
    private(set) var values: [Double] = []
    private(set) var rows: [Family: [Row]] = [:]
    private var index: [SeriesKey: Int] = [:]
    /// By owner, so that a restart finds them.
    private var owned: [String: [Range<Int>]] = [:]

    init(bounds: [Family: [Double]]) { self.bounds = bounds }

    /// How many values a row of the family has.
    private func width(_ family: Family) -> Int { bounds[family].map { $0.count + 2 } ?? 1 }

    /// Where the series' (first) value is; made with zero where it is new.
    mutating func place(_ key: SeriesKey, service: ServiceName?, labels: () -> [UInt8]) -> Int {
        if let known = index[key] { return known }
        let start = values.count
        let width = width(key.family)
        values += Array(repeating: 0, count: width)
        index[key] = start
        rows[key.family, default: []].append(Row(labels: labels(), start: start, owner: key.owner, service: service))
        owned[key.owner, default: []].append(start..<start + width)
        return start
    }

    mutating func add(_ amount: Double, at place: Int) { values[place] += amount }

    /// Adds observations to a histogram: `cumulative` has the share below each bound.
    mutating func add(_ amount: Double, histogram place: Int, cumulative: [Double], average: Double) {
        for (bucket, share) in cumulative.enumerated() { values[place + bucket] += amount * share }
        values[place + cumulative.count] += amount
        values[place + cumulative.count + 1] += amount * average
    }

    /// The proxy's process began again.
    mutating func reset(_ owner: String) {
        for range in owned[owner] ?? [] {
            for place in range { values[place] = 0 }
        }
    }

    /// Forgets what proxies have counted that are gone. Returns whether there were any: places are other ones then.
    mutating func keep(_ owners: Set<String>) -> Bool {
        guard owned.keys.contains(where: { !owners.contains($0) }) else { return false }
        var kept = CounterTable(bounds: bounds)
        let known = Dictionary(uniqueKeysWithValues: rows.values.joined().map { ($0.start, $0) })
        for (key, place) in index.sorted(by: { $0.value < $1.value }) where owners.contains(key.owner) {
            guard let row = known[place] else { continue }
            let start = kept.place(key, service: row.service) { row.labels }
            for offset in 0..<width(key.family) { kept.values[start + offset] = values[place + offset] }
        }
        self = kept
        return true
    }
}

/// What tells one series from another, in short.
struct SeriesKey: Hashable, Sendable {
    let family: Family
    /// The uid of the pod whose proxy counts.
    let owner: String
    /// Of the other end: a workload, a subset, a pod.
    var peer = ""
    var host = ""
    var code = 0
    /// Response flags, errors, and whatever else tells two series of a family apart.
    var detail = ""
}

/// A metric of one of the meshes.
enum Family: String, Hashable, Sendable, CaseIterable {
    // Istio's standard metrics.
    case istioRequests = "istio_requests_total"
    case istioDuration = "istio_request_duration_milliseconds"
    case istioOpened = "istio_tcp_connections_opened_total"
    case istioClosed = "istio_tcp_connections_closed_total"
    // Envoy's own, as Istio's bootstrap names them.
    case clusterConnections = "envoy_cluster_upstream_cx_total"
    case clusterConnectFail = "envoy_cluster_upstream_cx_connect_fail"
    case clusterOverflow = "envoy_cluster_upstream_rq_pending_overflow"
    case clusterEjections = "envoy_cluster_outlier_detection_ejections_enforced_total"
    case clusterRequests = "envoy_cluster_upstream_rq"
    case clusterTime = "envoy_cluster_upstream_rq_time"
    case clusterHandshake = "envoy_cluster_ssl_connection_error"
    case listenerHandshake = "envoy_listener_ssl_connection_error"
    case listenerNoMatch = "envoy_listener_no_filter_chain_match"
    case rbac = "envoy_http_rbac"
    // Linkerd's.
    case linkerdRequests = "request_total"
    case linkerdResponses = "response_total"
    case linkerdLatency = "response_latency_ms"
    case linkerdOpened = "tcp_open_total"
    case linkerdAllowed = "inbound_http_authz_allow_total"
    case linkerdDenied = "inbound_http_authz_deny_total"
    case linkerdNotFound = "inbound_http_route_not_found_total"
    case linkerdOutboundErrors = "outbound_tcp_errors_total"
    case linkerdBackends = "outbound_http_route_backend_response_statuses_total"

    var isHistogram: Bool { self == .istioDuration || self == .clusterTime || self == .linkerdLatency }

    /// Milliseconds. Istio's and Envoy's own default, and Linkerd's (`linkerd/metrics/src/latency.rs`).
    var defaultBounds: [Double] {
        self == .linkerdLatency
            ? [
                1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 10_000,
                20_000, 30_000,
                40_000, 50_000,
            ]
            : [
                0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
                1_800_000, 3_600_000,
            ]
    }

    /// Istio exports them only where it is told to.
    var isProxyStatistic: Bool {
        switch self {
        case .clusterConnections, .clusterConnectFail, .clusterOverflow, .clusterEjections, .clusterRequests,
            .clusterTime, .clusterHandshake, .listenerHandshake, .listenerNoMatch:
            true
        default: false
        }
    }
}
