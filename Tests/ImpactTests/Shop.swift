import Domain
import Impact
import MeshModel

/// A small cluster: `web` and `admin` call `reviews` (versions v1 and v2) and `ratings`; `batch` is in a namespace of
/// its own, and `old` has no proxy.
struct Shop {
    var policies: [JSONValue] = []
    var sidecar = "istio-proxy"
    /// What the ports of every service lead to.
    var targets: [Int64: Int64] = [80: 9080]
    /// The path of every pod's readiness probe.
    var probe: String?

    static let istioSecurity = "security.istio.io/v1"
    static let linkerdPolicy = "policy.linkerd.io/v1beta3"
    static let istioNetworking = "networking.istio.io/v1"

    var objects: [JSONValue] { pods + services + policies }
    var picture: MeshPicture { MeshPicture(objects: objects) }

    var pods: [JSONValue] {
        [
            pod("web-1", "web", ["app": "web"], "10.0.0.1"), pod("web-2", "web", ["app": "web"], "10.0.0.2"),
            pod("admin-1", "admin", ["app": "admin"], "10.0.0.3"),
            pod("reviews-v1-1", "reviews", ["app": "reviews", "version": "v1"], "10.0.0.4"),
            pod("reviews-v2-1", "reviews", ["app": "reviews", "version": "v2"], "10.0.0.5"),
            pod("ratings-1", "ratings", ["app": "ratings"], "10.0.0.6"),
            pod("batch-1", "batch", ["app": "batch"], "10.0.0.7", namespace: "jobs"),
            pod("old-1", "old", ["app": "old"], "10.0.0.8", isMeshed: false),
        ]
    }

    var services: [JSONValue] { ["web", "reviews", "ratings"].map { service($0) } }

    func pod(
        _ name: String, _ account: String, _ labels: [String: String], _ ip: String, namespace: String = "shop",
        isMeshed: Bool = true
    ) -> JSONValue {
        var containers: [JSONValue] = [["name": "app", "ports": [["name": "http", "containerPort": 9080]]]]
        if let probe { containers[0]["readinessProbe"] = ["httpGet": ["port": "http", "path": .string(probe)]] }
        if isMeshed { containers.append(["name": .string(sidecar)]) }
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "uid": .string("uid-\(name)"),
                "labels": .object(labels.mapValues { .string($0) }),
            ],
            "spec": ["containers": .array(containers), "serviceAccountName": .string(account)],
            "status": ["phase": "Running", "podIP": .string(ip)],
        ]
    }

    func service(_ name: String) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name), "namespace": "shop"],
            "spec": [
                "selector": ["app": .string(name)],
                "ports": .array(
                    targets.sorted { $0.key < $1.key }.map { port, target in
                        ["name": .string("http-\(port)"), "port": .int(port), "targetPort": .int(target)]
                    }),
            ],
        ]
    }

    static func object(
        _ kind: String, _ spec: JSONValue, name: String = "x", apiVersion: String = istioNetworking,
        namespace: String = "shop"
    ) -> JSONValue {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    static func authorization(
        _ rules: JSONValue, action: String = "ALLOW", name: String = "x", app: String? = "reviews"
    ) -> JSONValue {
        var spec: JSONValue = ["action": .string(action), "rules": rules]
        if let app { spec["selector"] = ["matchLabels": ["app": .string(app)]] }
        return object("AuthorizationPolicy", spec, name: name, apiVersion: istioSecurity)
    }

    static func from(_ accounts: [String], methods: [String] = [], paths: [String] = []) -> JSONValue {
        var rule: JSONValue = [
            "from": [
                ["source": ["principals": .array(accounts.map { .string("cluster.local/ns/shop/sa/\($0)") })]]
            ]
        ]
        var operation: JSONValue = .object([:])
        if !methods.isEmpty { operation["methods"] = .array(methods.map { .string($0) }) }
        if !paths.isEmpty { operation["paths"] = .array(paths.map { .string($0) }) }
        if operation != .object([:]) { rule["to"] = [["operation": operation]] }
        return rule
    }

    func impact(_ old: JSONValue?, _ new: JSONValue?) -> Impact {
        Impact.of(old: old, new: new, in: picture) ?? Impact(object: "no object", kind: .none, fields: [])
    }
}

extension Impact {
    func lines(_ topic: Topic) -> [Line] { lines.filter { $0.topic == topic } }
}
