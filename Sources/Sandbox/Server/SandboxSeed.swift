import Domain

/// What a sandbox holds from the start: Istio's Bookinfo example, whose policies the demonstration rolls out.
enum SandboxSeed {
    static func plant(in store: SharedStore, bookinfo: Bool, meshes: Set<Mesh>) {
        for name in ["default", "kube-system"] + (bookinfo ? ["istio-system", "clients"] : []) {
            create(namespace(name), ResourceCatalog.namespaces, "", in: store)
        }
        guard bookinfo else { return }
        for service in services { create(service.object, ResourceCatalog.services, service.namespace, in: store) }
        for (index, pod) in pods.enumerated() {
            create(
                pod.object(address: "10.1.0.\(10 + index)", proxy: proxy(of: meshes)), ResourceCatalog.pods,
                pod.namespace, in: store)
        }
    }

    /// The sidecar that pods show. Where a sandbox has both meshes its scenario says whose pods they are, and may
    /// change that: then they show none.
    private static func proxy(of meshes: Set<Mesh>) -> String? {
        switch meshes {
        case [.istio]: "istio-proxy"
        case [.linkerd]: "linkerd-proxy"
        default: nil
        }
    }

    private static func create(_ body: JSONValue, _ type: ResourceType, _ namespace: String, in store: SharedStore) {
        let writing = Writing(
            type: type, version: "v1", namespace: namespace, options: WriteOptions(fieldManager: "sandbox"),
            now: ObjectRequests.now)
        // The documents below are right; a test lists them.
        _ = try? store.write { (store: inout ObjectStore) throws(Refusal) in
            let outcome = try writing.create(body, in: &store)
            return (outcome.status, outcome.event.map { [$0] } ?? [])
        }
    }

    private static func namespace(_ name: String) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(name), "labels": ["kubernetes.io/metadata.name": .string(name)]],
            "status": ["phase": "Active"],
        ]
    }

    private static let services = [
        SeedService("default", "productpage"), SeedService("default", "details"), SeedService("default", "ratings"),
        SeedService("default", "reviews"), SeedService("istio-system", "istio-ingressgateway", port: 80),
    ]

    private static let pods = [
        SeedPod("default", "productpage", "v1", "6b746f74dc-9rlmh"),
        SeedPod("default", "productpage", "v1", "6b746f74dc-x5ftw"),
        SeedPod("default", "details", "v1", "79f774bdb9-6jl84"), SeedPod("default", "ratings", "v1", "b6994bb9-7rqld"),
        SeedPod("default", "reviews", "v1", "545db77b95-2gl4p"),
        SeedPod("default", "reviews", "v1", "545db77b95-qm2bd"),
        SeedPod("default", "reviews", "v2", "7bf8c9648f-kc8lt"),
        SeedPod("default", "reviews", "v2", "7bf8c9648f-zr6pn"),
        SeedPod("default", "reviews", "v3", "84779c7bbc-hbx7q"),
        SeedPod("default", "reviews", "v3", "84779c7bbc-w9d4s"),
        SeedPod("clients", "curl", "v1", "5f8d7c9b66-t2m8k"),
        SeedPod("istio-system", "istio-ingressgateway", "v1", "7d9c8b5f4-p6v2n"),
        SeedPod("istio-system", "istiod", "v1", "6f8d5c7b49-k2x9m"),
    ]
}

private struct SeedService {
    let namespace: String
    let name: String
    let port: Int64

    init(_ namespace: String, _ name: String, port: Int64 = 9080) {
        (self.namespace, self.name, self.port) = (namespace, name, port)
    }

    var object: JSONValue {
        [
            "apiVersion": "v1", "kind": "Service",
            "metadata": [
                "name": .string(name), "labels": ["app": .string(name), "service": .string(name)],
            ],
            "spec": [
                "type": "ClusterIP", "selector": ["app": .string(name)],
                "ports": [["name": "http", "port": .int(port), "targetPort": .int(port), "protocol": "TCP"]],
            ],
        ]
    }
}

private struct SeedPod {
    let namespace: String
    let app: String
    let version: String
    let suffix: String

    init(_ namespace: String, _ app: String, _ version: String, _ suffix: String) {
        (self.namespace, self.app, self.version, self.suffix) = (namespace, app, version, suffix)
    }

    /// The control plane aside, each has the proxy beside it.
    private func containers(beside proxy: String?) -> [JSONValue] {
        let own: JSONValue = [
            "name": .string(app), "image": .string("sandbox/\(app):\(version)"), "ports": [["containerPort": 9080]],
        ]
        guard let proxy, app != "istiod" else { return [own] }
        return [own, ["name": .string(proxy), "image": .string("sandbox/\(proxy):latest")]]
    }

    func object(address: String, proxy: String?) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string("\(app)-\(version)-\(suffix)"),
                "labels": ["app": .string(app), "version": .string(version)],
            ],
            "spec": [
                "serviceAccountName": .string(app == "curl" ? "curl" : "bookinfo-\(app)"), "nodeName": "sandbox",
                "containers": .array(containers(beside: proxy)),
            ],
            "status": [
                "phase": "Running", "podIP": .string(address), "conditions": [["type": "Ready", "status": "True"]],
            ],
        ]
    }
}
