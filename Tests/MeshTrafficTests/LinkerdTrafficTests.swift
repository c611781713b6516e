import Domain
import MeshTraffic
import Testing

/// What Linkerd's policies make of requests.
@Suite struct LinkerdTrafficTests {
    private let town = Town.bookshop(sidecar: "linkerd-proxy")

    private func server(_ name: String, _ expression: JSONValue? = nil, access: String? = nil) -> JSONValue {
        var selector: JSONValue = ["matchLabels": ["app": "reviews"]]
        if let expression { selector["matchExpressions"] = [expression] }
        var spec: JSONValue = ["podSelector": selector, "port": "http"]
        spec["accessPolicy"] = access.map { .string($0) }
        return Town.policy("Server", name, spec, group: "policy.linkerd.io/v1beta3")
    }

    @Test func responsesAreCountedAtBothEnds() throws {
        let counted = try town.counted()
        let out = ["direction": "outbound", "dst_service": "reviews", "dst_namespace": "shop", "status_code": "200"]
        #expect(counted.sum("response_total", out) == 2000)
        #expect(counted.sum("response_total", ["direction": "inbound", "classification": "success"]) == 2000)
        #expect(counted.sum("request_total", ["direction": "outbound", "pod": "web-1"]) == 1000)
        #expect(counted.sum("response_latency_ms_count", ["direction": "outbound"]) == 2000)
        #expect(counted.sum("response_latency_ms_bucket", ["direction": "outbound", "le": "20"]) == 1000)
        #expect(counted.sum("tcp_open_total", ["direction": "inbound", "peer": "src"]) == 2000)
        #expect(counted.sum("inbound_http_authz_allow_total") == 2000)
        #expect(counted.sum("istio_requests_total") == 0)
    }

    @Test func aServerDeniesOnItsPodsOnly() throws {
        var town = town
        town.label("reviews-3", "cohort", "canary")
        town.policies = [
            server("stable", ["key": "cohort", "operator": "DoesNotExist"], access: "all-unauthenticated"),
            server("canary", ["key": "cohort", "operator": "Exists"]),
        ]
        let counted = try town.counted()
        #expect(counted.sum("inbound_http_authz_deny_total", ["pod": "reviews-3", "srv_name": "canary"]) == 666.667)
        #expect(counted.sum("inbound_http_authz_deny_total") == 666.667)
        #expect(counted.sum("response_total", ["direction": "outbound", "status_code": "403"]) == 666.667)
        // The denied ones never come to the metrics of responses.
        #expect(counted.sum("response_total", ["direction": "inbound"]) == 1333.333)
    }

    @Test func routesSplitByWeight() throws {
        var town = town
        town.services += [
            Town.service("reviews-v1", ["version": "v1"]), Town.service("reviews-v2", ["version": "v2"]),
        ]
        town.policies = [
            Town.policy(
                "HTTPRoute", "split",
                [
                    "parentRefs": [["group": "core", "kind": "Service", "name": "reviews"]],
                    "rules": [
                        [
                            "backendRefs": [
                                ["name": "reviews-v1", "port": 80, "weight": 80],
                                ["name": "reviews-v2", "port": 80, "weight": 20],
                            ]
                        ]
                    ],
                ], group: "policy.linkerd.io/v1beta3")
        ]
        let counted = try town.counted()
        #expect(counted.sum("response_total", ["dst_service": "reviews-v2"]) == 400)
        #expect(counted.sum("response_total", ["dst_pod": "reviews-1"]) == 800)
    }

    @Test func failuresToConnectAndOpenBreakersAreNoResponses() throws {
        let counted = try town.counted([
            "effects": [["connectionFailures": 0.25, "circuitBreakerTrips": 0.2]]
        ])
        #expect(
            counted.sum("outbound_http_route_backend_response_statuses_total", ["error": "FAIL_FAST"]) == 400)
        #expect(counted.sum("outbound_tcp_errors_total", ["error": "i/o"]) == 400)
        #expect(counted.sum("response_total", ["direction": "outbound"]) == 1200)
    }

    @Test func aProfileForOneNamespaceTimesOutThere() throws {
        var town = town
        town.pods.append(Town.pod("curl-1", ["app": "curl"], namespace: "clients", sidecar: "linkerd-proxy"))
        town.policies = [
            Town.policy(
                "ServiceProfile", "reviews.shop.svc.cluster.local",
                ["routes": [["name": "all", "condition": ["pathRegex": "/.*"], "timeout": "20ms"]]],
                group: "linkerd.io/v1alpha2", namespace: "clients")
        ]
        let counted = try town.counted([
            "services": [
                [
                    "service": "shop/reviews",
                    "clients": [["labels": ["app": "web"]], ["namespace": "clients", "labels": ["app": "curl"]]],
                ]
            ]
        ])
        let late = ["direction": "outbound", "status_code": "504", "classification": "failure"]
        #expect(counted.sum("response_total", late.merging(["pod": "curl-1"]) { $1 }) == 500)
        #expect(counted.sum("response_total", late) == 500)
    }
}
