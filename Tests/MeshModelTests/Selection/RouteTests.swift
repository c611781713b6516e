import Domain
import MeshModel
import Testing

/// Which VirtualService counts for a client, and which of its rules a request takes.
@Suite struct RouteTests {
    private let client = MeshPod.shop("web-1", ["app": "web", "cohort": "canary"])
    private let stranger = MeshPod.shop("web-9", ["app": "web"], namespace: "other")

    private func service(_ name: String, _ spec: JSONValue, age: Int? = nil, in namespace: String = "shop") -> JSONValue
    {
        Documents.object("VirtualService", name, spec, namespace: namespace, age: age)
    }

    private func to(_ subset: String, host: String = "reviews", weight: Int64? = nil) -> JSONValue {
        var entry: JSONValue = ["destination": ["host": .string(host), "subset": .string(subset)]]
        entry["weight"] = weight.map { .int($0) }
        return entry
    }

    private func rule(_ match: [JSONValue], _ subset: String) -> JSONValue {
        match.isEmpty ? ["route": [to(subset)]] : ["match": .array(match), "route": [to(subset)]]
    }

    private func subset(_ set: PolicySet, _ client: MeshPod, _ request: MeshRequest = MeshRequest()) -> String? {
        guard case .destinations(let all) = set.route(request, from: client, to: .reviews, port: 9080).target
        else { return nil }
        return all.map(\.subset).joined(separator: ",")
    }

    @Test func hostsAreNotMergedTheOldestCounts() {
        let set = PolicySet([
            service("young", ["hosts": ["reviews"], "http": [rule([], "v2")]], age: 1),
            service(
                "old",
                ["hosts": ["reviews.shop.svc.cluster.local"], "http": [rule([["uri": ["prefix": "/a"]]], "v1")]],
                age: 5),
        ])
        #expect(subset(set, client, MeshRequest(path: "/a/b")) == "v1")
        // The older one has no rule for this request, and nobody asks the younger one.
        let lost = set.route(MeshRequest(path: "/b"), from: client, to: .reviews)
        #expect(lost.target == .answer(status: 404))
        #expect(lost.virtualService?.name == "old")
    }

    @Test func anObjectWithoutARuleForTheClientIsPassedOver() {
        let set = PolicySet([
            service(
                "old", ["hosts": ["reviews"], "http": [rule([["sourceLabels": ["app": "nobody"]]], "v1")]], age: 5),
            service("young", ["hosts": ["reviews"], "http": [rule([], "v2")]], age: 1),
        ])
        #expect(subset(set, client) == "v2")
    }

    @Test func whatIsPrivateToTheClientComesFirst() {
        let set = PolicySet([
            service("public", ["hosts": ["reviews"], "http": [rule([], "v1")]], age: 9),
            service(
                "private",
                [
                    "hosts": ["reviews.shop.svc.cluster.local"], "exportTo": ["."],
                    "http": [["route": [to("v2", host: "reviews.shop.svc.cluster.local")]]],
                ],
                age: 1, in: "other"),
            service(
                "exported", ["hosts": ["reviews"], "exportTo": ["third"], "http": [rule([], "v3")]], age: 1),
        ])
        #expect(subset(set, client) == "v1")
        #expect(subset(set, stranger) == "v2")
        #expect(subset(set, MeshPod.shop("x", [:], namespace: "third")) == "v3")
    }

    @Test func exactHostsComeBeforeWildcards() {
        let set = PolicySet([
            service(
                "all", ["hosts": ["*"], "http": [["route": [to("v9", host: "reviews.shop.svc.cluster.local")]]]], age: 9
            ),
            service("suffix", ["hosts": ["*.shop.svc.cluster.local"], "http": [rule([], "v8")]], age: 8),
            service("exact", ["hosts": ["reviews"], "http": [rule([], "v1")]], age: 1),
        ])
        #expect(subset(set, client) == "v1")
        let ratings = MeshService(namespace: "shop", name: "ratings", selector: [:])
        #expect(set.route(MeshRequest(), from: client, to: ratings).virtualService?.name == "suffix")
        // A name with a dot is no short name: it is another host.
        let dotted = PolicySet([service("dotted", ["hosts": ["reviews.shop"], "http": [rule([], "v2")]])])
        #expect(dotted.route(MeshRequest(), from: client, to: .reviews).virtualService == nil)
    }

    @Test func sourceLabelsAndNamespacesSelectRulesForProxies() {
        let set = PolicySet([
            service(
                "vs",
                [
                    "hosts": ["reviews"],
                    "http": [
                        rule([["sourceLabels": ["cohort": "canary"]]], "canary"),
                        rule([["sourceNamespace": "other"]], "other"),
                        rule([["gateways": ["edge"]]], "edge"), rule([["port": 80]], "eighty"), rule([], "rest"),
                    ],
                ])
        ])
        #expect(subset(set, client) == "canary")
        #expect(subset(set, stranger) == "other")
        #expect(subset(set, MeshPod.shop("web-2", ["app": "web"])) == "rest")
        let choice = set.route(MeshRequest(), from: MeshPod.shop("web-2", [:]), to: .reviews, port: 9080)
        #expect(choice.index == 4)
    }

