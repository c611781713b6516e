import Domain
import Ports
import TestKit
import Testing

@testable import Prometheus

/// Linkerd's metrics, through a real Prometheus and back.
@Suite(.enabled(if: PrometheusTargets.mustRun)) struct LinkerdServerTests {
    private static func series(_ namespace: String) -> [MetricSeries] {
        let old = ["namespace": namespace, "pod": "web-1"]
        let new = ["namespace": namespace, "pod": "web-2"]
        let server = ["namespace": namespace, "pod": "reviews-1", "direction": "inbound"]
        let outbound = ["direction": "outbound", "dst_namespace": namespace, "dst_service": "reviews"]
        func counter(_ name: String, _ pod: [String: String], _ labels: [String: String], _ rate: Double)
            -> MetricSeries
        {
            .counter(name, pod.merging(labels) { $1 }, perSecond: rate)
        }
        func response(_ pod: [String: String], _ status: String, _ classification: String, _ rate: Double)
            -> MetricSeries
        {
            let labels = ["status_code": status, "classification": classification, "grpc_status": "", "error": ""]
            return counter("response_total", pod, labels, rate)
        }
        let backend = ["backend_namespace": namespace, "backend_name": "reviews", "error": "FAIL_FAST"]
        return [
            response(old.merging(outbound) { $1 }, "200", "success", 90),
            response(old.merging(outbound) { $1 }, "500", "failure", 10),
            response(new.merging(outbound) { $1 }, "200", "success", 50),
            response(server, "403", "success", 25), response(server, "200", "success", 75),
            counter("tcp_open_total", old, outbound.merging(["peer": "dst"]) { $1 }, 5),
            counter("tcp_open_total", old, outbound.merging(["peer": "src"]) { $1 }, 1000),
            counter("tcp_open_total", server, ["peer": "src"], 30),
            counter("outbound_http_errors_total", old, ["error": "failfast"], 4),
            counter("outbound_http_errors_total", new, ["error": "failfast"], 8),
            counter("outbound_http_route_backend_response_statuses_total", new, backend, 8),
            counter("outbound_tcp_errors_total", old, ["error": "i/o", "target_addr": "10.0.0.1:80"], 2),
            counter("outbound_tcp_errors_total", old, ["error": "i/o", "target_addr": "10.0.0.2:80"], 1),
            counter("inbound_http_authz_deny_total", server, ["srv_name": "a"], 6),
            counter("inbound_tcp_authz_deny_total", server, ["srv_name": "a"], 3),
            counter("inbound_tcp_errors_total", server, ["error": "tls detection timeout"], 2),
        ]
            + MetricSeries.histogram(
                "response_latency_ms", old.merging(outbound) { $1 }, perSecond: [10: 50, 100: 100, .infinity: 100])
    }

    @Test func everythingComesBack() async throws {
        let scraped = try Scraped(Self.series)
        let reviews = scraped.service("reviews")
        func row(_ snapshot: TrafficSnapshot, _ side: TrafficSide, _ pod: String, _ service: ServiceName?) -> Traffic {
            snapshot.rows[.init(side: side, pod: scraped.pod(pod), service: service)] ?? Traffic()
        }
        // As soon as no scrape of the window was late or missed.
        let snapshot = try await scraped.snapshot(
            .linkerd, "rates over a whole window",
            of: [
                { (row($0, .client, "web-1", reviews).requests, 100) },
                { (row($0, .client, "web-1", reviews).value(of: .errorRate), 10) },
                { (row($0, .client, "web-1", reviews).connections, 105) },
                { (row($0, .client, "web-1", reviews).value(of: .p50), 10) },
                { (row($0, .client, "web-1", nil).requests, 4) },
                { (row($0, .client, "web-1", nil).connectionFailures, 4 + 3) },
                { (row($0, .client, "web-2", reviews).requests, 58) },
                { (row($0, .client, "web-2", reviews).failures, 8) },
                { (row($0, .server, "reviews-1", nil).requests, 100) },
                { (row($0, .server, "reviews-1", nil).value(of: .unauthorized), 25) },
                { (row($0, .server, "reviews-1", nil).connections, 130) },
                { (row($0, .server, "reviews-1", nil).rbacDenials, 9) },
                { (row($0, .server, "reviews-1", nil).tlsHandshakeFailures, 2) },
            ])
        let old = row(snapshot, .client, "web-1", reviews)
        #expect(isAbout(old.value(of: .errorRate), 10) && isAbout(old.connections, 105) && old.connectionFailures == 0)
        #expect(isAbout(old.value(of: .p50), 10) && isAbout(old.value(of: .p95), 91))
        // Turned away: the old proxy does not say on the way to whom, the new one does and is not counted twice.
        let unsent = row(snapshot, .client, "web-1", nil)
        #expect(isAbout(unsent.requests, 4) && isAbout(unsent.failures, 4) && isAbout(unsent.circuitBreakerTrips, 4))
        #expect(isAbout(unsent.connectionFailures, 4 + 3))
        let new = row(snapshot, .client, "web-2", reviews)
        #expect(isAbout(new.requests, 58) && isAbout(new.failures, 8) && isAbout(new.circuitBreakerTrips, 8))
        #expect(row(snapshot, .client, "web-2", nil) == Traffic())
        let server = row(snapshot, .server, "reviews-1", nil)
        #expect(isAbout(server.requests, 100) && isAbout(server.value(of: .unauthorized), 25))
        #expect(isAbout(server.connections, 130) && isAbout(server.rbacDenials, 9))
        #expect(isAbout(server.tlsHandshakeFailures, 2))
    }
}
