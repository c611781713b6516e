package import Domain
import Mesh
import MeshModel

/// Sidecars and EnvoyFilters: what configures the proxy itself.
extension KindSample {
    package static let istioProxy: [KindSample] = sidecars + envoyFilters

    private static let sidecars = [
        sidecar(
            "sidecar-default-changed", old: sidecarDocument("default", hosts: ["./*", "istio-system/*"]),
            new: sidecarDocument("default", hosts: ["./*", "istio-system/*", "payments/*"]),
            others: [batchSidecar], scenes: [.share(.percent(10)), .share(.percent(50)), .promoted]),
        sidecar(
            "sidecar-default-green", old: sidecarDocument("default", hosts: ["./*"], mode: "ALLOW_ANY"),
            new: sidecarDocument("default", hosts: ["./*"], mode: "REGISTRY_ONLY"),
            scenes: [.green, .switched, .promoted]),
        sidecar(
            "sidecar-default-created", new: sidecarDocument("default", hosts: ["./*", "istio-system/*"]),
            others: [meshSidecar, batchSidecar], scenes: [.green, .share(.percent(25)), .promoted]),
        sidecar(
            "sidecar-selecting-created",
            new: sidecarDocument("web", hosts: ["./*", "payments/*"], selecting: ["app": "web"]),
            others: [meshSidecar, batchSidecar, shopSidecar]),
        sidecar(
            "sidecar-every-scene", old: sidecarDocument("default", hosts: ["./*"]),
            new: sidecarDocument("default", hosts: ["*/*"]), others: [meshSidecar, batchSidecar],
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
    ]

    private static let envoyFilters = [
        envoyFilter(
            "envoyfilter-created", new: filterDocument("lua", patches: [header("x-served-by")]),
            others: [compression]),
        envoyFilter(
            "envoyfilter-patch-added", old: filterDocument("lua", patches: [header("x-served-by")], selecting: web),
            new: filterDocument("lua", patches: [header("x-served-by"), header("x-zone")], selecting: web),
            others: [compression]),
        envoyFilter(
            "envoyfilter-patch-green", old: filterDocument("lua", patches: [header("x-served-by")]),
            new: filterDocument("lua", patches: [header("x-served-by"), header("x-zone")]),
            scenes: [.green, .switched, .promoted]),
        envoyFilter(
            "envoyfilter-mesh-patch-added",
            old: filterDocument("lua", patches: [header("x-mesh")], namespace: "istio-system", priority: 5),
            new: filterDocument(
                "lua", patches: [header("x-mesh"), header("x-cell")], namespace: "istio-system", priority: 5),
            others: [compression], scenes: [.share(.percent(50)), .share(.percent(100)), .promoted], isShown: false),
        envoyFilter(
            "envoyfilter-every-scene",
            new: filterDocument("lua", patches: [header("x-zone")], namespace: "istio-system"),
            others: [compression],
            scenes: [.green, .share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
    ]

    private static let web: JSONValue = ["app": "web"]

    /// Three web pods and two others in the namespace, and some in another.
    private static let fleet: [Workload] =
        (1...3).map { .sample("web-\($0)", ["app": "web"], namespace: "shop") } + [
            .sample("api-1", ["app": "api"], namespace: "shop"),
            .sample("batch-1", ["app": "batch"], namespace: "shop"),
            .sample("ledger-1", ["app": "web"], namespace: "payments"),
        ]

    private static func sidecar(
        _ name: String, old: JSONValue? = nil, new: JSONValue?, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(100)), .promoted], isShown: Bool = true
    ) -> KindSample {
        KindSample(
            name: name, unit: .workloads, change: change(.sidecar, old, new), others: others, pods: fleet,
            scenes: scenes, isShown: isShown, violations: ProxyRules.sidecarViolations)
    }

    private static func envoyFilter(
        _ name: String, old: JSONValue? = nil, new: JSONValue?, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        KindSample(
            name: name, unit: .workloads, change: change(.envoyFilter, old, new), others: others, pods: fleet,
            scenes: scenes, isShown: isShown, violations: ProxyRules.filterViolations)
    }

    private static func change(_ kind: PolicyKind, _ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        let metadata = (new ?? old)?["metadata"]
        let key = PolicyKey(
            kind: kind, group: kind.groups[0], namespace: metadata?["namespace"]?.string ?? "",
            name: metadata?["name"]?.string ?? "")
        return PolicyChange(key: key, old: old, new: new)
    }
}

extension KindSample {
    private static let batchSidecar = object(
        .sidecar, sidecarDocument("batch", hosts: ["./*"], selecting: ["app": "batch"]))
    private static let shopSidecar = object(.sidecar, sidecarDocument("default", hosts: ["./*", "istio-system/*"]))
    private static let meshSidecar = object(
        .sidecar, sidecarDocument("default", hosts: ["istio-system/*"], namespace: "istio-system"))
    private static let compression = object(
        .envoyFilter, filterDocument("compression", patches: [header("x-encoding")], namespace: "istio-system"))

    /// A Sidecar in `shop`, as samples have it.
    package static func sidecarDocument(
        _ name: String, hosts: [JSONValue], mode: JSONValue = "REGISTRY_ONLY", selecting labels: JSONValue? = nil,
        namespace: JSONValue = "shop"
    ) -> JSONValue {
        var spec: JSONValue = ["egress": [["hosts": .array(hosts)]], "outboundTrafficPolicy": ["mode": mode]]
        spec["workloadSelector"] = labels.map { ["labels": $0] }
        return [
            "apiVersion": "networking.istio.io/v1", "kind": "Sidecar",
            "metadata": ["name": .string(name), "namespace": namespace], "spec": spec,
        ]
    }

    /// An EnvoyFilter, as samples have it.
    package static func filterDocument(
        _ name: String, patches: [JSONValue], selecting labels: JSONValue? = nil, namespace: JSONValue = "shop",
        priority: Int64? = nil
    ) -> JSONValue {
        var spec: JSONValue = ["configPatches": .array(patches)]
        spec["workloadSelector"] = labels.map { ["labels": $0] }
        spec["priority"] = priority.map { .int($0) }
        return [
            "apiVersion": "networking.istio.io/v1alpha3", "kind": "EnvoyFilter",
            "metadata": ["name": .string(name), "namespace": namespace], "spec": spec,
        ]
    }

    /// A patch that adds a response header by a Lua filter before the router.
    package static func header(_ name: String, context: JSONValue = "SIDECAR_INBOUND") -> JSONValue {
        [
            "applyTo": "HTTP_FILTER",
            "match": [
                "context": context,
                "listener": [
                    "filterChain": ["filter": ["name": "envoy.filters.network.http_connection_manager"]]
                ],
            ],
            "patch": [
                "operation": "INSERT_BEFORE",
                "value": [
                    "name": .string("lua.\(name)"),
                    "typed_config": [
                        "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
                        "inlineCode": .string(
                            "function envoy_on_response(handle)\n  handle:headers():add(\"\(name)\", \"1\")\nend\n"),
                    ],
                ],
            ],
        ]
    }

    private static func object(_ kind: PolicyKind, _ document: JSONValue) -> MeshObject {
        let name = MeshObjectName(
            resource: MeshResource(kind), namespace: document["metadata"]?["namespace"]?.string ?? "",
            name: document["metadata"]?["name"]?.string ?? "")
        return MeshObject(name: name, document: document)
    }
}
