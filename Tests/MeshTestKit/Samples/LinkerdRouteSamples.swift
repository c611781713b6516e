package import Domain
import Mesh
package import MeshModel

/// HTTPRoutes on Services.
extension KindSample {
    static let linkerdRoutes: [KindSample] = [
        route(
            "httproute-weights", .requests, old: routeDocument([[["books-v1", 9], ["books-v2", 1]]]),
            new: routeDocument([[["books-v1", 1], ["books-v3", 1]]])),
        route(
            "httproute-weights-every-scene", .requests,
            old: routeDocument([[["books-v1", 1]], []], paths: ["/api", "/"]),
            new: routeDocument([[["books-v2", 1]], [["books-v2", 1000]]], paths: ["/api", "/"]), scenes: allScenes,
            isShown: false),
        route(
            "httproute-created", .requests, new: routeDocument([[["books", 80], ["books-v2", 20]]]),
            scenes: [.green, .share(.percent(10)), .promoted], isShown: false),
        route(
            "httproute-removed", .requests, old: routeDocument([[["books-v2", 1]]]),
            scenes: [.green, .share(.percent(50)), .switched, .promoted], isShown: false),
        route(
            "httproute-green", .requests, old: routeDocument([[["books-v1", 1]]]),
            new: routeDocument([[["books-v2", 1]]]), scenes: [.green, .switched, .promoted]),
        route(
            "httproute-test", .requests, old: routeDocument([[["books-v1", 1]]]),
            new: routeDocument([[["books-v2", 1]]]),
            scenes: [.variant(.cookie(name: "group", value: "b")), .promoted]),
        route(
            "httproute-clients", .clientNamespaces, old: routeDocument([[["books-v1", 1]]], timeout: "5s"),
            new: routeDocument([[["books-v1", 1]]], timeout: "1s"),
            scenes: [.share(.percent(25)), .share(.percent(75)), .promoted]),
        route(
            "httproute-clients-other-rules", .clientNamespaces,
            old: routeDocument([[["books-v1", 1]], [["books-v2", 1]]], paths: ["/api", "/health"], timeout: "5s"),
            new: routeDocument([[["books-v1", 1]], []], paths: ["/api/v1", "/"], retries: 3),
            scenes: [.share(.percent(25)), .share(.percent(100)), .switched, .promoted], isShown: false),
        route(
            "httproute-clients-every-scene", .clientNamespaces,
            old: routeDocument([[["books-v1", 1]], []], paths: ["/api", "/"], timeout: "5s"),
            new: routeDocument([[["books-v2", 1]], []], paths: ["/api", "/"], timeout: "1s"), scenes: allScenes,
            isShown: false),
        route(
            "httproute-clients-created", .clientNamespaces, new: routeDocument([[]], paths: ["/api"], timeout: "1s"),
            scenes: allScenes, isShown: false),
        route(
            "httproute-clients-removed", .clientNamespaces,
            old: routeDocument([[["books-v2", 1]]], paths: ["/api"], timeout: "5s"),
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
    ]

    private static let allScenes: [Scene] = [
        .green, .variant(.header(name: "x-test", value: "b")), .variant(.cookie(name: "group", value: "b")),
        .share(.percent(10)), .share(.percent(33)), .share(.percent(100)), .switched, .promoted,
    ]

    /// - Parameter backends: By rule: names and weights.
    package static func routeDocument(
        _ backends: [[[JSONValue]]], paths: [String] = ["/"], timeout: String? = nil, retries: Int64? = nil
    ) -> JSONValue {
        let rules = zip(backends, paths).map { backends, path -> JSONValue in
            var rule: JSONValue = ["matches": [["path": ["type": "PathPrefix", "value": .string(path)]]]]
            if !backends.isEmpty {
                rule["backendRefs"] = .array(
                    backends.map {
                        ["group": "", "kind": "Service", "name": $0[0], "port": 8080, "weight": $0[1]]
                    })
            }
            rule["timeouts"] = timeout.map { ["request": .string($0)] }
            return rule
        }
        var metadata: JSONValue = ["name": "books", "namespace": "shop"]
        metadata["annotations"] = retries.map { ["retry.linkerd.io/limit": .string(String($0))] }
        return [
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": metadata,
            "spec": [
                "parentRefs": [["group": "", "kind": "Service", "name": "books", "port": 8080]],
                "rules": .array(rules),
            ],
        ]
    }

    private static func route(
        _ name: String, _ unit: CohortUnit, old: JSONValue? = nil, new: JSONValue? = nil,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        let key = PolicyKey(kind: .httpRoute, group: "gateway.networking.k8s.io", namespace: "shop", name: "books")
        let change = PolicyChange(key: key, old: old, new: new)
        return KindSample(
            name: name, unit: unit, change: change, pods: linkerdClients, services: linkerdServices, scenes: scenes,
            isShown: isShown, violations: LinkerdDestinationRules.routeViolations(of: change))
    }

    /// Clients in the Service's namespace and in three others.
    package static let linkerdClients: [Workload] = ["shop", "web", "lab", "batch"].map {
        .sample("client-1", ["app": "client"], namespace: $0)
    }

    package static let linkerdServices: [MeshService] = ["books", "books-v1", "books-v2", "books-v3"].map {
        MeshService(namespace: "shop", name: $0, selector: ["app": $0])
    }
}