    /// `sourceMatchHTTP` looks at labels only where no gateways are named; `matchTCP` at both.
    @Test func labelsBesideGatewaysCountForConnectionsOnly() {
        let match: JSONValue = ["gateways": ["mesh"], "sourceLabels": ["cohort": "canary"]]
        let other = MeshPod.shop("web-2", ["app": "web"])
        let http = PolicySet([
            service("vs", ["hosts": ["reviews"], "http": [rule([match], "canary"), rule([], "rest")]])
        ])
        #expect(subset(http, client) == "canary" && subset(http, other) == "canary")
        let tcp = PolicySet([
            service("vs", ["hosts": ["reviews"], "tcp": [rule([match], "canary"), rule([], "rest")]])
        ])
        func connected(_ pod: MeshPod) -> Int? { tcp.connectionRoute(from: pod, to: .reviews).index }
        #expect(connected(client) == 0 && connected(other) == 1)
    }

    @Test(
        arguments: [
            (["uri": ["exact": "/a"]], MeshRequest(path: "/a"), true),
            (["uri": ["exact": "/a"]], MeshRequest(path: "/a/b"), false),
            (["uri": ["prefix": "/a"]], MeshRequest(path: "/abc"), true),
            (["uri": ["regex": "/[a-c]+"]], MeshRequest(path: "/abc"), true),
            (["uri": ["regex": "/[a-c]"]], MeshRequest(path: "/abc"), false),
            (["uri": ["prefix": "/A"], "ignoreUriCase": true], MeshRequest(path: "/abc"), true),
            (["method": ["exact": "POST"]], MeshRequest(method: "POST"), true),
            (["method": ["exact": "POST"]], MeshRequest(), false),
            (["headers": ["X-User": ["exact": "jason"]]], MeshRequest(headers: ["x-user": "jason"]), true),
            (["headers": ["x-user": ["exact": "jason"]]], MeshRequest(), false),
            (["headers": ["x-user": [:]]], MeshRequest(headers: ["X-User": "anybody"]), true),
            (["withoutHeaders": ["x-user": [:]]], MeshRequest(headers: ["x-user": "a"]), false),
            (["withoutHeaders": ["x-user": ["exact": "b"]]], MeshRequest(headers: ["x-user": "a"]), true),
            (["queryParams": ["q": ["exact": "1"]]], MeshRequest(query: ["q": "1"]), true),
            (["uri": ["prefix": "/a"], "method": ["exact": "PUT"]], MeshRequest(path: "/a"), false),
        ] as [(JSONValue, MeshRequest, Bool)])
    func matches(_ match: JSONValue, _ request: MeshRequest, _ isTaken: Bool) {
        let set = PolicySet([
            service("vs", ["hosts": ["reviews"], "http": [rule([match], "taken"), rule([], "rest")]])
        ])
        #expect(subset(set, client, request) == (isTaken ? "taken" : "rest"))
    }

    @Test func weightsAreSharesOfTheirSum() {
        func shares(_ route: [JSONValue]) -> [Double] {
            let set = PolicySet([service("vs", ["hosts": ["reviews"], "http": [["route": .array(route)]]])])
            guard case .destinations(let all) = set.route(MeshRequest(), from: client, to: .reviews).target
            else { return [] }
            return all.map(\.share)
        }
        #expect(shares([to("v1", weight: 30), to("v2", weight: 10)]) == [0.75, 0.25])
        #expect(shares([to("v1", weight: 5)]) == [1])
        #expect(shares([to("v1", weight: 100), to("v2", weight: 0)]) == [1])
        #expect(shares([to("v1", weight: 7), to("v2")]) == [1])
    }

    @Test func theProxyAnswersByItself() {
        func status(_ rule: JSONValue) -> RouteChoice.Target {
            PolicySet([service("vs", ["hosts": ["reviews"], "http": [rule]])])
                .route(MeshRequest(), from: client, to: .reviews).target
        }
        #expect(status(["directResponse": ["status": 503]]) == .answer(status: 503))
        #expect(status(["redirect": ["uri": "/x"]]) == .answer(status: 301))
        #expect(status(["redirect": ["redirectCode": 308]]) == .answer(status: 308))
    }

    @Test func aGatewayHasTheRoutesBoundToIt() {
        let edge = MeshPod.shop("ingress-1", ["istio": "ingressgateway"], namespace: "edge")
        let set = PolicySet([
            Documents.object("Gateway", "front", ["selector": ["istio": "ingressgateway"]], namespace: "edge"),
            service("mesh", ["hosts": ["reviews"], "http": [rule([], "v1")]], age: 9),
            service(
                "bound", ["hosts": ["reviews"], "gateways": ["edge/front"], "http": [rule([], "v2")]], age: 1),
        ])
        #expect(subset(set, edge) == "v2")
        #expect(subset(set, client) == "v1")
    }

    @Test func aSidecarThatDoesNotImportTheHostHasNoRoutes() {
        let set = PolicySet([
            Documents.object("Sidecar", "s", ["egress": [["hosts": ["other/*"]]]]),
            service("vs", ["hosts": ["reviews"], "http": [rule([], "v1")]]),
        ])
        #expect(set.route(MeshRequest(), from: client, to: .reviews).virtualService == nil)
    }

    @Test func connectionsHaveRoutesOfTheirOwn() {
        let set = PolicySet([
            service(
                "vs",
                [
                    "hosts": ["reviews"],
                    "tcp": [["match": [["sourceLabels": ["cohort": "canary"]]], "route": [to("v2")]]],
                ])
        ])
        guard case .destinations(let all) = set.connectionRoute(from: client, to: .reviews).target else {
            Issue.record("no destinations")
            return
        }
        #expect(all.map(\.subset) == ["v2"])
        #expect(set.connectionRoute(from: stranger, to: .reviews).rule == nil)
    }
}
