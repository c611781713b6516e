import Domain

/// The metrics that every Linkerd proxy exports. Inbound ones do not say to which service a request went.
enum LinkerdQueries {
    private static let service = ["dst_namespace", "dst_service"]
    private static let whose = ["direction", "namespace", "pod"] + service

    static func of(_ scope: TrafficScope, _ window: RateWindow) -> [GroupedQuery] {
        guard let ends = PromQL.end("direction", client: "outbound", server: "inbound", scope) else { return [] }
        let responses = PromQL.rate(
            "response_total", ends, by: whose + ["status_code", "classification", "grpc_status"], window)
        let both = [
            GroupedQuery("\(responses) > 0", take: takeResponses),
            GroupedQuery(buckets: "response_latency_ms", ends, by: whose, window, take: takeLatency),
            GroupedQuery(connections(window), take: takeConnections),
        ]
        guard scope.sides.contains(.client) else { return both }
        return both + [GroupedQuery(turnedAway(window), take: takeTurnedAway)]
    }

    /// Connections, those that the proxy could not serve, and those and the requests that a policy denied. One that
    /// cannot be made is not counted as opened.
    private static func connections(_ window: RateWindow) -> String {
        let opened = [#"direction="outbound",peer="dst""#, #"direction="inbound",peer="src""#].map {
            PromQL.rate("tcp_open_total", $0, by: whose, window)
        }
        let errors = ["namespace", "pod", "error"]
        let pod = ["namespace", "pod"]
        return PromQL.union([
            ("opened", opened.joined(separator: " or ")),
            ("outbound_errors", PromQL.rate("outbound_tcp_errors_total", by: errors, window)),
            ("inbound_errors", PromQL.rate("inbound_tcp_errors_total", by: errors, window)),
            ("http_denied", PromQL.rate("inbound_http_authz_deny_total", by: pod, window)),
            ("tcp_denied", PromQL.rate("inbound_tcp_authz_deny_total", by: pod, window)),
            ("tcp_terminated", PromQL.rate("inbound_tcp_authz_terminate_total", by: pod, window)),
        ])
    }

    /// Requests that the proxy could not send. Most never reached an endpoint, so that `response_total` lacks them: no
    /// endpoint was ready, which is how open circuit breakers show, or too many waited. Of these, newer proxies say to
    /// which service; where they do, the older metric would only count them again.
    private static func turnedAway(_ window: RateWindow) -> String {
        let pod = ["namespace", "pod"]
        let named = ["http", "grpc"].map { kind in
            PromQL.rate(
                "outbound_\(kind)_route_backend_response_statuses_total", #"error=~"FAIL_FAST|LOAD_SHED""#,
                by: pod + ["backend_namespace", "backend_name", "error"], window)
        }
        let newer = PromQL.rate("outbound_http_route_backend_response_statuses_total", by: pod, window)
        let errors = pod + ["error"]
        let unsent = PromQL.rate("outbound_http_errors_total", #"error=~"failfast|loadshed""#, by: errors, window)
        let others = PromQL.rate("outbound_http_errors_total", #"error=~"i/o|identity required""#, by: errors, window)
        return PromQL.union([
            ("http", named[0]), ("grpc", named[1]), ("unnamed", "\(unsent) unless on (namespace,pod) \(newer)"),
            ("others", others),
        ])
    }

    private static func key(_ series: Series) -> TrafficSnapshot.SeriesKey? {
        guard let pod = series.pod else { return nil }
        return TrafficSnapshot.SeriesKey(
            side: series["direction"] == "outbound" ? .client : .server, pod: pod,
            service: series.service(namespace: service[0], name: service[1]))
    }

    @Sendable private static func takeResponses(_ series: Series, _ rows: inout SnapshotRows) {
        guard let key = key(series) else { return }
        let outcome = RequestOutcome(httpStatus: series["status_code"], grpcStatus: series["grpc_status"])
        rows.add(key) { traffic in
            traffic.requests += series.value
            traffic.connections += series.value
            if series["classification"] == "failure" { traffic.failures += series.value }
            if outcome.isUnauthorized { traffic.unauthorized += series.value }
        }
    }

    @Sendable private static func takeLatency(_ series: Series, _ rows: inout SnapshotRows) {
        guard let key = key(series), let bound = PrometheusNumber.bound(series["le"]) else { return }
        rows.add(key, bucket: bound, series.value)
    }

    @Sendable private static func takeConnections(_ series: Series, _ rows: inout SnapshotRows) {
        guard let pod = series.pod, let key = key(series) else { return }
        let rate = series.value
        let server = TrafficSnapshot.SeriesKey(side: .server, pod: pod, service: nil)
        switch series[PromQL.part] {
        case "opened": rows.add(key) { $0.connections += rate }
        case "outbound_errors":
            let client = TrafficSnapshot.SeriesKey(side: .client, pod: pod, service: nil)
            rows.add(client) { $0.fail(rate, because: series["error"]) }
        case "inbound_errors": rows.add(server) { $0.fail(rate, because: series["error"]) }
        case "tcp_terminated": rows.add(server) { $0.rbacDenials += rate }
        default:
            rows.add(server) { traffic in
                traffic.rbacDenials += rate
                traffic.denied += rate
            }
        }
    }

    @Sendable private static func takeTurnedAway(_ series: Series, _ rows: inout SnapshotRows) {
        guard let pod = series.pod else { return }
        let service = series.service(namespace: "backend_namespace", name: "backend_name")
        rows.add(TrafficSnapshot.SeriesKey(side: .client, pod: pod, service: service)) { traffic in
            switch series["error"] {
            case "FAIL_FAST", "failfast":
                traffic.turnAway(series.value)
                // As likely unreachable as taken out by a breaker.
                traffic.connectionFailures += series.value
            case "LOAD_SHED", "loadshed": traffic.turnAway(series.value)
            case "identity required": traffic.tlsHandshakeFailures += series.value
            default: traffic.connectionFailures += series.value
            }
        }
    }
}

extension Traffic {
    /// A request that no endpoint got.
    fileprivate mutating func turnAway(_ rate: Double) {
        requests += rate
        failures += rate
        connections += rate
        circuitBreakerTrips += rate
    }

    /// A connection that a proxy could not serve.
    fileprivate mutating func fail(_ rate: Double, because error: String) {
        switch error {
        case "identity required", "tls detection timeout": tlsHandshakeFailures += rate
        default:
            connections += rate
            connectionFailures += rate
        }
    }
}
