import Domain
import MeshModel
import Testing

/// Linkerd's inbound side.
@Suite struct LinkerdInboundTests {
    private let reviews = MeshPod.shop("reviews-1", ["app": "reviews"], proxy: .linkerd, ip: "10.1.0.9")
    private let web = MeshPod.shop(
        "web-1", ["app": "web"], namespace: "front", account: "web", proxy: .linkerd, ip: "10.1.2.3")

    private func server(
        _ name: String, port: JSONValue = "http", expressions: [JSONValue] = [], access: String? = nil, age: Int = 5,
        namespace: String = "shop"
    ) -> JSONValue {
        var spec: JSONValue = [
            "podSelector": ["matchLabels": ["app": "reviews"], "matchExpressions": .array(expressions)], "port": port,
        ]
        spec["accessPolicy"] = access.map { .string($0) }
        return Documents.object("Server", name, spec, namespace: namespace, age: age, labels: ["team": "a"])
    }

    private func decide(_ documents: [JSONValue], _ request: MeshRequest = MeshRequest(), meshed: Bool = true)
        -> LinkerdDecision
    {
        PolicySet(documents).linkerdAuthorization(
            of: request, from: Caller(web, isAuthenticated: meshed), on: reviews, port: 9080)
    }

    @Test func theOldestServerOfAPortCounts() {
        let set = PolicySet([
            server("young", age: 1), server("old", port: 9080, age: 7), server("other-port", port: 8080, age: 9),
            server("elsewhere", age: 9, namespace: "other"),
            server("not-mine", expressions: [["key": "cohort", "operator": "Exists"]], age: 9),
        ])
        #expect(set.server(for: reviews, port: 9080)?.name == "old")
        #expect(set.server(for: reviews, port: 8080)?.name == "other-port")
        #expect(set.server(for: reviews, port: 1234) == nil)
        let labelled = MeshPod.shop("reviews-2", ["app": "reviews", "cohort": "canary"], proxy: .linkerd)
        #expect(set.server(for: labelled, port: 9080)?.name == "not-mine")
    }

    @Test func aServerTurnsThePortToDeny() {
        #expect(decide([]).verdict == .allowed)
        #expect(decide([server("s")]).verdict == .denied)
        #expect(decide([server("s", access: "audit")]).verdict == .allowed)
        #expect(decide([server("s", access: "all-authenticated")]).verdict == .allowed)
        #expect(decide([server("s", access: "all-authenticated")], meshed: false).verdict == .denied)
    }

    @Test func theDefaultPolicyIsThePodsAnnotation() {
        let strict = MeshPod.shop(
            "reviews-1", [:], proxy: .linkerd, annotations: ["config.linkerd.io/default-inbound-policy": "deny"])
        let decision = PolicySet([]).linkerdAuthorization(
            of: MeshRequest(), from: Caller(web, isAuthenticated: true), on: strict, port: 9080)
        #expect(decision.verdict == .denied)
        #expect(decision.fallback == "deny")
    }

    @Test(
        arguments: [
            (["unauthenticated": true], true, true), (["unauthenticated": true], false, true),
            (["meshTLS": ["unauthenticatedTLS": true]], true, true),
            (["meshTLS": ["unauthenticatedTLS": true]], false, false),
            (["meshTLS": ["identities": ["*"]]], true, true),
            (["meshTLS": ["identities": ["*.front.serviceaccount.identity.linkerd.cluster.local"]]], true, true),
            (["meshTLS": ["identities": ["*.back.serviceaccount.identity.linkerd.cluster.local"]]], true, false),
            (["meshTLS": ["serviceAccounts": [["name": "web", "namespace": "front"]]]], true, true),
            (["meshTLS": ["serviceAccounts": [["name": "web"]]]], true, false),
            (["unauthenticated": true, "networks": [["cidr": "10.1.0.0/16"]]], true, true),
            (
                ["unauthenticated": true, "networks": [["cidr": "10.1.0.0/16", "except": ["10.1.2.0/24"]]]], true, false
            ),
        ] as [(JSONValue, Bool, Bool)])
    func clients(_ client: JSONValue, _ meshed: Bool, _ isAllowed: Bool) {
        let authorization = Documents.object("ServerAuthorization", "a", ["server": ["name": "s"], "client": client])
        #expect(decide([server("s"), authorization], meshed: meshed).verdict == (isAllowed ? .allowed : .denied))
    }

