import Domain
import Ports
import Testing

@testable import Prometheus

/// What a snapshot makes of recorded answers about Linkerd.
@Suite struct LinkerdReadingTests {
    private let pod = PodName(namespace: "shop", name: "web-1")
    private let reviews = ServiceName(namespace: "shop", name: "reviews")

    private func key(_ side: TrafficSide, _ service: ServiceName?) -> TrafficSnapshot.SeriesKey {
        TrafficSnapshot.SeriesKey(side: side, pod: pod, service: service)
    }

    private func series(_ labels: [String: String], _ rate: String) -> JSONValue {
        element(["namespace": "shop", "pod": "web-1"].merging(labels) { $1 }, rate)
    }

    private func snapshot(_ recorded: [StandIn.Recorded]) async throws -> TrafficSnapshot {
        let prometheus = try StandIn(recorded)
        return try await PrometheusMetrics(url: prometheus.url, mesh: .linkerd, settings: .patient).snapshot(at: nil)
    }

    @Test func requestsAndLatency() async throws {
        let outbound = ["direction": "outbound", "dst_namespace": "shop", "dst_service": "reviews"]
        func response(_ status: String, _ classification: String, _ rate: String, grpc: String = "") -> JSONValue {
            let more = ["status_code": status, "classification": classification, "grpc_status": grpc]
            return series(outbound.merging(more) { $1 }, rate)
        }
        let inbound = ["direction": "inbound", "classification": "success", "status_code": "403"]
        let snapshot = try await snapshot([
            (
                "response_total{",
                [
                    response("200", "success", "90"), response("500", "failure", "4"), response("", "failure", "1"),
                    response("403", "success", "2"), response("200", "failure", "3", grpc: "7"), series(inbound, "8"),
                ]
            ),
            (
                "response_latency_ms_bucket",
                [("1", "50"), ("+Inf", "100")].map { series(outbound.merging(["le": $0.0]) { $1 }, $0.1) }
            ),
        ])
        let client = try #require(snapshot.rows[key(.client, reviews)])
        #expect(client.requests == 100 && client.failures == 8 && client.unauthorized == 5)
        #expect(client.latency == LatencyHistogram([1: 50, .infinity: 100]))
        let server = try #require(snapshot.rows[key(.server, nil)])
        #expect(server.requests == 8 && server.failures == 0 && server.unauthorized == 8)
    }

    @Test func connections() async throws {
        let opened = ["metric": "opened", "direction": "outbound", "dst_namespace": "shop", "dst_service": "reviews"]
        let snapshot = try await snapshot([
            (
                "tcp_open_total",
                [
                    series(opened, "10"), series(["metric": "opened", "direction": "inbound"], "20"),
                    series(["metric": "outbound_errors", "error": "i/o"], "3"),
                    series(["metric": "outbound_errors", "error": "identity required"], "0.5"),
                    series(["metric": "inbound_errors", "error": "tls detection timeout"], "2"),
                    series(["metric": "inbound_errors", "error": "i/o"], "1"),
                    series(["metric": "http_denied"], "4"), series(["metric": "tcp_denied"], "5"),
                    series(["metric": "tcp_terminated"], "6"),
                ]
            )
        ])
        #expect(snapshot.rows[key(.client, reviews)]?.connections == 10)
        let client = try #require(snapshot.rows[key(.client, nil)])
        #expect(client.connections == 3 && client.connectionFailures == 3 && client.tlsHandshakeFailures == 0.5)
        let server = try #require(snapshot.rows[key(.server, nil)])
        #expect(server.connections == 21 && server.connectionFailures == 1 && server.tlsHandshakeFailures == 2)
        #expect(server.rbacDenials == 15 && server.denied == 9)
    }

    @Test func requestsThatWereTurnedAway() async throws {
        let backend = ["metric": "http", "backend_namespace": "shop", "backend_name": "reviews"]
        let snapshot = try await snapshot([
            (
                "outbound_http_route_backend_response_statuses_total",
                [
                    series(backend.merging(["error": "FAIL_FAST"]) { $1 }, "2"),
                    series(backend.merging(["error": "LOAD_SHED"]) { $1 }, "1"),
                    series(["metric": "others", "error": "i/o"], "4"),
                    series(["metric": "others", "error": "identity required"], "5"),
                ]
            )
        ])
        let named = try #require(snapshot.rows[key(.client, reviews)])
        #expect(named.requests == 3 && named.failures == 3 && named.circuitBreakerTrips == 3)
        #expect(named.connections == 3 && named.connectionFailures == 2)
        let other = try #require(snapshot.rows[key(.client, nil)])
        #expect(other.connectionFailures == 4 && other.tlsHandshakeFailures == 5 && other.requests == 0)
    }
}
