import Domain
import Mesh
import Testing
import Validation

/// What the API server fills in is no difference between what a cluster has and a version that leaves it out.
struct IdleDefaultsTests {
    private static let server: JSONValue = [
        "apiVersion": "policy.linkerd.io/v1beta3", "kind": "Server",
        "metadata": ["name": "reviews", "namespace": "shop"],
        "spec": ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080],
    ]

    private static func route(_ version: String) -> JSONValue {
        [
            "apiVersion": .string(version), "kind": "HTTPRoute",
            "metadata": ["name": "reviews", "namespace": "shop"],
            "spec": [
                "parentRefs": [["name": "reviews", "kind": "Service", "group": "core", "port": 9080]],
                "rules": [
                    [
                        "matches": [["headers": [["name": "x-beta", "value": "yes"]]]],
                        "backendRefs": [["name": "reviews-v2", "port": 9080]],
                    ],
                    ["backendRefs": [["name": "reviews-v1", "port": 9080], ["name": "reviews-v2", "port": 9080]]],
                ],
            ],
        ]
    }

    private static let routes = [
        "policy.linkerd.io/v1beta3", "policy.linkerd.io/v1beta2", "gateway.networking.k8s.io/v1",
        "gateway.networking.k8s.io/v1beta1",
    ].map(route)

    private static func isIdle(_ live: JSONValue, _ version: JSONValue) -> Bool {
        let kind = PolicyKind(rawValue: version["kind"]?.string ?? "") ?? .server
        return PolicyChange(
            key: PolicyKey(kind: kind, group: kind.groups[0], namespace: "shop", name: "reviews"), old: live,
            new: version, filling: SchemaCatalogue.builtIn.filled
        ).isIdle
    }

    private static func filled(_ route: JSONValue) -> JSONValue {
        var live = route
        let path: JSONValue = ["type": "PathPrefix", "value": "/"]
        live["spec"]?["rules"] = [
            [
                "matches": [
                    ["headers": [["name": "x-beta", "value": "yes", "type": "Exact"]], "path": path]
                ], "backendRefs": [backend("reviews-v2")],
            ], ["matches": [["path": path]], "backendRefs": [backend("reviews-v1"), backend("reviews-v2")]],
        ]
        return live
    }

    private static func backend(_ name: String, weight: Int64 = 1) -> JSONValue {
        ["name": .string(name), "port": 9080, "group": "", "kind": "Service", "weight": .int(weight)]
    }

    @Test(arguments: routes) func aRouteIsWhatTheServerMakesOfIt(_ route: JSONValue) {
        let live = Self.filled(route)
        #expect(Self.isIdle(live, route))
        var weighted = live
        weighted["spec"]?["rules"] = [
            live["spec"]?["rules"]?[0] ?? .null,
            [
                "matches": [["path": ["type": "PathPrefix", "value": "/"]]],
                "backendRefs": [Self.backend("reviews-v1", weight: 2), Self.backend("reviews-v2")],
            ],
        ]
        #expect(!Self.isIdle(weighted, route))
        var limited = live
        limited["spec"]?["hostnames"] = ["reviews"]
        #expect(!Self.isIdle(limited, route))
    }

    @Test func aServerIsWhatTheServerMakesOfIt() {
        var live = Self.server
        live["spec"]?["proxyProtocol"] = "unknown"
        #expect(Self.isIdle(live, Self.server))
        live["spec"]?["accessPolicy"] = "deny"
        #expect(Self.isIdle(live, Self.server))
        #expect(!Self.isIdle(Self.server, live), "the version says more than what is there")
        live["spec"]?["accessPolicy"] = "audit"
        #expect(!Self.isIdle(live, Self.server))
    }
}
