import Domain
import Mesh

extension KindSample {
    static let virtualServices: [KindSample] = byRequests + byWorkloads

    private static let key = TrafficSample.key(.virtualService, "reviews")
    private static let full: [Scene] = [
        .green, .share(.percent(10)), .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]

    private static func http(_ rules: JSONValue...) -> JSONValue { ["hosts": ["reviews"], "http": .array(rules)] }
    private static func route(_ destinations: JSONValue..., match: JSONValue? = nil) -> JSONValue {
        var rule: JSONValue = ["route": .array(destinations)]
        rule["match"] = match
        return rule
    }

    private static func byRequest(
        _ name: String, _ old: JSONValue?, _ new: JSONValue?, scenes: [Scene] = full, isShown: Bool = false
    ) -> KindSample {
        TrafficSample.sample(
            "virtualservice-\(name)", .requests, TrafficSample.change(key, old, new), others: [TrafficSample.subsets],
            scenes: scenes, isShown: isShown)
    }

    private static let byRequests: [KindSample] = [
        byRequest(
            "destination", http(route(TrafficSample.to("v1"))), http(route(TrafficSample.to("v2"))), isShown: true),
        byRequest(
            "weights",
            http(
                route(TrafficSample.to("v1"), match: [["headers": ["end-user": ["exact": "jason"]]]]),
                route(TrafficSample.to("v1", 70), TrafficSample.to("v2", 30))),
            http(
                route(TrafficSample.to("v2"), match: [["headers": ["end-user": ["exact": "jason"]]]]),
                route(TrafficSample.to("v1", 1), TrafficSample.to("v2", 2), TrafficSample.to(nil, 4)))),
        byRequest("routed", nil, http(route(TrafficSample.to("v2")))),
        byRequest("unrouted", http(route(TrafficSample.to("v2", 50), TrafficSample.to("v1", 50))), nil),
        byRequest(
            "connections",
            ["hosts": ["reviews"], "tcp": [["route": [TrafficSample.to("v1")]]]],
            ["hosts": ["reviews"], "tcp": [["route": [TrafficSample.to("v1", 60), TrafficSample.to("v2", 40)]]]],
            scenes: [.share(.percent(33)), .switched, .promoted]),
        byRequest(
            "header", http(route(TrafficSample.to("v1"))), http(route(TrafficSample.to("v2"))),
            scenes: [.variant(.header(name: "X-Group", value: "b")), .promoted]),
    ]

    private static func byWorkload(
        _ name: String, _ old: JSONValue?, _ new: JSONValue?, scenes: [Scene] = full, isShown: Bool = false
    ) -> KindSample {
        TrafficSample.sample(
            "virtualservice-\(name)", .workloads, TrafficSample.change(key, old, new), others: [TrafficSample.subsets],
            scenes: scenes, isShown: isShown)
    }

    private static let slow: JSONValue = [
        "hosts": ["reviews", .string(TrafficSample.reviews)], "gateways": ["mesh", "bookinfo-gateway"],
        "http": [
            [
                "name": "items", "match": [["uri": ["prefix": "/reviews"]], ["uri": ["exact": "/old"]]],
                "route": [TrafficSample.to("v1")], "timeout": "10s",
            ], ["route": [TrafficSample.to("v1", 90), TrafficSample.to("v2", 10)]],
        ],
    ]
    private static let fast: JSONValue = [
        "hosts": ["reviews", .string(TrafficSample.reviews)], "gateways": ["mesh", "bookinfo-gateway"],
        "http": [
            [
                "match": [["uri": ["prefix": "/"], "sourceLabels": ["app": "productpage"]]],
                "route": [TrafficSample.to("v2")], "timeout": "2s", "retries": ["attempts": 3],
            ], ["match": [["gateways": ["bookinfo-gateway"]]], "route": [TrafficSample.to("v2")]],
            ["route": [TrafficSample.to("v1")], "timeout": "3s"],
        ],
    ]
    private static let narrow: JSONValue = http(
        route(TrafficSample.to("v2"), match: [["uri": ["prefix": "/reviews"]], ["port": 9090]]))
    private static let published: JSONValue = [
        "hosts": [.string(TrafficSample.reviews)], "gateways": ["mesh", "bookinfo-gateway"],
        "http": [route(TrafficSample.to("v2"), match: [["uri": ["prefix": "/reviews"]]])],
    ]
    private static let connections: JSONValue = [
        "hosts": ["reviews"], "tcp": [["match": [["port": 9090]], "route": [TrafficSample.to("v2")]]],
        "tls": [["match": [["sniHosts": ["a.example.com"]]], "route": [TrafficSample.to("v1")]]],
    ]
    private static let fewer: [Scene] = [.share(.percent(50)), .switched, .promoted]

    private static let byWorkloads: [KindSample] = [
        byWorkload(
            "timeout", http(["route": [TrafficSample.to("v1")], "timeout": "10s"]),
            http(["route": [TrafficSample.to("v1")], "timeout": "2s"]), isShown: true),
        byWorkload("rules", slow, fast),
        byWorkload("narrower", http(route(TrafficSample.to("v1"))), narrow),
        byWorkload("wider", narrow, http(["route": [TrafficSample.to("v1")], "timeout": "2s"])),
        byWorkload("made", nil, narrow), byWorkload("gone", narrow, nil),
        byWorkload("made-public", nil, published, scenes: fewer),
        byWorkload("gone-public", published, nil),
        byWorkload(
            "sni", connections,
            [
                "hosts": ["reviews"], "tcp": [["match": [["port": 7000]], "route": [TrafficSample.to("v1")]]],
                "tls": [
                    ["match": [["sniHosts": ["a.example.com"]]], "route": [TrafficSample.to("v2")]],
                    ["match": [["sniHosts": ["*.example.com"]]], "route": [TrafficSample.to("v1")]],
                ],
            ], scenes: fewer),
        byWorkload("protocol", connections, ["hosts": ["reviews"], "tls": connections["tls"] ?? []], scenes: fewer),
        byWorkload(
            "cookie", slow, fast,
            scenes: [.variant(.cookie(name: "group", value: "b.c")), .share(.percent(50)), .promoted]),
    ]
}
