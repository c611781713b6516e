package import Domain
package import Mesh
package import MeshModel

/// Servers and what is said of them.
extension KindSample {
    static let linkerdServers: [KindSample] = [
        server(
            "server-closed", old: serverDocument(accessPolicy: "all-authenticated"),
            new: serverDocument(accessPolicy: "deny"), others: serverPolicies),
        server(
            "server-created", new: serverDocument(accessPolicy: "deny"), others: serverPolicies,
            scenes: [.shadow, .share(.percent(25)), .promoted]),
        server("server-removed", old: serverDocument(), others: serverPolicies),
        server(
            "server-green", old: serverDocument(), new: serverDocument(protocol: "HTTP/2"), others: [],
            scenes: [.green, .switched, .promoted]),
        server(
            "server-port-and-pods-changed", old: serverDocument(),
            new: serverDocument(port: 8081, selector: ["matchLabels": ["app": "books"]]), others: serverPolicies,
            isShown: false),
        server(
            "server-labels-changed", old: serverDocument(labels: ["tier": "web"]),
            new: serverDocument(labels: ["tier": "closed"]), others: serverPolicies,
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
        server(
            "server-v1alpha1-every-scene", old: serverDocument(version: "v1alpha1"),
            new: serverDocument(version: "v1alpha1", protocol: "HTTP/1"), others: serverPolicies,
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
        server(
            "server-of-all-pods", old: serverDocument(selector: [:]),
            new: serverDocument(selector: [:], accessPolicy: "audit"), others: serverPolicies,
            scenes: [.green, .share(.percent(50)), .switched, .promoted], isShown: false),
        server(
            "server-created-every-scene", new: serverDocument(selector: [:], accessPolicy: "deny"),
            others: serverPolicies,
            scenes: [.shadow, .green, .share(.percent(50)), .share(.percent(100)), .switched, .promoted],
            isShown: false),
        server(
            "server-created-from-shadow", new: serverDocument(accessPolicy: "deny"), others: serverPolicies,
            scenes: [.shadow, .switched, .promoted], isShown: false),
        server(
            "server-removed-every-scene", old: serverDocument(selector: [:]), others: serverPolicies,
            scenes: [.share(.percent(50)), .share(.percent(100)), .switched, .promoted], isShown: false),
    ]

    private static func server(
        _ name: String, old: JSONValue? = nil, new: JSONValue? = nil, others: [MeshObject],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        linkerdWorkloads(name, .server, "books", old, new, others: others, scenes: scenes, isShown: isShown)
    }

    /// A sample in `shop`, judged by the rules of Servers.
    static func linkerdWorkloads(
        _ name: String, _ kind: PolicyKind, _ policy: String, group: String = "policy.linkerd.io", _ old: JSONValue?,
        _ new: JSONValue?, others: [MeshObject], scenes: [Scene], isShown: Bool
    ) -> KindSample {
        let key = PolicyKey(kind: kind, group: group, namespace: "shop", name: policy)
        let change = PolicyChange(key: key, old: old, new: new)
        return KindSample(
            name: name, unit: .workloads, change: change, others: others, pods: linkerdFleet, scenes: scenes,
            isShown: isShown,
            violations: LinkerdServerRules.violations(of: change, others: others, pods: linkerdFleet))
    }

    /// Four pods of the books service, in two versions, one of another, and one of another namespace.
    package static let linkerdFleet: [Workload] =
        (1...2).map { .sample("books-v1-\($0)", ["app": "books", "version": "v1"], namespace: "shop") }
        + (1...2).map { .sample("books-v2-\($0)", ["app": "books", "version": "v2"], namespace: "shop") }
        + [
            .sample("authors-1", ["app": "authors"], namespace: "shop"),
            .sample("books-other", ["app": "books"], namespace: "lab"),
        ]

    /// Everything that can be said of the Server `books`.
    package static let serverPolicies: [MeshObject] = [
        serverAuthorization("books-by-name", ["name": "books"], client: "webapp"),
        serverAuthorization("web-by-label", ["selector": ["matchLabels": ["tier": "web"]]], client: "gateway"),
        serverAuthorization(
            "not-open", ["selector": ["matchExpressions": [["key": "open", "operator": "DoesNotExist"]]]],
            client: "auditor"),
        serverAuthorization("others", ["name": "authors"], client: "anybody"),
        inboundRoute("books-read", methods: ["GET"]),
        authorizationPolicy("readers", ["group": "policy.linkerd.io", "kind": "HTTPRoute", "name": "books-read"]),
        authorizationPolicy("scrapers", ["group": "policy.linkerd.io", "kind": "server", "name": "books"]),
        authorizationPolicy("everywhere", ["kind": "Namespace", "name": "shop"]),
        linkerdObject(
            "HTTPLocalRateLimitPolicy", "httplocalratelimitpolicies", "books-limit",
            spec: [
                "targetRef": ["group": "policy.linkerd.io", "kind": "Server", "name": "books"],
                "total": ["requestsPerSecond": 100],
            ]),
    ]
}

/// Documents, with what the API server would fill in: what it gives back is to be compared with them.
extension KindSample {
    package static func serverDocument(
        _ name: String = "books", version: String = "v1beta3", port: JSONValue = 8080,
        selector: JSONValue = ["matchLabels": ["app": "books", "version": "v1"]], protocol: String = "unknown",
        accessPolicy: String = "deny", labels: JSONValue = ["tier": "web"]
    ) -> JSONValue {
        var spec: JSONValue = ["podSelector": selector, "port": port, "proxyProtocol": .string(`protocol`)]
        spec["accessPolicy"] = version == "v1beta3" ? .string(accessPolicy) : nil
        return [
            "apiVersion": .string("policy.linkerd.io/\(version)"), "kind": "Server",
            "metadata": ["name": .string(name), "namespace": "shop", "labels": labels], "spec": spec,
        ]
    }

    package static func linkerdObject(
        _ kind: String, _ plural: String, _ name: String, version: String = "v1alpha1", spec: JSONValue
    ) -> MeshObject {
        let resource = MeshResource(group: "policy.linkerd.io", kind: kind, plural: plural)
        return MeshObject(
            name: MeshObjectName(resource: resource, namespace: "shop", name: name),
            document: [
                "apiVersion": .string("policy.linkerd.io/\(version)"), "kind": .string(kind),
                "metadata": ["name": .string(name), "namespace": "shop"], "spec": spec,
            ])
    }

    package static func serverObject(_ document: JSONValue) -> MeshObject {
        let name = document["metadata"]?["name"]?.string ?? ""
        return MeshObject(
            name: MeshObjectName(resource: MeshResource(.server), namespace: "shop", name: name), document: document)
    }

    package static func serverAuthorization(_ name: String, _ server: JSONValue, client: String) -> MeshObject {
        linkerdObject(
            "ServerAuthorization", "serverauthorizations", name, version: "v1beta1",
            spec: [
                "server": server,
                "client": ["meshTLS": ["serviceAccounts": [["name": .string(client)]]]],
            ])
    }

    package static func inboundRoute(
        _ name: String, servers: [String] = ["books"], methods: [String]
    ) -> MeshObject {
        linkerdObject(
            "HTTPRoute", "httproutes", name, version: "v1beta3",
            spec: [
                "parentRefs": .array(
                    servers.map { ["group": "policy.linkerd.io", "kind": "Server", "name": .string($0)] }),
                "rules": [
                    [
                        "matches": .array(
                            methods.map {
                                ["method": .string($0), "path": ["type": "PathPrefix", "value": "/"]]
                            })
                    ]
                ],
            ])
    }

    package static func authorizationPolicy(_ name: String, _ target: JSONValue) -> MeshObject {
        linkerdObject(
            "AuthorizationPolicy", "authorizationpolicies", name,
            spec: [
                "targetRef": target,
                "requiredAuthenticationRefs": [["kind": "ServiceAccount", "name": .string("\(name)-account")]],
            ])
    }
}
