import Domain

/// What Envoy itself counts, as Istio's bootstrap names it. Istio exports it only where it was told to
/// (`proxyStatsMatcher`), so all of it may be missing; what it gives then comes from the standard metrics, or not at
/// all.
enum EnvoyQueries {
    static let outbound = #"cluster_name=~"outbound[|].*""#
    /// Handshakes that failed, each counted once: by the reason, or as another error.
    static let handshakeFailures = [
        "connection_error", "fail_verify_error", "fail_verify_no_cert", "fail_verify_san", "fail_verify_cert_hash",
    ]

    static func of(_ scope: TrafficScope, _ window: RateWindow) -> [GroupedQuery] {
        var queries: [GroupedQuery] = []
        if scope.hasSubsets || scope.sides.contains(.client) {
            queries.append(GroupedQuery(clusterCounters(window), take: takeClusterCounters))
        }
        if scope.hasSubsets {
            queries.append(GroupedQuery(subsetRequests(window), take: takeSubsetRequests))
            queries.append(
                GroupedQuery(
                    buckets: "envoy_cluster_upstream_rq_time", outbound, by: ["cluster_name"], window,
                    take: takeSubsetLatency))
        }
        if scope.sides.contains(.server) {
            queries.append(GroupedQuery(serverCounters(window), take: takeServerCounters))
        }
        return queries
    }

    /// By pod and upstream cluster.
    private static func clusterCounters(_ window: RateWindow) -> String {
        let counters: [(name: String, metric: String)] =
            [
                ("attempts", "upstream_cx_total"), ("failures", "upstream_cx_connect_fail"),
                ("cx_overflows", "upstream_cx_overflow"), ("rq_overflows", "upstream_rq_pending_overflow"),
                ("ejections", "outlier_detection_ejections_enforced_total"),
            ] + handshakeFailures.map { ("tls_\($0)", "ssl_\($0)") }
        return PromQL.union(
            counters.map { name, metric in
                let by = ["namespace", "pod", "cluster_name"]
                return (name, PromQL.rate("envoy_cluster_" + metric, outbound, by: by, window))
            })
    }

    /// Envoy counts each answer under its code and, in the same metric, under its class.
    private static func subsetRequests(_ window: RateWindow) -> String {
        PromQL.rate(
            "envoy_cluster_upstream_rq", outbound, #"response_code=~"|401|403""#,
            by: ["cluster_name", "response_code_class", "response_code"], window) + " > 0"
    }

    /// By pod: what its listeners turned away, and what policies that are only tried would have. The denials' metrics
    /// have the listener in their names (of HTTP) or lack one (`envoy_tcp`), and rates of several metrics collide once
    /// their names are gone: a label keeps them apart.
    private static func serverCounters(_ window: RateWindow) -> String {
        let denied = #"{authz_enforce_result="denied",\#(window.ofPods)}"#
        let named = #"label_replace(\#(denied), "counter", "$1", "__name__", "(.*)")"#
        let denials = "sum by (namespace,pod) (rate(\(named)\(window.subquery)))"
        let tried = #"{authz_dry_run_result=~"allowed|denied",\#(window.ofPods)}"#
        let forecasts =
            "sum by (namespace,pod,authz_dry_run_result) "
            + #"(rate(label_replace(\#(tried), "counter", "$1", "__name__", "(.*)")\#(window.subquery)))"#
        // Plain text where TLS is asked for meets no filter chain of the listener.
        let failures = (handshakeFailures.map { "ssl_\($0)" } + ["no_filter_chain_match"]).map { name in
            ("tls_\(name)", PromQL.rate("envoy_listener_\(name)", by: ["namespace", "pod"], window))
        }
        return PromQL.union([("denials", denials), ("dry_run", forecasts)] + failures)
    }

    @Sendable private static func takeClusterCounters(_ series: Series, _ rows: inout SnapshotRows) {
        guard let pod = series.pod, let subset = UpstreamCluster.subset(series["cluster_name"]) else { return }
        let key = TrafficSnapshot.SeriesKey(side: .client, pod: pod, service: subset.service)
        let rate = series.value
        switch series[PromQL.part] {
        case "attempts":
            rows.add(key, proxy: { $0.attempts += rate })
            rows.add(subset) { $0.connections += rate }
        case "failures":
            rows.add(key, proxy: { $0.failures += rate })
            rows.add(subset) { $0.connectionFailures += rate }
        case "cx_overflows", "rq_overflows":
            rows.add(key, proxy: { $0.overflows += rate })
            rows.add(subset) { $0.circuitBreakerTrips += rate }
        case "ejections":
            rows.add(key) { $0.outlierEjections += rate }
            rows.add(subset) { $0.outlierEjections += rate }
        default:
            rows.add(key) { $0.tlsHandshakeFailures += rate }
            rows.add(subset) { $0.tlsHandshakeFailures += rate }
        }
    }

    @Sendable private static func takeSubsetRequests(_ series: Series, _ rows: inout SnapshotRows) {
        guard let subset = UpstreamCluster.subset(series["cluster_name"]) else { return }
        rows.add(subset) { traffic in
            if !series["response_code"].isEmpty {
                traffic.unauthorized += series.value
            } else if !series["response_code_class"].isEmpty {
                traffic.requests += series.value
                if series["response_code_class"] == "5xx" { traffic.failures += series.value }
            }
        }
    }

    @Sendable private static func takeSubsetLatency(_ series: Series, _ rows: inout SnapshotRows) {
        guard let subset = UpstreamCluster.subset(series["cluster_name"]),
            let bound = PrometheusNumber.bound(series["le"])
        else { return }
        rows.add(subset, bucket: bound, series.value)
    }

    @Sendable private static func takeServerCounters(_ series: Series, _ rows: inout SnapshotRows) {
        guard let pod = series.pod else { return }
        rows.add(TrafficSnapshot.SeriesKey(side: .server, pod: pod, service: nil)) { traffic in
            switch (series[PromQL.part], series["authz_dry_run_result"]) {
            case ("denials", _): traffic.rbacDenials += series.value
            case ("dry_run", "denied"): traffic.dryRunDenied += series.value
            case ("dry_run", _): traffic.dryRunAllowed += series.value
            default: traffic.tlsHandshakeFailures += series.value
            }
        }
    }
}

/// The names that Istio gives Envoy's upstream clusters: `outbound|80|v1|reviews.default.svc.cluster.local`.
enum UpstreamCluster {
    /// The service and the subset; `nil` for other clusters. Hosts outside of Kubernetes have no namespace here. Newer
    /// releases of Istio end the names in their metrics with a semicolon.
    static func subset(_ name: String) -> TrafficSnapshot.SubsetKey? {
        let name = name.utf8.last == UInt8(ascii: ";") ? String(name.dropLast()) : name
        let parts = name.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "outbound", !parts[3].isEmpty else { return nil }
        return TrafficSnapshot.SubsetKey(service: service(String(parts[3])), subset: String(parts[2]))
    }

    private static func service(_ host: String) -> ServiceName {
        let labels = host.split(separator: ".", maxSplits: 3)
        guard labels.count >= 3, labels[2] == "svc" else { return ServiceName(namespace: "", name: host) }
        return ServiceName(namespace: String(labels[1]), name: String(labels[0]))
    }
}
