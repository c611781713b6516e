package import Domain
package import Mesh
package import MeshModel

extension KindSample {
    package static let istioTraffic: [KindSample] = virtualServices + destinationRules
}

/// What the samples of Istio's traffic kinds are made of.
package enum TrafficSample {
    /// The service in full.
    package static let reviews = "reviews.default.svc.cluster.local"

    /// Bookinfo's reviews in two versions, with ten clients in three namespaces and a gateway.
    package static let pods: [Workload] =
        (1...6).map { .sample("productpage-\($0)", ["app": "productpage"]) }
        + (1...2).map { .sample("shop-\($0)", ["app": "shop"], namespace: "shop") }
        + (1...2).map { .sample("desk-\($0)", ["app": "desk"], namespace: "desk") }
        + ["v1", "v2"].map { .sample("reviews-\($0)", ["app": "reviews", "version": $0]) }
        + [.sample("ingress", ["istio": "ingressgateway"], namespace: "istio-ingress")]

    /// Bookinfo's services.
    package static let services = [
        MeshService(namespace: "default", name: "reviews", selector: ["app": "reviews"]),
        MeshService(namespace: "default", name: "productpage", selector: ["app": "productpage"]),
    ]

    /// A policy of Istio's traffic kinds.
    package static func key(_ kind: PolicyKind, _ name: String, _ namespace: String = "default") -> PolicyKey {
        PolicyKey(kind: kind, group: "networking.istio.io", namespace: namespace, name: name)
    }

    /// A whole document around a spec.
    package static func document(_ key: PolicyKey, _ spec: JSONValue, version: String = "v1") -> JSONValue {
        [
            "apiVersion": .string("networking.istio.io/\(version)"), "kind": .string(key.kind.rawValue),
            "metadata": [
                "name": .string(key.name), "namespace": .string(key.namespace), "labels": ["app": "bookinfo"],
            ],
            "spec": spec,
        ]
    }

    /// An object of the cluster.
    package static func object(_ key: PolicyKey, _ spec: JSONValue) -> MeshObject {
        MeshObject(name: MeshObjectName(key), document: document(key, spec))
    }

    /// A change from one spec to another; `nil`: none.
    package static func change(_ key: PolicyKey, _ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        PolicyChange(key: key, old: old.map { document(key, $0) }, new: new.map { document(key, $0) })
    }

    /// An entry of a route.
    package static func to(_ subset: String?, _ weight: Int64? = nil, host: String = "reviews") -> JSONValue {
        var destination: JSONValue = ["host": .string(host)]
        destination["subset"] = subset.map { .string($0) }
        var entry: JSONValue = ["destination": destination]
        entry["weight"] = weight.map { .int($0) }
        return entry
    }

    /// The subsets that routes name.
    package static let subsets = object(
        key(.destinationRule, "reviews"),
        [
            "host": "reviews",
            "subsets": [
                ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
            ],
        ])

    /// What clients ask in all samples.
    package static let requests: [SidecarRouting.Request] = {
        let green = [Cohort.greenHeader: KindSample.cohort.id]
        return [
            .init(reviews), .init(reviews, path: "/reviews/1"), .init(reviews, path: "/old"),
            .init(reviews, path: "/reviews/1", headers: green), .init(reviews, headers: green),
            .init(reviews, headers: ["x-group": "b"], port: 9090),
            .init(reviews, path: "/old", headers: ["cookie": "a=1; group=b.c; z=2"]),
            .init(reviews, headers: ["end-user": "jason"]),
            .init(reviews, path: "/reviews/1", headers: green, gateway: "bookinfo-gateway"),
            .init(reviews, path: "/old", gateway: "bookinfo-gateway"),
            .init(reviews, path: nil), .init(reviews, path: nil, port: 9090), .init(reviews, path: nil, port: 7000),
            .init(reviews, path: nil, sni: "a.example.com"), .init(reviews, path: nil, sni: "b.example.com"),
        ]
    }()

    /// A sample that `TrafficJudge` judges.
    package static func sample(
        _ name: String, _ unit: CohortUnit, _ change: PolicyChange, others: [MeshObject] = [],
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = false
    ) -> KindSample {
        let judge = TrafficJudge([change], drawing: unit == .requests, others: others, pods: pods, requests)
        return KindSample(
            name: name, unit: unit, change: change, others: others, pods: pods, services: services, scenes: scenes,
            isShown: isShown
        ) { world, _ in judge.violations(world) }
    }

    /// The judge of a sample.
    package static func judge(_ sample: KindSample) -> TrafficJudge {
        TrafficJudge(
            sample.changes, drawing: sample.unit == .requests, others: sample.others, pods: sample.pods, requests)
    }
}
