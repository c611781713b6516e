import Domain
import Mesh
import MeshModel

extension KindSample {
    package static let istioTraffic: [KindSample] = virtualServices + destinationRules
}

/// What the samples of Istio's traffic kinds are made of.
enum TrafficSample {
    static let reviews = "reviews.default.svc.cluster.local"

    /// Bookinfo's reviews in two versions, with ten clients in three namespaces and a gateway.
    static let pods: [Workload] =
        (1...6).map { .sample("productpage-\($0)", ["app": "productpage"]) }
        + (1...2).map { .sample("shop-\($0)", ["app": "shop"], namespace: "shop") }
        + (1...2).map { .sample("desk-\($0)", ["app": "desk"], namespace: "desk") }
        + ["v1", "v2"].map { .sample("reviews-\($0)", ["app": "reviews", "version": $0]) }
        + [.sample("ingress", ["istio": "ingressgateway"], namespace: "istio-ingress")]

    static let services = [
        MeshService(namespace: "default", name: "reviews", selector: ["app": "reviews"]),
        MeshService(namespace: "default", name: "productpage", selector: ["app": "productpage"]),
    ]

    static func key(_ kind: PolicyKind, _ name: String, _ namespace: String = "default") -> PolicyKey {
        PolicyKey(kind: kind, group: "networking.istio.io", namespace: namespace, name: name)
    }

    static func document(_ key: PolicyKey, _ spec: JSONValue, version: String = "v1") -> JSONValue {
        [
            "apiVersion": .string("networking.istio.io/\(version)"), "kind": .string(key.kind.rawValue),
            "metadata": [
                "name": .string(key.name), "namespace": .string(key.namespace), "labels": ["app": "bookinfo"],
            ],
            "spec": spec,
        ]
    }

    static func object(_ key: PolicyKey, _ spec: JSONValue) -> MeshObject {
        MeshObject(name: MeshObjectName(key), document: document(key, spec))
    }

    static func change(_ key: PolicyKey, _ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        PolicyChange(key: key, old: old.map { document(key, $0) }, new: new.map { document(key, $0) })
    }

    static func to(_ subset: String?, _ weight: Int64? = nil, host: String = "reviews") -> JSONValue {
        var destination: JSONValue = ["host": .string(host)]
        destination["subset"] = subset.map { .string($0) }
        var entry: JSONValue = ["destination": destination]
        entry["weight"] = weight.map { .int($0) }
        return entry
    }

    /// The subsets that routes name.
    static let subsets = object(
        key(.destinationRule, "reviews"),
        [
            "host": "reviews",
            "subsets": [
                ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
            ],
        ])

    /// What clients ask in all samples.
    static let requests: [SidecarRouting.Request] = {
        let green = [Cohort.greenHeader: KindSample.cohort.id]
        return ["/", "/reviews/1", "/old"].flatMap { path in
            [
                .init(reviews, path: path), .init(reviews, path: path, headers: green),
                .init(reviews, path: path, headers: ["x-group": "b"], port: 9090),
                .init(reviews, path: path, headers: ["cookie": "a=1; group=b.c; z=2"]),
                .init(reviews, path: path, headers: ["end-user": "jason"]),
                .init(reviews, path: path, headers: green, gateway: "bookinfo-gateway"),
                .init(reviews, path: path, gateway: "bookinfo-gateway"),
            ]
        } + [
            .init(reviews, path: nil), .init(reviews, path: nil, port: 9090), .init(reviews, path: nil, port: 7000),
            .init(reviews, path: nil, sni: "a.example.com"), .init(reviews, path: nil, sni: "b.example.com"),
        ]
    }()

    static func sample(
        _ name: String, _ unit: CohortUnit, _ change: PolicyChange, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = false
    ) -> KindSample {
        KindSample(
            name: name, unit: unit, change: change, others: others, pods: pods, services: services, scenes: scenes,
            isShown: isShown
        ) { world, sample in TrafficJudge.violations(world, sample, requests) }
    }
}
