import Domain
import Synchronization

/// Which of Envoy's own counters the proxies export at all (Istio's `proxyStatsMatcher` says which): asked of
/// Prometheus, and believed for a while. Counters that stand still are not asked for at every tick, so that their
/// absence there says nothing.
final class ExportedCounters: Sendable {
    enum Part: String, CaseIterable {
        case clientHandshakes, serverHandshakes, denials, ejections, subsets
        /// Istio's standard metric: whether there is anything of proxies at all.
        case requests

        fileprivate func expression(_ window: RateWindow) -> String {
            let names = EnvoyQueries.handshakeFailures.map { "ssl_" + $0 }.joined(separator: "|")
            let matchers =
                switch self {
                case .clientHandshakes: #"__name__=~"envoy_cluster_(\#(names))",\#(EnvoyQueries.outbound)"#
                case .serverHandshakes: #"__name__=~"envoy_listener_(\#(names)|no_filter_chain_match)""#
                case .denials: #"authz_enforce_result=~".+""#
                case .ejections:
                    #"__name__="envoy_cluster_outlier_detection_ejections_enforced_total",\#(EnvoyQueries.outbound)"#
                case .subsets: #"__name__="envoy_cluster_upstream_rq",\#(EnvoyQueries.outbound)"#
                case .requests: #"__name__="istio_requests_total""#
                }
            return "group({\(matchers),\(window.ofPods)})"
        }
    }

    struct Found: Sendable {
        let parts: Set<Part>

        /// Nothing is missing.
        fileprivate var isComplete: Bool { parts.count == Part.allCases.count }

        /// Denials are the server's and ejections the client's: at the other end there are none, and that is known.
        /// Before any proxy was scraped nothing is known of what they export.
        var uncounted: [TrafficSide: OptionalCounters] {
            guard parts.contains(.requests) else { return [:] }
            var (client, server) = (OptionalCounters(), OptionalCounters())
            if !parts.contains(.clientHandshakes) { client.insert(.handshakes) }
            if !parts.contains(.ejections) { client.insert(.ejections) }
            if !parts.contains(.subsets) { client.insert(.subsets) }
            if !parts.contains(.serverHandshakes) { server.insert(.handshakes) }
            if !parts.contains(.denials) { server.insert(.denials) }
            return [.client: client, .server: server]
        }
    }

    private let api: PrometheusAPI
    private let lifetime: Duration
    private let known = Mutex<Believed<Found>?>(nil)

    init(api: PrometheusAPI, lifetime: Duration) {
        self.api = api
        self.lifetime = lifetime
    }

    func value(_ window: RateWindow) async throws -> Found {
        let asked = ContinuousClock.now
        if let known = known.withLock({ $0?.current }) { return known }
        let answer = try await api.query(
            PromQL.union(Part.allCases.map { ($0.rawValue, $0.expression(window)) }), at: nil)
        var parts: Set<Part> = []
        try answer.forEachSeries { series in
            if let part = Part(rawValue: series[PromQL.part]) { parts.insert(part) }
        }
        let found = Found(parts: parts)
        // What is missing may only not have been scraped yet, as where a mesh has just begun to.
        let believed = Believed(
            found, for: found.isComplete ? lifetime : min(lifetime, window.length), since: asked)
        known.withLock { $0 = believed }
        return found
    }
}