    @Test func authorizationsFindTheirServerByNameOrLabels() {
        let set = PolicySet([
            Documents.object("ServerAuthorization", "name", ["server": ["name": "s"]]),
            Documents.object("ServerAuthorization", "labels", ["server": ["selector": ["matchLabels": ["team": "a"]]]]),
            Documents.object("ServerAuthorization", "all", ["server": ["selector": [:]]]),
            Documents.object("ServerAuthorization", "other", ["server": ["name": "t"]]),
            Documents.object("ServerAuthorization", "away", ["server": ["name": "s"]], namespace: "other"),
            server("s"),
        ])
        guard let server = set.server(for: reviews, port: 9080) else {
            Issue.record("no server")
            return
        }
        #expect(set.serverAuthorizations(on: server).map(\.name) == ["name", "labels", "all"])
    }

    @Test func routesOnAServerMustTakeTheRequest() {
        let route = Documents.object(
            "HTTPRoute", "get",
            [
                "parentRefs": [["kind": "Server", "group": "policy.linkerd.io", "name": "s"]],
                "rules": [["matches": [["method": "GET"]]]],
            ])
        let policy = Documents.object(
            "AuthorizationPolicy", "for-route",
            [
                "targetRef": ["kind": "HTTPRoute", "group": "policy.linkerd.io", "name": "get"],
                "requiredAuthenticationRefs": [["kind": "MeshTLSAuthentication", "name": "web"]],
            ], group: "policy.linkerd.io/v1alpha1")
        let authentication = Documents.object(
            "MeshTLSAuthentication", "web",
            ["identityRefs": [["kind": "ServiceAccount", "name": "web", "namespace": "front"]]])
        let all = [server("s"), route, policy, authentication]
        #expect(decide(all).verdict == .allowed)
        #expect(decide(all).by?.name == "for-route")
        #expect(decide(all, MeshRequest(method: "POST")).verdict == .noRoute)
        #expect(decide(all, meshed: false).verdict == .denied)
        // What authorizes the Server authorizes its routes too.
        let wide = Documents.object(
            "ServerAuthorization", "w", ["server": ["name": "s"], "client": ["unauthenticated": true]])
        #expect(decide([server("s"), route, wide], meshed: false).verdict == .allowed)
    }
}

/// Linkerd's outbound side.
@Suite struct LinkerdOutboundTests {
    private let web = MeshPod.shop("web-1", ["app": "web"], namespace: "front", proxy: .linkerd)
    private let local = MeshPod.shop("cart-1", ["app": "cart"], proxy: .linkerd)

    private func route(
        _ name: String, to backends: [(String, Int64)], matches: [JSONValue] = [], age: Int = 5,
        in namespace: String = "shop",
        port: Int64? = nil
    ) -> JSONValue {
        var parent: JSONValue = ["kind": "Service", "group": "core", "name": "reviews", "namespace": "shop"]
        parent["port"] = port.map { .int($0) }
        let references = backends.map { name, weight -> JSONValue in
            ["name": .string(name), "namespace": "shop", "port": 9080, "weight": .int(weight)]
        }
        var rule: JSONValue = ["backendRefs": .array(references)]
        if !matches.isEmpty { rule["matches"] = .array(matches) }
        return Documents.object(
            "HTTPRoute", name, ["parentRefs": [parent], "rules": [rule]], namespace: namespace, age: age)
    }

    private func names(_ documents: [JSONValue], _ client: MeshPod, _ request: MeshRequest = MeshRequest()) -> [String]
    {
        PolicySet(documents).linkerdRoute(request, from: client, to: .reviews, port: 9080).backends
            .map { "\($0.service.name) \(Int(($0.share * 100).rounded()))" }
    }

    @Test func withoutRoutesTheServiceItselfIsCalled() {
        #expect(names([], web) == ["reviews 100"])
        #expect(names([route("r", to: [("v1", 1)], port: 80)], web) == ["reviews 100"])
    }

    @Test func weightsAreShares() {
        #expect(names([route("r", to: [("v1", 90), ("v2", 10), ("v3", 0)])], web) == ["v1 90", "v2 10"])
        let none = PolicySet([route("r", to: [("v1", 0)])])
            .linkerdRoute(MeshRequest(), from: web, to: .reviews, port: 9080)
        #expect(none.status == 500)
    }

