import Domain
import Ports
import Testing

@testable import Prometheus

/// What a snapshot makes of recorded answers about Istio.
@Suite struct IstioReadingTests {
    private let pod = PodName(namespace: "shop", name: "web-1")
    private let reviews = ServiceName(namespace: "shop", name: "reviews")

    private func key(_ side: TrafficSide, _ service: ServiceName?) -> TrafficSnapshot.SeriesKey {
        TrafficSnapshot.SeriesKey(side: side, pod: pod, service: service)
    }

    private func labels(_ reporter: String, _ more: [String: String]) -> [String: String] {
        [
            "reporter": reporter, "namespace": "shop", "pod": "web-1", "destination_service_namespace": "shop",
            "destination_service_name": "reviews",
        ].merging(more) { $1 }
    }

    private func request(_ code: String, _ rate: String, flags: String = "-", grpc: String? = nil) -> JSONValue {
        var more = ["response_code": code, "response_flags": flags]
        more["grpc_response_status"] = grpc
        return element(labels("source", more), rate)
    }

    private func snapshot(_ recorded: [StandIn.Recorded]) async throws -> TrafficSnapshot {
        let prometheus = try StandIn(recorded)
        return try await PrometheusMetrics(url: prometheus.url, mesh: .istio, settings: .patient).snapshot(at: nil)
    }

