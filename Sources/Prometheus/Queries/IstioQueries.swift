import Domain

/// Istio's standard metrics, which every proxy exports: requests, their latency, and TCP connections.
enum IstioQueries {
    private static let service = ["destination_service_namespace", "destination_service_name"]
    private static let whose = ["reporter", "namespace", "pod"] + service

    static func of(_ scope: TrafficScope, _ window: RateWindow) -> [GroupedQuery] {
        var counting = scope
        if scope.hasReports { counting.sides.insert(.client) }
        guard let ends = end(counting) else { return [] }
        let outcome = ["response_code", "grpc_response_status", "response_flags"]
        let requests = PromQL.rate("istio_requests_total", ends, by: whose + outcome, window)
        let connections = PromQL.rate(
            "istio_tcp_connections_closed_total", ends, by: whose + ["response_flags"], window)
        let counters = [
            GroupedQuery("\(requests) > 0", take: takeRequests),
            GroupedQuery("\(connections) > 0", take: takeConnections),
        ]
        guard let measured = end(scope) else { return counters }
        return counters + [
            GroupedQuery(
                buckets: "istio_request_duration_milliseconds", measured, by: whose, window, take: takeLatency)
        ]
    }

    private static func end(_ scope: TrafficScope) -> String? {
        PromQL.end("reporter", client: "source", server: "destination", scope)
    }

    private static func key(_ series: Series) -> TrafficSnapshot.SeriesKey? {
        guard let pod = series.pod else { return nil }
        let side = series["reporter"] == "source" ? TrafficSide.client : .server
        let known = series.service(namespace: service[0], name: service[1])
        return TrafficSnapshot.SeriesKey(
            side: side, pod: pod,
            service: known ?? (side == .client ? called(series[service[1]], from: pod.namespace) : nil))
    }

    /// The service that a client meant: where no route or cluster was found for a request, Istio knows nothing but its
    /// `Host`.
    static func called(_ host: String, from namespace: String) -> ServiceName? {
        let host = host.prefix { $0 != ":" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard !host.isEmpty, host != "unknown", !labels.contains(""), !host.contains(where: \.isUppercase),
            labels.count < 3 || labels[2] == "svc"
        else { return nil }
        return ServiceName(namespace: labels.count > 1 ? String(labels[1]) : namespace, name: String(labels[0]))
    }

    @Sendable private static func takeRequests(_ series: Series, _ rows: inout SnapshotRows) {
        guard let key = key(series) else { return }
        let rate = series.value
        let outcome = RequestOutcome(httpStatus: series["response_code"], grpcStatus: series["grpc_response_status"])
        let flags = ResponseFlags(series["response_flags"])
        rows.add(key) { traffic in
            traffic.requests += rate
            traffic.connections += rate
            if outcome.isFailure { traffic.failures += rate }
            if outcome.isUnauthorized { traffic.unauthorized += rate }
            if flags.isConnectionFailure { traffic.connectionFailures += rate }
            if flags.isOverflow { traffic.circuitBreakerTrips += rate }
            if flags.isExternalDenial { traffic.rbacDenials += rate }
            guard key.side == .client else { return }
            traffic.reports.calls += rate
            guard outcome.isFailure, flags.isUnanswered else { return }
            traffic.reports.unanswered += rate
            if flags.isConnectionFailure { traffic.reports.unconnected += rate }
            if flags.isOverflow { traffic.reports.overflowed += rate }
        }
    }

    @Sendable private static func takeConnections(_ series: Series, _ rows: inout SnapshotRows) {
        guard let key = key(series) else { return }
        let flags = ResponseFlags(series["response_flags"])
        rows.add(key) { traffic in
            traffic.connections += series.value
            if flags.isConnectionFailure { traffic.connectionFailures += series.value }
            if flags.isOverflow { traffic.circuitBreakerTrips += series.value }
            guard key.side == .client else { return }
            traffic.reports.calls += series.value
            if flags.isConnectionFailure { traffic.reports.unconnected += series.value }
            if flags.isOverflow { traffic.reports.overflowed += series.value }
        }
    }

    @Sendable private static func takeLatency(_ series: Series, _ rows: inout SnapshotRows) {
        guard let key = key(series), let bound = PrometheusNumber.bound(series["le"]) else { return }
        rows.add(key, bucket: bound, series.value)
    }
}

/// How a request ended.
struct RequestOutcome: Hashable {
    let isFailure: Bool
    let isUnauthorized: Bool

    /// gRPC says in its own status what HTTP says by 5xx: unknown, deadline exceeded, unimplemented, internal,
    /// unavailable, data loss.
    private static let grpcFailures: Set<String> = ["2", "4", "12", "13", "14", "15"]
    /// Permission denied and unauthenticated: what a gRPC client gets for the 403 or 401 of a policy.
    private static let grpcUnauthorized: Set<String> = ["7", "16"]

    /// - Parameters:
    ///   - httpStatus: `0` or none: there was no answer.
    ///   - grpcStatus: As a number; empty for a request that is none of gRPC, or that was not ended by its server.
    init(httpStatus: String, grpcStatus: String) {
        let status = Int(httpStatus) ?? 0
        isFailure = status < 100 || (500...599).contains(status) || Self.grpcFailures.contains(grpcStatus)
        isUnauthorized = status == 401 || status == 403 || Self.grpcUnauthorized.contains(grpcStatus)
    }
}

/// What Envoy adds to a request in the label `response_flags`: codes with commas between them, or `-`.
struct ResponseFlags {
    private let codes: [Substring]

    init(_ text: String) { codes = text.split(separator: ",") }

    /// The connection to the server failed (UF), was cut (UC), or there was no healthy server to connect to (UH).
    var isConnectionFailure: Bool { codes.contains { $0 == "UF" || $0 == "UC" || $0 == "UH" } }
    /// No server has counted it: there was no connection, no route (NR), no such cluster (NC), or no place left (UO).
    var isUnanswered: Bool {
        isConnectionFailure || isOverflow || codes.contains { $0 == "NR" || $0 == "NC" }
    }
    /// A circuit breaker turned it away.
    var isOverflow: Bool { codes.contains("UO") }
    /// The service that a CUSTOM authorization policy asks said no (or could not be asked).
    var isExternalDenial: Bool { codes.contains("UAEX") }
}