    @Test func consumerRoutesAreForTheirNamespace() {
        let consumer = route("c", to: [("v2", 1)], in: "front")
        #expect(names([consumer], web) == ["v2 100"])
        #expect(names([consumer], local) == ["reviews 100"])
    }

    @Test func aConsumerRouteDoesNotReplaceAnOlderProducerRoute() {
        let producer = route("p", to: [("v1", 1)], age: 9)
        #expect(names([producer, route("c", to: [("v2", 1)], age: 1, in: "front")], web) == ["v1 100"])
        #expect(
            names([route("p", to: [("v1", 1)], age: 1), route("c", to: [("v2", 1)], age: 9, in: "front")], web) == [
                "v2 100"
            ])
        // What is more specific wins, whatever its age.
        let specific = route(
            "c", to: [("v2", 1)], matches: [["path": ["type": "PathPrefix", "value": "/"], "method": "GET"]], age: 1,
            in: "front")
        #expect(names([producer, specific], web) == ["v2 100"])
    }

    @Test(
        arguments: [
            (["path": ["type": "Exact", "value": "/a"]], MeshRequest(path: "/a"), true),
            (["path": ["type": "PathPrefix", "value": "/a"]], MeshRequest(path: "/a/b"), true),
            (["path": ["type": "PathPrefix", "value": "/a"]], MeshRequest(path: "/ab"), false),
            (["path": ["type": "RegularExpression", "value": "/a+"]], MeshRequest(path: "/aa"), true),
            (["headers": [["name": "X-User", "value": "j"]]], MeshRequest(headers: ["x-user": "j"]), true),
            (["headers": [["name": "x-user", "value": "j"]]], MeshRequest(), false),
            (["queryParams": [["name": "q", "value": "1"]]], MeshRequest(query: ["q": "1"]), true),
            (["method": "POST"], MeshRequest(), false),
        ] as [(JSONValue, MeshRequest, Bool)])
    func matches(_ match: JSONValue, _ request: MeshRequest, _ isTaken: Bool) {
        let found = names([route("r", to: [("v1", 1)], matches: [match])], web, request)
        #expect(found == (isTaken ? ["v1 100"] : []))
        if !isTaken {
            let choice = PolicySet([route("r", to: [("v1", 1)], matches: [match])])
                .linkerdRoute(request, from: web, to: .reviews, port: 9080)
            #expect(choice.status == 404)
        }
    }

    @Test func aProfileOfTheClientsNamespaceComesFirstAndSwitchesRoutesOff() {
        func profile(_ target: String, in namespace: String) -> JSONValue {
            Documents.object(
                "ServiceProfile", "reviews.shop.svc.cluster.local",
                [
                    "dstOverrides": [
                        ["authority": .string("\(target).shop.svc.cluster.local:9080"), "weight": "900m"]
                    ],
                    "routes": [["name": "get", "condition": ["method": "GET", "pathRegex": "/.*"], "timeout": "1s"]],
                ], namespace: namespace)
        }
        let httpRoute = route("r", to: [("v9", 1)], age: 9)
        #expect(names([httpRoute, profile("v1", in: "shop")], web) == ["v1 100"])
        #expect(names([profile("v1", in: "shop"), profile("v2", in: "front")], web) == ["v2 100"])
        #expect(names([profile("v1", in: "shop"), profile("v2", in: "front")], local) == ["v1 100"])
        let choice = PolicySet([profile("v1", in: "shop")]).linkerdRoute(
            MeshRequest(), from: web, to: .reviews, port: 9080)
        #expect(choice.rule?["timeout"] == "1s")
    }

    @Test func aSplitSharesTheService() {
        let split = Documents.object(
            "TrafficSplit", "s",
            [
                "service": "reviews",
                "backends": [["service": "reviews-v1", "weight": 90], ["service": "reviews-v2", "weight": "10"]],
            ])
        #expect(names([split], web) == ["reviews-v1 90", "reviews-v2 10"])
        #expect(names([split, route("r", to: [("v9", 1)])], web) == ["reviews-v1 90", "reviews-v2 10"])
    }
}