    @Test func requests() async throws {
        let snapshot = try await snapshot([
            (
                "istio_requests_total",
                [
                    request("200", "100"), request("503", "5", flags: "UF,URX"), request("503", "3", flags: "UO"),
                    request("0", "1", flags: "DC"), request("401", "2"), request("403", "4", flags: "UAEX"),
                    request("200", "10", grpc: "0"), request("200", "7", grpc: "14"), request("200", "6", grpc: "7"),
                    request("200", "1", grpc: "5"), request("503", "8", flags: "UH"), request("503", "9", flags: "UC"),
                    request("200", "NaN"), request("200", "-5"), request("200", "+Inf"),
                ]
            )
        ])
        let traffic = try #require(snapshot.rows[key(.client, reviews)])
        #expect(snapshot.rows.count == 1 && snapshot.subsets.isEmpty)
        #expect(traffic.requests == 156)
        #expect(traffic.failures == 5 + 3 + 1 + 7 + 8 + 9)
        #expect(traffic.unauthorized == 2 + 4 + 6)
        #expect(traffic.connections == 156 && traffic.connectionFailures == 5 + 8 + 9)
        #expect(traffic.circuitBreakerTrips == 3 && traffic.rbacDenials == 4)
        // No server has counted those without a connection, and who was turned away; a client that has gone away has.
        #expect(
            traffic.reports
                == ClientReports(calls: 156, unanswered: 5 + 3 + 8 + 9, unconnected: 5 + 8 + 9, overflowed: 3))
        #expect(snapshot.at == Timestamp(microseconds: 1_700_000_000_250_000) && snapshot.window == .seconds(4))
    }

    @Test func whoseTrafficItIs() async throws {
        let code = ["response_code": "200"]
        let snapshot = try await snapshot([
            (
                "istio_requests_total",
                [
                    element(labels("source", code), "1"), element(labels("destination", code), "2"),
                    element(labels("source", ["pod": "web-2"].merging(code) { $1 }), "3"),
                    element(labels("source", ["destination_service_name": "unknown"].merging(code) { $1 }), "4"),
                    element(["reporter": "source", "response_code": "200"], "5"),
                ]
            )
        ])
        #expect(snapshot.rows.count == 4)
        #expect(snapshot.rows[key(.client, reviews)]?.requests == 1)
        #expect(snapshot.rows[key(.server, reviews)]?.requests == 2)
        #expect(snapshot.rows[key(.client, nil)]?.requests == 4)
    }

    /// Without a route or a cluster Istio knows the `Host` of the request only.
    @Test(arguments: [
        ("reviews", ServiceName(namespace: "shop", name: "reviews")),
        ("reviews:9080", ServiceName(namespace: "shop", name: "reviews")),
        ("cart.bank", ServiceName(namespace: "bank", name: "cart")),
        ("cart.bank.svc.cluster.local:80", ServiceName(namespace: "bank", name: "cart")),
        ("api.example.com", nil), ("PassthroughCluster", nil), ("unknown", nil), ("", nil), ("..svc", nil),
    ])
    func aHostIsTheServiceThatWasMeant(_ host: String, _ service: ServiceName?) async throws {
        let lost = labels(
            "source",
            [
                "destination_service_namespace": "unknown", "destination_service_name": host, "response_code": "503",
                "response_flags": "NC",
            ])
        let snapshot = try await snapshot([("istio_requests_total", [element(lost, "4")])])
        #expect(snapshot.rows[key(.client, service)]?.reports.unanswered == 4)
    }

    /// Asked once for a while: most counters stand still and are not in the answers of a tick.
    @Test func whatIsNotExportedIsUncounted() async throws {
        func exported(_ parts: String...) async throws -> (TrafficSnapshot, Bool) {
            let found = parts.map { element(["metric": $0], "1") }
            let prometheus = try StandIn([("group({", found)])
            let metrics = PrometheusMetrics(url: prometheus.url, mesh: .istio, settings: .patient)
            _ = try await metrics.snapshot(at: nil)
            let snapshot = try await metrics.snapshot(at: nil)
            let counts = try await metrics.countsSubsets()
            #expect(prometheus.asked.count { $0.contains("group({") } == 1)
            return (snapshot, counts)
        }
        let standard = try await exported("requests", "denials")
        #expect(standard.0.uncounted[.client] == [.handshakes, .ejections, .subsets] && !standard.1)
        #expect(standard.0.uncounted[.server] == .handshakes)
        let all = try await exported(
            "requests", "denials", "ejections", "subsets", "clientHandshakes", "serverHandshakes")
        #expect(all.0.uncounted == [.client: [], .server: []] && all.1)
        // Where nothing was measured yet, nobody knows.
        let nothing = try await exported()
        #expect(nothing.0.uncounted.isEmpty && nothing.1)
    }

    @Test func latency() async throws {
        let buckets = [("10", "20"), ("100", "90"), ("1000.0", "100"), ("+Inf", "100"), ("x", "9"), ("NaN", "9")]
        let snapshot = try await snapshot([
            (
                "istio_request_duration_milliseconds_bucket",
                buckets.map { element(labels("source", ["le": $0.0]), $0.1) }
            )
        ])
        let latency = try #require(snapshot.rows[key(.client, reviews)]).latency
        #expect(latency == LatencyHistogram([10: 20, 100: 90, 1000: 100, .infinity: 100]))
    }

    /// Buckets in which nothing is are not asked for at every tick, but where the first one begins is known.
    @Test func emptyBuckets() async throws {
        func bound(_ le: String) -> JSONValue { element(["le": le], "1") }
        let buckets = [("100", "90"), ("1000", "100"), ("+Inf", "100")]
        let prometheus = try StandIn([
            (
                "group by (le) (istio_request_duration",
                [bound("10"), bound("50"), bound("100"), bound("1000"), bound("+Inf")]
            ),
            ("rate(istio_request_duration", buckets.map { element(labels("source", ["le": $0.0]), $0.1) }),
        ])
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: .istio, settings: .patient)
        for _ in 1...2 {
            let latency = try #require(try await metrics.snapshot(at: nil).rows[key(.client, reviews)]).latency
            #expect(latency == LatencyHistogram([10: 0, 50: 0, 100: 90, 1000: 100, .infinity: 100]))
        }
        #expect(prometheus.asked.count { $0.hasPrefix("group by (le) (istio") } == 1, "once for both")
        #expect(!prometheus.asked.contains { $0.hasPrefix("group by (le) (envoy") }, "there is nothing to add to")
    }

    /// A proxy with buckets that are not known yet is a reason to ask again.
    @Test func newBuckets() async throws {
        let prometheus = try StandIn([
            ("group by (le) (istio_request_duration", [element(["le": "10"], "1")]),
            ("rate(istio_request_duration", [element(labels("source", ["le": "100"]), "9")]),
        ])
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: .istio, settings: .patient)
        for _ in 1...3 { _ = try await metrics.snapshot(at: nil) }
        #expect(prometheus.asked.count { $0.hasPrefix("group by (le) (istio") } == 3)
    }

    /// The proxies' own numbers, where they are exported, win over what requests tell.
    @Test func connectionsOfTheProxies() async throws {
        func counter(_ part: String, _ rate: String, _ cluster: String) -> JSONValue {
            element(["metric": part, "namespace": "shop", "pod": "web-1", "cluster_name": cluster], rate)
        }
        let v1 = "outbound|80|v1|reviews.shop.svc.cluster.local"
        let v2 = "outbound|80|v2|reviews.shop.svc.cluster.local"
        let snapshot = try await snapshot([
            ("istio_requests_total", [request("200", "100"), request("503", "10", flags: "UF")]),
            (
                "envoy_cluster_upstream_cx_total",
                [
                    counter("attempts", "4", v1), counter("attempts", "6", v2), counter("failures", "1", v2),
                    counter("cx_overflows", "2", v1), counter("rq_overflows", "3", v1), counter("ejections", "0.5", v2),
                    counter("tls_connection_error", "0.25", v2), counter("attempts", "9", "xds-grpc"),
                ]
            ),
        ])
        let traffic = try #require(snapshot.rows[key(.client, reviews)])
        #expect(traffic.connections == 10 && traffic.connectionFailures == 1 && traffic.circuitBreakerTrips == 5)
        #expect(traffic.outlierEjections == 0.5 && traffic.tlsHandshakeFailures == 0.25 && traffic.requests == 110)
        let second = try #require(snapshot.subsets[TrafficSnapshot.SubsetKey(service: reviews, subset: "v2")])
        #expect(second.connections == 6 && second.connectionFailures == 1 && second.circuitBreakerTrips == 0)
        #expect(second.outlierEjections == 0.5 && snapshot.subsets.count == 2)
    }

    @Test func subsets() async throws {
        let v1 = "outbound|80|v1|reviews.shop.svc.cluster.local"
        func answers(_ labels: [String: String], _ rate: String) -> JSONValue {
            element(["cluster_name": v1].merging(labels) { $1 }, rate)
        }
        let snapshot = try await snapshot([
            (
                "envoy_cluster_upstream_rq{",
                [
                    answers(["response_code_class": "2xx"], "90"), answers(["response_code_class": "5xx"], "6"),
                    answers(["response_code_class": "4xx"], "4"), answers(["response_code": "403"], "3"),
                    answers([:], "1000"),
                ]
            ),
            ("envoy_cluster_upstream_rq_time_bucket", [answers(["le": "5"], "50"), answers(["le": "+Inf"], "100")]),
        ])
        let traffic = try #require(snapshot.subsets[TrafficSnapshot.SubsetKey(service: reviews, subset: "v1")])
        #expect(traffic.requests == 100 && traffic.failures == 6 && traffic.unauthorized == 3)
        #expect(traffic.latency == LatencyHistogram([5: 50, .infinity: 100]))
        #expect(snapshot.rows.isEmpty)
    }

    @Test func serversAndExternalHosts() async throws {
        func server(_ part: String, _ rate: String) -> JSONValue {
            element(["metric": part, "namespace": "shop", "pod": "web-1"], rate)
        }
        let external = ServiceName(namespace: "egress", name: "api.example.com")
        let toExternal = labels(
            "source",
            [
                "response_code": "200", "destination_service_name": external.name,
                "destination_service_namespace": external.namespace,
            ])
        let ejections = [
            "metric": "ejections", "namespace": "shop", "pod": "web-1", "cluster_name": "outbound|443||api.example.com",
        ]
        func tried(_ result: String, _ rate: String) -> JSONValue {
            element(
                ["metric": "dry_run", "authz_dry_run_result": result, "namespace": "shop", "pod": "web-1"], rate)
        }
        let snapshot = try await snapshot([
            (
                "authz_enforce_result",
                [
                    server("denials", "2"), server("tls_ssl_fail_verify_error", "3"),
                    server("tls_no_filter_chain_match", "1"), tried("denied", "6"), tried("allowed", "7"),
                ]
            ),
            ("istio_requests_total", [element(toExternal, "1")]),
            ("istio_tcp_connections_closed_total", [element(labels("source", ["response_flags": "UF"]), "4")]),
            ("outlier_detection_ejections_enforced_total", [element(ejections, "5")]),
        ])
        let denied = try #require(snapshot.rows[key(.server, nil)])
        #expect(denied.rbacDenials == 2 && denied.tlsHandshakeFailures == 4)
        #expect(denied.dryRunDenied == 6 && denied.dryRunAllowed == 7)
        let tcp = try #require(snapshot.rows[key(.client, reviews)])
        #expect(tcp.connections == 4 && tcp.connectionFailures == 4 && tcp.requests == 0)
        #expect(snapshot.rows[key(.client, external)]?.outlierEjections == 5)
        #expect(snapshot.subsets.keys.map(\.service) == [external])
    }
}
