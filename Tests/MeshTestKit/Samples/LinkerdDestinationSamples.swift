package import Domain
import Mesh

/// ServiceProfiles and TrafficSplits.
extension KindSample {
    static let linkerdDestinations: [KindSample] = serviceProfiles + trafficSplits

    private static let serviceProfiles = [
        profile(
            "serviceprofile-timeout", .clientNamespaces, old: profileDocument(timeout: "5s"),
            new: profileDocument(timeout: "1s")),
        profile(
            "serviceprofile-created", .clientNamespaces, new: profileDocument(timeout: "1s"),
            scenes: [.share(.count(1)), .share(.percent(100)), .switched, .promoted], isShown: false),
        profile(
            "serviceprofile-removed", .clientNamespaces, old: profileDocument(timeout: "1s"),
            scenes: [.share(.percent(50)), .switched, .promoted], isShown: false),
        profile(
            "serviceprofile-destinations", .requests,
            old: profileDocument(destinations: [("books-v1", "900m"), ("books-v2", "100m")]),
            new: profileDocument(destinations: [("books-v1", 1), ("books-v2", 3)])),
        profile(
            "serviceprofile-destinations-added", .requests, old: profileDocument(timeout: "1s"),
            new: profileDocument(timeout: "1s", destinations: [("books-v2", 1)]),
            scenes: [.share(.percent(1)), .share(.percent(99)), .switched, .promoted], isShown: false),
        profile(
            "serviceprofile-destinations-created", .requests,
            new: profileDocument(destinations: [("books", 1), ("books-v2", 1)]), isShown: false),
        profile(
            "serviceprofile-destinations-removed", .requests, old: profileDocument(destinations: [("books-v2", 1)]),
            isShown: false),
    ]

    private static let trafficSplits = [
        split(
            "trafficsplit-weights", old: splitDocument([("books-v1", 100), ("books-v2", 0)]),
            new: splitDocument([("books-v1", 0), ("books-v2", 100)])),
        split(
            "trafficsplit-created", new: splitDocument([("books-v1", 50), ("books-v2", 50)]),
            scenes: [.share(.percent(10)), .switched, .promoted]),
        split(
            "trafficsplit-removed", old: splitDocument([("books", 1), ("books-v2", 1)]),
            scenes: [.share(.percent(50)), .share(.percent(100)), .promoted], isShown: false),
        split(
            "trafficsplit-quantities", old: splitDocument([("books-v1", "900m"), ("books-v2", "0.1")], "v1alpha1"),
            new: splitDocument([("books-v1", "250m"), ("books-v3", "1.75")], "v1alpha1"), isShown: false),
        split(
            "trafficsplit-fractions", old: splitDocument([("books-v1", 0.5), ("books-v2", 0.25)]),
            new: splitDocument([("books-v1", 1), ("books-v2", 1)]), isShown: false),
    ]

    package static func profileDocument(
        timeout: String? = nil, destinations: [(String, JSONValue)] = []
    ) -> JSONValue {
        var spec: JSONValue = [:]
        spec["routes"] = timeout.map {
            [["name": "all", "condition": ["pathRegex": "/.*"], "timeout": .string($0)]]
        }
        if !destinations.isEmpty {
            spec["dstOverrides"] = .array(
                destinations.map { ["authority": .string("\($0).shop.svc.cluster.local"), "weight": $1] })
        }
        return [
            "apiVersion": "linkerd.io/v1alpha2", "kind": "ServiceProfile",
            "metadata": ["name": "books.shop.svc.cluster.local", "namespace": "shop"], "spec": spec,
        ]
    }

    package static func splitDocument(_ backends: [(String, JSONValue)], _ version: String = "v1alpha2") -> JSONValue {
        [
            "apiVersion": .string("split.smi-spec.io/\(version)"), "kind": "TrafficSplit",
            "metadata": ["name": "books", "namespace": "shop"],
            "spec": [
                "service": "books", "backends": .array(backends.map { ["service": .string($0), "weight": $1] }),
            ],
        ]
    }

    private static func profile(
        _ name: String, _ unit: CohortUnit, old: JSONValue? = nil, new: JSONValue? = nil,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(67)), .promoted], isShown: Bool = true
    ) -> KindSample {
        let key = PolicyKey(
            kind: .serviceProfile, group: "linkerd.io", namespace: "shop", name: "books.shop.svc.cluster.local")
        return KindSample(
            name: name, unit: unit, change: PolicyChange(key: key, old: old, new: new), pods: linkerdClients,
            services: linkerdServices, scenes: scenes, isShown: isShown,
            violations: LinkerdDestinationRules.profileViolations)
    }

    private static func split(
        _ name: String, old: JSONValue? = nil, new: JSONValue? = nil,
        scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted], isShown: Bool = true
    ) -> KindSample {
        let key = PolicyKey(kind: .trafficSplit, group: "split.smi-spec.io", namespace: "shop", name: "books")
        return KindSample(
            name: name, unit: .requests, change: PolicyChange(key: key, old: old, new: new), pods: linkerdClients,
            services: linkerdServices, scenes: scenes, isShown: isShown,
            violations: LinkerdDestinationRules.splitViolations)
    }
}
