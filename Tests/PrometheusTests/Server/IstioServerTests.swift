import Domain
import Ports
import TestKit
import Testing

@testable import Prometheus

/// Istio's metrics, through a real Prometheus and back.
@Suite(.enabled(if: PrometheusTargets.mustRun)) struct IstioServerTests {
    private static func series(_ namespace: String) -> [MetricSeries] {
        func labels(_ reporter: String, _ pod: String, _ more: [String: String]) -> [String: String] {
            [
                "reporter": reporter, "namespace": namespace, "pod": pod, "destination_service_namespace": namespace,
                "destination_service_name": "reviews", "source_workload": "web",
            ].merging(more) { $1 }
        }
        func requests(_ reporter: String, _ pod: String, _ code: String, _ rate: Double, flags: String = "-")
            -> MetricSeries
        {
            let more = ["response_code": code, "response_flags": flags]
            return .counter("istio_requests_total", labels(reporter, pod, more), perSecond: rate)
        }
        func latency(_ reporter: String, _ pod: String, _ buckets: [Double: Double]) -> [MetricSeries] {
            let name = "istio_request_duration_milliseconds"
            // Two source workloads, which the snapshot sums.
            return ["web", "batch"].flatMap { workload in
                MetricSeries.histogram(
                    name, labels(reporter, pod, ["source_workload": workload]),
                    perSecond: buckets.mapValues { $0 / 2 })
            }
        }
        return [
            requests("source", "web-1", "200", 90), requests("source", "web-1", "503", 6, flags: "UF,URX"),
            requests("source", "web-1", "503", 4, flags: "UO"), requests("source", "web-2", "200", 50),
            requests("destination", "reviews-1", "403", 20), requests("destination", "reviews-1", "200", 60),
            requests("destination", "idle-1", "200", 0),
        ] + latency("source", "web-1", [10: 50, 100: 90, 1000: 99, .infinity: 100])
            + latency("source", "web-2", [10: 0, 100: 0, 1000: 50, .infinity: 50])
            + latency("destination", "idle-1", [10: 0, .infinity: 0]) + envoy(namespace)
    }

    private static func envoy(_ namespace: String) -> [MetricSeries] {
        let client = ["namespace": namespace, "pod": "web-1"]
        let server = ["namespace": namespace, "pod": "reviews-1"]
        func cluster(_ subset: String, _ more: [String: String] = [:]) -> [String: String] {
            client.merging(["cluster_name": "outbound|80|\(subset)|reviews.\(namespace).svc.cluster.local"]) { $1 }
                .merging(more) { $1 }
        }
        let denied = server.merging(["authz_enforce_result": "denied"]) { $1 }
        let allowed = server.merging(["authz_enforce_result": "allowed"]) { $1 }
        func tried(_ result: String) -> [String: String] {
            server.merging(["authz_dry_run_action": "allow", "authz_dry_run_result": result]) { $1 }
        }
        return [
            .counter("envoy_cluster_upstream_cx_total", cluster("v1"), perSecond: 20),
            .counter("envoy_cluster_upstream_cx_total", cluster("v2"), perSecond: 5),
            .counter("envoy_cluster_upstream_cx_connect_fail", cluster("v2"), perSecond: 2),
            .counter("envoy_cluster_upstream_rq_pending_overflow", cluster("v2"), perSecond: 7),
            .counter("envoy_cluster_upstream_cx_overflow", cluster("v2"), perSecond: 1),
            .counter("envoy_cluster_outlier_detection_ejections_enforced_total", cluster("v1"), perSecond: 3),
            .counter("envoy_cluster_ssl_fail_verify_san", cluster("v1"), perSecond: 4),
            .counter("envoy_cluster_upstream_rq", cluster("v1", ["response_code_class": "2xx"]), perSecond: 40),
            .counter("envoy_cluster_upstream_rq", cluster("v1", ["response_code_class": "5xx"]), perSecond: 10),
            .counter("envoy_cluster_upstream_rq", cluster("v1", ["response_code": "200"]), perSecond: 40),
            .counter("envoy_cluster_upstream_rq", cluster("v1", ["response_code": "503"]), perSecond: 10),
            // As Envoy names them: several metrics, alike in all labels.
            .counter("envoy_http_inbound_0_0_0_0_8080__rbac", denied, perSecond: 8),
            .counter("envoy_http_inbound_0_0_0_0_9090__rbac", denied, perSecond: 4),
            .counter("envoy_http_inbound_0_0_0_0_9090__rbac", allowed, perSecond: 100),
            .counter("envoy_tcp", denied.merging(["tcp_prefix": "rbac"]) { $1 }, perSecond: 2),
            .counter("envoy_http_inbound_0_0_0_0_8080__rbac", tried("denied"), perSecond: 3),
            .counter("envoy_http_inbound_0_0_0_0_9090__rbac", tried("denied"), perSecond: 1),
            .counter("envoy_http_inbound_0_0_0_0_9090__rbac", tried("allowed"), perSecond: 12),
            .counter("envoy_listener_no_filter_chain_match", server, perSecond: 2),
            .counter("envoy_listener_ssl_connection_error", server, perSecond: 5),
            .counter("envoy_listener_ssl_fail_verify_error", server, perSecond: 1),
        ] + MetricSeries.histogram("envoy_cluster_upstream_rq_time", cluster("v1"), perSecond: [5: 25, .infinity: 50])
    }

    @Test func everythingComesBack() async throws {
        let scraped = try Scraped(Self.series)
        let reviews = scraped.service("reviews")
        func key(_ side: TrafficSide, _ pod: String, _ service: ServiceName?) -> TrafficSnapshot.SeriesKey {
            TrafficSnapshot.SeriesKey(side: side, pod: scraped.pod(pod), service: service)
        }
        // As soon as no scrape of the window was late or missed.
        let snapshot = try await scraped.snapshot(
            .istio, "rates over a whole window",
            of: [
                { ($0.rows[key(.client, "web-1", reviews)]?.requests, 100) },
                { ($0.rows[key(.client, "web-1", reviews)]?.failures, 10) },
                { ($0.rows[key(.client, "web-1", reviews)]?.connections, 25) },
                { ($0.rows[key(.client, "web-1", reviews)]?.connectionFailures, 2) },
                { ($0.rows[key(.client, "web-1", reviews)]?.circuitBreakerTrips, 8) },
                { ($0.rows[key(.client, "web-1", reviews)]?.outlierEjections, 3) },
                { ($0.rows[key(.client, "web-1", reviews)]?.tlsHandshakeFailures, 4) },
                { ($0.rows[key(.client, "web-1", reviews)]?.value(of: .p95), 600) },
                { ($0.rows[key(.client, "web-2", reviews)]?.requests, 50) },
                { ($0.rows[key(.server, "reviews-1", reviews)]?.requests, 80) },
                { ($0.rows[key(.server, "reviews-1", reviews)]?.value(of: .unauthorized), 25) },
                { ($0.rows[key(.server, "reviews-1", nil)]?.rbacDenials, 14) },
                { ($0.rows[key(.server, "reviews-1", nil)]?.tlsHandshakeFailures, 8) },
                { ($0.rows[key(.server, "reviews-1", nil)]?.dryRunDenied, 4) },
                { ($0.rows[key(.server, "reviews-1", nil)]?.dryRunAllowed, 12) },
                { ($0.subsets[.init(service: reviews, subset: "v1")]?.requests, 50) },
                { ($0.subsets[.init(service: reviews, subset: "v2")]?.connectionFailures, 2) },
            ])
        let web = try #require(snapshot.rows[key(.client, "web-1", reviews)])
        #expect(isAbout(web.failures, 10) && web.unauthorized == 0)
        #expect(isAbout(web.value(of: .errorRate), 10) && isAbout(web.value(of: .successRate), 90))
        #expect(isAbout(web.connections, 25) && isAbout(web.connectionFailures, 2))
        #expect(isAbout(web.circuitBreakerTrips, 8) && isAbout(web.outlierEjections, 3))
        #expect(isAbout(web.tlsHandshakeFailures, 4))
        #expect(isAbout(web.value(of: .p50), 10) && isAbout(web.value(of: .p95), 600))
        #expect(isAbout(snapshot.rows[key(.client, "web-2", reviews)]?.requests, 50))
        // Between 100 and 1000 ms, although nothing was counted up to 100; other tests may have bounds between them.
        let slow = try #require(snapshot.rows[key(.client, "web-2", reviews)]?.value(of: .p50))
        #expect(slow > 540 && slow < 1000)
        let server = try #require(snapshot.rows[key(.server, "reviews-1", reviews)])
        #expect(isAbout(server.requests, 80) && isAbout(server.value(of: .unauthorized), 25))
        let listeners = try #require(snapshot.rows[key(.server, "reviews-1", nil)])
        #expect(isAbout(listeners.tlsHandshakeFailures, 8) && listeners.requests == 0)
        #expect(isAbout(listeners.dryRunDenied, 4) && isAbout(listeners.dryRunAllowed, 12))
        #expect(snapshot.rows.count == 4, "what stands still is no row: \(snapshot.rows.keys)")
        expectSubsets(snapshot, of: reviews)
    }

    private func expectSubsets(_ snapshot: TrafficSnapshot, of service: ServiceName) {
        let v1 = snapshot.subsets[TrafficSnapshot.SubsetKey(service: service, subset: "v1")] ?? Traffic()
        #expect(isAbout(v1.requests, 50) && isAbout(v1.failures, 10) && isAbout(v1.connections, 20))
        #expect(isAbout(v1.value(of: .p50), 5) && isAbout(v1.outlierEjections, 3))
        let v2 = snapshot.subsets[TrafficSnapshot.SubsetKey(service: service, subset: "v2")] ?? Traffic()
        #expect(isAbout(v2.connectionFailures, 2) && isAbout(v2.circuitBreakerTrips, 8) && v2.requests == 0)
    }

    /// A change shows within the window, and a pod that is gone leaves the snapshot with its target.
    @Test func whatChangesIsSeen() async throws {
        func series(_ namespace: String, failing rate: Double, pods: [String]) -> [MetricSeries] {
            pods.flatMap { pod in
                [("200", 100 - rate), ("500", rate)].map { code, rate in
                    let labels = [
                        "reporter": "source", "namespace": namespace, "pod": pod, "response_code": code,
                        "destination_service_namespace": namespace, "destination_service_name": "reviews",
                    ]
                    return .counter("istio_requests_total", labels, perSecond: rate)
                }
            }
        }
        let scraped = try Scraped { series($0, failing: 0, pods: ["a", "b"]) }
        func errorRate(_ snapshot: TrafficSnapshot, _ pod: String) -> Double? {
            let service = scraped.service("reviews")
            return snapshot.rows[.init(side: .client, pod: scraped.pod(pod), service: service)]?.value(of: .errorRate)
        }
        _ = try await scraped.snapshot(.istio, "no errors") { errorRate($0, "a") == 0 && errorRate($0, "b") == 0 }
        scraped.serve(series(scraped.namespace, failing: 30, pods: ["a"]))
        _ = try await scraped.snapshot(.istio, "30 % errors of the pod that is left") {
            isAbout(errorRate($0, "a"), 30) && errorRate($0, "b") == nil
        }
    }

    @Test func numbersThatAreNone() async throws {
        let scraped = try Scraped { namespace in
            let labels = [
                "reporter": "source", "namespace": namespace, "pod": "a", "response_code": "200",
                "destination_service_namespace": namespace, "destination_service_name": "reviews",
            ]
            return [
                MetricSeries("istio_requests_total", labels, .text("NaN")),
                MetricSeries("istio_requests_total", labels.merging(["pod": "b"]) { $1 }, .text("+Inf")),
                .counter("istio_requests_total", labels.merging(["pod": "c"]) { $1 }, perSecond: 10),
            ]
        }
        let snapshot = try await scraped.snapshot(.istio, "the one that is a number") { !$0.rows.isEmpty }
        #expect(snapshot.rows.keys.map(\.pod.name) == ["c"])
        #expect(snapshot.rows.values.allSatisfy { $0.requests.isFinite })
    }
}
