import Domain
import Mesh

extension KindSample {
    static let destinationRules: [KindSample] = byTwins + byClients + byNamespaces

    private static let key = TrafficSample.key(.destinationRule, "reviews")
    private static let shopKey = TrafficSample.key(.destinationRule, "reviews", "shop")

    private static func spec(
        _ policy: JSONValue?, v1: JSONValue? = nil, v2: JSONValue? = nil, host: String = "reviews", to: JSONValue? = nil
    ) -> JSONValue {
        let subsets = [("v1", v1), ("v2", v2)].map { name, policy -> JSONValue in
            var subset: JSONValue = ["name": .string(name), "labels": ["version": .string(name)]]
            subset["trafficPolicy"] = policy
            return subset
        }
        var spec: JSONValue = ["host": .string(host), "subsets": .array(subsets)]
        spec["trafficPolicy"] = policy
        spec["exportTo"] = to
        return spec
    }

    private static func pool(_ size: Int64) -> JSONValue {
        ["connectionPool": ["http": ["http1MaxPendingRequests": .int(size)]]]
    }
    private static let mild = pool(100)
    private static let strict: JSONValue = [
        "connectionPool": ["http": ["http1MaxPendingRequests": 10]],
        "outlierDetection": ["consecutive5xxErrors": 3],
    ]
    private static let ported: JSONValue = [
        "loadBalancer": ["simple": "RANDOM"], "tls": ["mode": "ISTIO_MUTUAL"],
        "portLevelSettings": [
            [
                "port": ["number": 9090], "loadBalancer": ["simple": "ROUND_ROBIN"],
                "outlierDetection": ["consecutive5xxErrors": 2],
            ]
        ],
    ]
    private static let encrypted: JSONValue = [
        "connectionPool": ["http": ["http1MaxPendingRequests": 10]], "tls": ["mode": "DISABLE"],
    ]

    private static func sample(
        _ name: String, _ unit: CohortUnit, of key: PolicyKey = key, _ old: JSONValue?, _ new: JSONValue?,
        others: [MeshObject] = [], scenes: [Scene], isShown: Bool = false
    ) -> KindSample {
        TrafficSample.sample(
            "destinationrule-\(name)", unit, TrafficSample.change(key, old, new), others: others, scenes: scenes,
            isShown: isShown)
    }

    // MARK: Twin subsets

    private static let full: [Scene] = [
        .green, .share(.percent(10)), .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]
    private static func routing(_ rules: JSONValue...) -> MeshObject {
        TrafficSample.object(
            TrafficSample.key(.virtualService, "reviews"), ["hosts": ["reviews"], "http": .array(rules)])
    }
    private static let ingress = TrafficSample.object(
        TrafficSample.key(.virtualService, "bookinfo"),
        [
            "hosts": ["*"], "gateways": ["bookinfo-gateway"],
            "http": [["match": [["uri": ["prefix": "/"]]], "route": [TrafficSample.to(nil)]]],
            "tcp": [["route": [TrafficSample.to("v2")]]],
        ])

    private static let byTwins: [KindSample] = [
        sample(
            "twins", .requests, spec(mild), spec(strict),
            others: [routing(["route": [TrafficSample.to("v1", 80), TrafficSample.to("v2", 20)]])], scenes: full,
            isShown: true),
        sample(
            "ports", .requests, spec(ported, v1: pool(5)), spec(encrypted, v2: ported),
            others: [
                routing(
                    [
                        "match": [["headers": ["end-user": ["exact": "jason"]]]],
                        "route": [TrafficSample.to("v2", 50), TrafficSample.to(nil, 50, host: "productpage")],
                        "timeout": "1s",
                    ], ["route": [TrafficSample.to("v1", 1), TrafficSample.to(nil, 2)]]), ingress,
            ], scenes: full),
        sample("unrouted", .requests, spec(mild), spec(strict, v2: pool(1)), others: [ingress], scenes: full),
        sample(
            "helper", .requests, spec(mild), spec(strict),
            scenes: [.share(.percent(10)), .share(.percent(50)), .promoted]),
        sample(
            "header", .requests, spec(mild), spec(strict),
            others: [routing(["route": [TrafficSample.to("v1")], "timeout": "1s"])],
            scenes: [.variant(.header(name: "x-group", value: "b")), .share(.percent(50)), .promoted]),
    ]

    // MARK: Copies for client pods

    private static let routed = routing(["route": [TrafficSample.to("v1", 50), TrafficSample.to("v2", 50)]])
    private static let elsewhere = TrafficSample.object(key, spec(mild))
    private static let rooted = TrafficSample.object(
        TrafficSample.key(.destinationRule, "all", "istio-system"),
        ["host": "*.local", "trafficPolicy": pool(7), "subsets": spec(nil)["subsets"] ?? []])
    private static let wide = TrafficSample.object(
        TrafficSample.key(.destinationRule, "wide", "shop"),
        ["host": "*.default.svc.cluster.local", "trafficPolicy": pool(8), "subsets": spec(nil)["subsets"] ?? []])

    private static let byClients: [KindSample] = [
        sample("clients", .workloads, spec(mild), spec(strict), others: [routed], scenes: full, isShown: true),
        sample(
            "private", .workloads, spec(mild, to: ["."]), spec(strict, to: ["."]), others: [routed, rooted],
            scenes: full),
        sample(
            "override", .workloads, of: shopKey, nil, spec(strict, host: TrafficSample.reviews),
            others: [routed, elsewhere], scenes: full, isShown: true),
        sample(
            "override-private", .workloads, of: shopKey, nil, spec(strict, host: TrafficSample.reviews, to: ["."]),
            others: [elsewhere, wide], scenes: full),
        sample("first", .workloads, nil, spec(strict), scenes: full),
        sample("first-private", .workloads, nil, spec(strict, to: ["."]), scenes: full),
        sample("above-root", .workloads, nil, spec(strict), others: [rooted], scenes: full),
        sample(
            "override-gone", .workloads, of: shopKey, spec(strict, host: TrafficSample.reviews, to: ["."]), nil,
            others: [elsewhere], scenes: full),
        sample("last", .workloads, spec(strict), nil, scenes: full),
        sample("last-above-root", .workloads, spec(strict), nil, others: [routed, rooted], scenes: full),
    ]

    // MARK: Copies in client namespaces

    private static let inNamespaces: [Scene] = [
        .share(.count(1)), .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]

    private static let byNamespaces: [KindSample] = [
        sample(
            "namespaces", .clientNamespaces, spec(mild), spec(strict), others: [routed], scenes: inNamespaces,
            isShown: true),
        sample("namespaces-new", .clientNamespaces, nil, spec(strict), others: [rooted], scenes: inNamespaces),
        sample("namespaces-gone", .clientNamespaces, spec(strict), nil, others: [rooted], scenes: inNamespaces),
        sample(
            "namespaces-last", .clientNamespaces, spec(strict), nil,
            others: [TrafficSample.object(shopKey, spec(mild))],
            scenes: inNamespaces),
    ]
}
