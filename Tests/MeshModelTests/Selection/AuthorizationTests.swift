import Domain
import MeshModel
import Testing

/// Istio's decision over all policies of a server's pod.
@Suite struct AuthorizationTests {
    private let server = MeshPod.shop("reviews-1", ["app": "reviews"], ip: "10.1.0.9")
    private let web = MeshPod.shop("web-1", ["app": "web"], namespace: "front", account: "web", ip: "10.1.2.3")

    private func policy(
        _ name: String, _ action: String?, _ rules: [JSONValue]?, dryRun: Bool = false
    ) -> JSONValue {
        var spec: JSONValue = [:]
        spec["action"] = action.map { .string($0) }
        spec["rules"] = rules.map { .array($0) }
        return Documents.object(
            "AuthorizationPolicy", name, spec, annotations: dryRun ? ["istio.io/dry-run": "true"] : [:])
    }

    private func decide(
        _ policies: [JSONValue], _ request: MeshRequest = MeshRequest(), isAuthenticated: Bool = true
    ) -> AuthorizationDecision {
        PolicySet(policies).authorization(
            of: request, from: Caller(web, isAuthenticated: isAuthenticated), on: server, port: 9080,
            service: .reviews)
    }

    @Test func denyBeforeAllowBeforeNothing() {
        let getters = policy("getters", "ALLOW", [["to": [["operation": ["methods": ["GET"]]]]]])
        let noWeb = policy("no-web", "DENY", [["from": [["source": ["namespaces": ["front"]]]]]])
        #expect(decide([]).isAllowed)
        #expect(decide([getters]).by?.name == "getters")
        #expect(!decide([getters], MeshRequest(method: "POST")).isAllowed)
        #expect(decide([getters, noWeb]).by?.name == "no-web")
        #expect(!decide([getters, noWeb]).isAllowed)
        // ALLOW is what a policy does that does not say; several add up.
        let posters = policy("posters", nil, [["to": [["operation": ["methods": ["POST"]]]]]])
        #expect(decide([getters, posters], MeshRequest(method: "POST")).by?.name == "posters")
    }

    @Test func noRulesMatchNothingAndAnEmptyRuleEverything() {
        #expect(!decide([policy("nothing", "ALLOW", nil)]).isAllowed)
        #expect(decide([policy("nothing", "DENY", [])]).isAllowed)
        #expect(decide([policy("all", "ALLOW", [[:]])]).isAllowed)
        #expect(!decide([policy("all", "DENY", [[:]])]).isAllowed)
        #expect(decide([policy("ask", "CUSTOM", [[:]])]).isAllowed)
        #expect(decide([policy("note", "AUDIT", [[:]])]).isAllowed)
    }

    @Test func aDryRunDecidesNothingAndIsCounted() {
        let decision = decide([
            policy("try", "DENY", [[:]], dryRun: true), policy("try-allow", "ALLOW", nil, dryRun: true),
        ])
        #expect(decision.isAllowed)
        #expect(decision.shadowDeny == true)
        #expect(decision.shadowAllow == false)
        #expect(decide([]).shadowDeny == nil)
    }

    @Test(
        arguments: [
            (["from": [["source": ["principals": ["cluster.local/ns/front/sa/web"]]]]], true),
            (["from": [["source": ["principals": ["*/sa/web"]]]]], true),
            (["from": [["source": ["principals": ["cluster.local/ns/front/*"]]]]], true),
            (["from": [["source": ["principals": ["*"]]]]], true),
            (["from": [["source": ["principals": ["cluster.local/ns/front/sa/other"]]]]], false),
            (["from": [["source": ["namespaces": ["front"], "principals": ["nobody"]]]]], false),
            (["from": [["source": ["namespaces": ["back"]]], ["source": ["namespaces": ["front"]]]]], true),
            (["from": [["source": ["notNamespaces": ["front"]]]]], false),
            (["from": [["source": ["serviceAccounts": ["front/web"]]]]], true),
            (["from": [["source": ["serviceAccounts": ["web"]]]]], false),
            (["from": [["source": ["ipBlocks": ["10.1.0.0/16"]]]]], true),
            (["from": [["source": ["ipBlocks": ["10.2.0.0/16"]]]]], false),
            (["from": [["source": ["notIpBlocks": ["10.1.2.3"]]]]], false),
            (["to": [["operation": ["paths": ["/a/*"], "methods": ["POST"]]]]], true),
            (["to": [["operation": ["paths": ["/a"]]]]], false),
            (["to": [["operation": ["paths": ["/a/{*}/c"]]]]], true),
            (["to": [["operation": ["paths": ["/{**}"]]]]], true),
            (["to": [["operation": ["paths": ["/{*}"]]]]], false),
            (["to": [["operation": ["notPaths": ["*/c"]]]]], false),
            (["to": [["operation": ["ports": ["9080"]]]]], true),
            (["to": [["operation": ["ports": ["80"]]]]], false),
            (["to": [["operation": ["hosts": ["reviews.*"]]]]], true),
            (["when": [["key": "request.headers[X-User]", "values": ["jason"]]]], true),
            (["when": [["key": "request.headers[x-user]", "notValues": ["jason"]]]], false),
            (["when": [["key": "source.namespace", "values": ["front"]]]], true),
            (["when": [["key": "destination.port", "values": ["9080"]]]], true),
            (["when": [["key": "request.auth.claims[iss]", "values": ["me"]]]], true),
            (["when": [["key": "request.auth.principal", "values": ["me/you"]]]], true),
            (["when": [["key": "unheard.of", "values": ["*"]]]], false),
            (
                ["from": [["source": ["requestPrincipals": ["me/*"]]]], "to": [["operation": ["methods": ["GET"]]]]],
                false
            ),
        ] as [(JSONValue, Bool)])
    func rules(_ rule: JSONValue, _ isMatched: Bool) {
        let request = MeshRequest(
            method: "POST", path: "/a/b/c", headers: ["x-user": "jason"],
            token: MeshRequest.Token(issuer: "me", subject: "you"))
        #expect(decide([policy("p", "ALLOW", [rule])], request).isAllowed == isMatched)
    }

    @Test func withoutMutualTLSNobodyIsKnown() {
        let rule: JSONValue = ["from": [["source": ["namespaces": ["front"]]]]]
        #expect(!decide([policy("p", "ALLOW", [rule])], isAuthenticated: false).isAllowed)
        let anybody: JSONValue = ["from": [["source": ["principals": ["*"]]]]]
        #expect(!decide([policy("p", "ALLOW", [anybody])], isAuthenticated: false).isAllowed)
    }

    @Test func tokensOfUnknownIssuersAreRefusedWhereTokensAreRead() {
        let set = PolicySet([
            Documents.object("RequestAuthentication", "a", ["jwtRules": [["issuer": "me"]]]),
            Documents.object("RequestAuthentication", "b", ["jwtRules": [["issuer": "you"]]]),
        ])
        let tokens: [MeshRequest.Token?] = [
            nil, .init(issuer: "you", subject: "s"), .init(issuer: "them", subject: "s"),
            .init(issuer: "me", subject: "s", isValid: false),
        ]
        let read = tokens.map { set.refusesToken(of: MeshRequest(token: $0), on: server) }
        #expect(read == [false, false, true, true])
        let unread = tokens.map { PolicySet([]).refusesToken(of: MeshRequest(token: $0), on: server) }
        #expect(unread == [false, false, false, false])
    }
}
