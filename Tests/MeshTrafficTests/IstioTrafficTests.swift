import Domain
import MeshTraffic
import Testing

/// What Istio's policies make of requests, as the proxies' counters show it.
@Suite struct IstioTrafficTests {
    @Test func requestsAreCountedAtBothEnds() throws {
        let counted = try Town.bookshop().counted()
        // Two clients with 10 per second each, for 100 seconds.
        #expect(counted.requests() == 2000)
        #expect(counted.requests(["pod": "web-1", "response_code": "200", "response_flags": "-"]) == 1000)
        #expect(counted.sum("istio_requests_total", ["reporter": "destination"]) == 2000)
        let sample = try #require(
            counted.samples.first {
                $0.name == "istio_requests_total" && $0.labels["reporter"] == "destination"
                    && $0.labels["pod"] == "reviews-3"
            })
        #expect(sample.value == 333.333333)
        #expect(
            sample.labels
                == [
                    "reporter": "destination", "source_workload": "web-1", "source_workload_namespace": "shop",
                    "destination_workload": "reviews-3", "destination_workload_namespace": "shop",
                    "destination_service": "reviews.shop.svc.cluster.local", "destination_service_name": "reviews",
                    "destination_service_namespace": "shop", "request_protocol": "http", "response_code": "200",
                    "response_flags": "-", "connection_security_policy": "mutual_tls", "namespace": "shop",
                    "pod": "reviews-3",
                ].merging(["source_workload": sample.labels["source_workload"] ?? ""]) { $1 })
        #expect(counted.sum("envoy_cluster_upstream_cx_total", ["pod": "web-1"]) == 1000)
        #expect(counted.sum("envoy_cluster_upstream_rq", ["response_code_class": "2xx"]) == 2000)
        #expect(counted.sum("envoy_http_rbac", ["authz_enforce_result": "allowed"]) == 2000)
    }

    @Test func latenciesAreThoseOfTheScenario() throws {
        let counted = try Town.bookshop().counted([
            "services": [["service": "shop/reviews", "p50": 25, "p95": 100, "clients": [["labels": ["app": "web"]]]]]
        ])
        func below(_ bound: String) -> Double {
            counted.sum("istio_request_duration_milliseconds_bucket", ["le": bound, "reporter": "source"])
        }
        #expect(below("+Inf") == 2000)
        #expect(below("25") == 1000)
        #expect(below("100") == 1900)
        #expect(counted.sum("istio_request_duration_milliseconds_count", ["reporter": "source"]) == 2000)
        let mean = counted.sum("istio_request_duration_milliseconds_sum", ["reporter": "source"]) / 2000
        #expect(mean > 30 && mean < 45)
    }

    private func split(_ v1: Int64, _ v2: Int64) -> [JSONValue] {
        [
            Town.policy(
                "VirtualService", "reviews",
                [
                    "hosts": ["reviews"],
                    "http": [
                        [
                            "route": [
                                ["destination": ["host": "reviews", "subset": "v1"], "weight": .int(v1)],
                                ["destination": ["host": "reviews", "subset": "v2"], "weight": .int(v2)],
                            ]
                        ]
                    ],
                ]),
            Town.policy(
                "DestinationRule", "reviews",
                [
                    "host": "reviews",
                    "subsets": [
                        ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
                    ],
                ]),
        ]
    }

    @Test func weightsShareTheRequests() throws {
        var town = Town.bookshop()
        town.policies = split(90, 10)
        let counted = try town.counted()
        #expect(counted.sum("istio_requests_total", ["reporter": "destination", "pod": "reviews-3"]) == 200)
        #expect(counted.sum("istio_requests_total", ["reporter": "destination", "pod": "reviews-1"]) == 900)
        let cluster = "outbound|80|v2|reviews.shop.svc.cluster.local"
        #expect(counted.sum("envoy_cluster_upstream_rq", ["cluster_name": cluster, "response_code": "200"]) == 200)
        #expect(counted.sum("envoy_cluster_upstream_rq_time_count", ["cluster_name": cluster]) == 200)
    }

    @Test func aSubsetThatNobodyDeclaresOrHasIsAnError() throws {
        var town = Town.bookshop()
        town.policies = [split(50, 50)[0]]
        #expect(try town.counted().requests(["response_code": "503", "response_flags": "NC"]) == 2000)
        town.policies = split(50, 50)
        town.pods.removeLast()
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "503", "response_flags": "UH"]) == 1000)
        #expect(counted.requests(["response_code": "200"]) == 1000)
        town.policies = [
            Town.policy(
                "VirtualService", "v",
                [
                    "hosts": ["reviews"],
                    "http": [["match": [["uri": ["prefix": "/a"]]], "route": [["destination": ["host": "reviews"]]]]],
                ])
        ]
        #expect(try town.counted().requests(["response_code": "404", "response_flags": "NR"]) == 2000)
        town.policies = [
            Town.policy(
                "VirtualService", "v",
                ["hosts": ["reviews"], "http": [["route": [["destination": ["host": "ratings"]]]]]])
        ]
        #expect(
            try town.counted().requests([
                "response_code": "503", "destination_service_name": "ratings.shop.svc.cluster.local",
            ]) == 2000)
    }

    @Test func onlyTheCohortsPodsDeny() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "AuthorizationPolicy", "no-web",
                [
                    "selector": ["matchLabels": ["cohort": "canary"]], "action": "DENY",
                    "rules": [["from": [["source": ["principals": ["*/sa/web"]]]]]],
                ], group: "security.istio.io/v1")
        ]
        town.label("reviews-3", "cohort", "canary")
        let counted = try town.counted()
        #expect(counted.share("reviews-3", "403", reporter: "destination") == 100)
        #expect(counted.share("reviews-1", "403", reporter: "destination") == 0)
        #expect(counted.sum("envoy_http_rbac", ["pod": "reviews-3", "authz_enforce_result": "denied"]) == 666.667)
        #expect(abs(counted.share("web-1", "403") - 33.33) < 0.01)
    }

    @Test func dryRunsAreCountedAndDenyNothing() throws {
        var town = Town.bookshop()
        var policy = Town.policy(
            "AuthorizationPolicy", "try", ["action": "DENY", "rules": [[:]]], group: "security.istio.io/v1")
        policy["metadata"] = ["name": "try", "namespace": "shop", "annotations": ["istio.io/dry-run": "true"]]
        town.policies = [policy]
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "200"]) == 2000)
        let labels = ["authz_dry_run_action": "deny", "authz_dry_run_result": "denied"]
        #expect(counted.sum("envoy_http_rbac", labels) == 2000)
    }

    @Test func plainTextMeetsMutualTLS() throws {
        let strict = Town.policy(
            "PeerAuthentication", "strict",
            ["selector": ["matchLabels": ["version": "v2"]], "mtls": ["mode": "STRICT"]], group: "security.istio.io/v1")
        var town = Town.bookshop()
        town.policies = [strict]
        #expect(try town.counted().requests(["response_code": "200"]) == 2000)
        let plain = Town.policy(
            "DestinationRule", "plain", ["host": "reviews", "trafficPolicy": ["tls": ["mode": "DISABLE"]]])
        town.policies = [strict, plain]
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "503"]) == 666.667)
        #expect(counted.sum("envoy_cluster_upstream_cx_connect_fail") == 666.667)
        #expect(counted.sum("envoy_listener_no_filter_chain_match", ["pod": "reviews-3"]) == 666.667)
        #expect(counted.sum("istio_requests_total", ["pod": "reviews-3"]) == 0)
        #expect(counted.sum("istio_requests_total", ["pod": "reviews-1", "connection_security_policy": "none"]) > 0)
    }

    @Test func aClientWithoutASidecarIsSeenByServersOnly() throws {
        var town = Town.bookshop(sidecar: "istio-proxy")
        town.pods[0] = Town.pod("web-1", ["app": "web"])
        #expect(try town.counted().sum("istio_requests_total", ["source_workload": "unknown"]) == 1000)
        #expect(try town.counted().sum("istio_requests_total", ["pod": "web-1"]) == 0)
        town.policies = [
            Town.policy("PeerAuthentication", "s", ["mtls": ["mode": "STRICT"]], group: "security.istio.io/v1")
        ]
        let counted = try town.counted()
        #expect(counted.sum("istio_requests_total", ["source_workload": "unknown"]) == 0)
        #expect(counted.sum("envoy_listener_no_filter_chain_match") == 1000)
    }

    @Test func tlsToAServerThatHasNoneFailsAtTheHandshake() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy("PeerAuthentication", "off", ["mtls": ["mode": "DISABLE"]], group: "security.istio.io/v1"),
            Town.policy(
                "DestinationRule", "on", ["host": "reviews", "trafficPolicy": ["tls": ["mode": "ISTIO_MUTUAL"]]]),
        ]
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "503", "response_flags": "UF"]) == 2000)
        #expect(counted.sum("envoy_cluster_ssl_connection_error") == 2000)
        #expect(counted.sum("envoy_listener_ssl_connection_error") == 2000)
    }

    @Test func poolsBelowTheConcurrencyTripTheBreaker() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "DestinationRule", "small",
                [
                    "host": "reviews",
                    "trafficPolicy": [
                        "connectionPool": ["tcp": ["maxConnections": 4], "http": ["http1MaxPendingRequests": 2]]
                    ],
                ])
        ]
        func trips(_ concurrency: JSONValue) throws -> Double {
            try town.counted([
                "services": [
                    ["service": "shop/reviews", "concurrency": concurrency, "clients": [["labels": ["app": "web"]]]]
                ]
            ]).sum("envoy_cluster_upstream_rq_pending_overflow")
        }
        #expect(try trips(6) == 0)
        #expect(try trips(8) == 500)
    }

    @Test func timeoutsBelowTheLatencyAreSeenByTheClient() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "VirtualService", "v",
                [
                    "hosts": ["reviews"],
                    "http": [["timeout": "0.02s", "route": [["destination": ["host": "reviews"]]]]],
                ])
        ]
        // Half of the requests take longer than the median.
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "504", "response_flags": "UT"]) == 1000)
        #expect(counted.sum("istio_requests_total", ["reporter": "destination", "response_flags": "DC"]) == 1000)
    }

    @Test func faultsAreInjected() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "VirtualService", "v",
                [
                    "hosts": ["reviews"],
                    "http": [
                        [
                            "fault": [
                                "abort": ["httpStatus": 555, "percentage": ["value": 25]],
                                "delay": ["fixedDelay": "2s", "percentage": ["value": 50]],
                            ], "route": [["destination": ["host": "reviews"]]],
                        ]
                    ],
                ])
        ]
        let counted = try town.counted()
        #expect(counted.requests(["response_code": "555", "response_flags": "FI"]) == 500)
        #expect(counted.requests(["response_code": "200"]) == 1500)
        let fast = counted.sum(
            "istio_request_duration_milliseconds_bucket", ["le": "1000", "reporter": "source", "response_code": "200"])
        #expect(abs(fast - 750) < 1)
    }

    @Test func tokensOfStrangersAre401() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "RequestAuthentication", "a", ["jwtRules": [["issuer": "me"]]], group: "security.istio.io/v1")
        ]
        let counted = try town.counted([
            "services": [
                [
                    "service": "shop/reviews", "clients": [["labels": ["app": "web"]]],
                    "requests": [["share": 3], ["share": 1, "token": ["issuer": "you"]]],
                ]
            ]
        ])
        #expect(counted.requests(["response_code": "401"]) == 500)
        #expect(counted.requests(["response_code": "200"]) == 1500)
    }

    @Test func whatASidecarDoesNotImportGoesThroughOrIsRefused() throws {
        var town = Town.bookshop()
        func sidecar(_ mode: String) -> JSONValue {
            Town.policy(
                "Sidecar", "s",
                ["egress": [["hosts": ["other/*"]]], "outboundTrafficPolicy": ["mode": .string(mode)]])
        }
        town.policies = [sidecar("ALLOW_ANY")]
        #expect(try town.counted().requests(["response_code": "200"]) == 2000)
        town.policies = [sidecar("REGISTRY_ONLY")]
        #expect(try town.counted().requests(["response_code": "502"]) == 2000)
    }

    @Test func hostsOutsideAreKnownByServiceEntries() throws {
        var town = Town.bookshop()
        let scenario: JSONValue = [
            "services": [
                ["service": "api.example.com", "clients": [["namespace": "shop", "labels": ["app": "web"]]]]
            ],
            "effects": [
                ["when": ["kind": "ServiceEntry", "path": "spec.location", "equals": "MESH_INTERNAL"], "errorRate": 1]
            ],
        ]
        let sidecar = Town.policy(
            "Sidecar", "s", ["egress": [["hosts": ["./*"]]], "outboundTrafficPolicy": ["mode": "REGISTRY_ONLY"]])
        town.policies = [sidecar]
        #expect(try town.counted(scenario).requests(["response_code": "502"]) == 2000)
        let entry = Town.policy(
            "ServiceEntry", "e", ["hosts": ["api.example.com"], "location": "MESH_EXTERNAL"])
        town.policies = [sidecar, entry]
        #expect(
            try town.counted(scenario).requests([
                "response_code": "200", "destination_service": "api.example.com",
                "destination_service_name": "api.example.com", "destination_service_namespace": "shop",
            ]) == 2000)
        town.policies = [
            Town.policy("ServiceEntry", "e", ["hosts": ["api.example.com"], "location": "MESH_INTERNAL"])
        ]
        #expect(try town.counted(scenario).requests(["response_code": "500"]) == 2000)
    }

    @Test func connectionsAreCountedWhereThePortIsNoHTTP() throws {
        var town = Town.bookshop()
        town.services[0] = Town.service("reviews", ["app": "reviews"], port: "tcp-db")
        let counted = try town.counted()
        #expect(counted.requests() == 0)
        #expect(counted.sum("istio_tcp_connections_opened_total", ["reporter": "source"]) == 2000)
    }

    @Test func errorsTakeHostsOut() throws {
        var town = Town.bookshop()
        town.policies = [
            Town.policy(
                "DestinationRule", "o",
                [
                    "host": "reviews",
                    "trafficPolicy": ["outlierDetection": ["consecutive5xxErrors": 2, "baseEjectionTime": "10s"]],
                ])
        ]
        let scenario: JSONValue = [
            "services": [["service": "shop/reviews", "errorRate": 0.5, "clients": [["labels": ["app": "web"]]]]]
        ]
        // At most one in ten seconds and pod, for each client.
        let name = "envoy_cluster_outlier_detection_ejections_enforced_total"
        #expect(try town.counted(scenario).sum(name) == 60)
        #expect(try town.counted().sum(name) == 0)
    }
}
