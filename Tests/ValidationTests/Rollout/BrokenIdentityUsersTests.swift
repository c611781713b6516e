import Domain
import Testing

@testable import Validation

/// What changes of mTLS and of token rules take away from AuthorizationPolicies, which ask who calls.
@Suite struct BrokenIdentityUsersTests {
    private func found(_ new: String, beside known: String) throws -> [String] {
        try LiveChange.found(new, beside: known).map { $0.replacing(" it spec ", with: " it ") }
    }

    private func object(_ kind: String, _ spec: String, in namespace: String = "shop", name: String = "it") -> String {
        let group = kind == "DestinationRule" ? "networking" : "security"
        return
            "---\napiVersion: \(group).istio.io/v1\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\n"
            + "spec: {\(spec)}\n"
    }

    private func peers(_ mode: String, in namespace: String = "shop") -> String {
        object("PeerAuthentication", "mtls: {mode: \(mode)}", in: namespace)
    }

    private func policy(_ source: String, name: String = "policy") -> String {
        object(
            "AuthorizationPolicy",
            "selector: {matchLabels: {app: reviews}}, rules: [{from: [{source: {\(source)}}]}]", name: name)
    }

    @Test(arguments: ["shop", "istio-system"]) func mutualTLSThatGoesTakesTheCallersNames(_ namespace: String) throws {
        let asking =
            policy("principals: [cluster.local/ns/shop/sa/web]") + policy("ipBlocks: [10.0.0.1]", name: "other")
        let live = peers("STRICT", in: namespace) + asking
        #expect(try found(peers("DISABLE", in: namespace), beside: live) == ["HS8110 it policy"])
        #expect(try found(peers("PERMISSIVE", in: namespace), beside: live).isEmpty)
        // What comes with it says itself what is wrong; what was wrong before is no fault of the change.
        #expect(try found(peers("DISABLE", in: namespace) + asking, beside: live).isEmpty)
        let plain = peers("DISABLE", in: namespace)
        #expect(
            try found(plain.replacing("spec: {", with: "spec: {portLevelMtls: {}, "), beside: plain + asking).isEmpty)
    }

    /// A new PeerAuthentication takes away as one that changes does, of single ports, too.
    @Test func whatIsNewTakesTheCallersNames() throws {
        let asking = policy("principals: [cluster.local/ns/shop/sa/web]")
        #expect(try found(peers("DISABLE"), beside: asking) == ["HS8110 it policy"])
        #expect(try found(peers("STRICT"), beside: asking).isEmpty)
        let off = peers("DISABLE", in: "istio-system")
        #expect(try found(peers("DISABLE"), beside: asking + off).isEmpty)
        let service =
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\n"
            + "spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 8080}]}\n"
        func ports(_ port: Int) -> String {
            object(
                "PeerAuthentication",
                "selector: {matchLabels: {app: reviews}}, mtls: {mode: STRICT}, portLevelMtls: {'\(port)': {mode: DISABLE}}"
            )
        }
        #expect(try found(ports(8080), beside: asking + service) == ["HS8110 it policy"])
        #expect(try found(ports(9090), beside: asking + service).isEmpty)
    }

    @Test func clientsThatSendNoCertificateAreNobody() throws {
        let asking = policy("namespaces: [web]")
        let service =
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\n"
            + "spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}\n"
        func rule(_ mode: String, _ more: String = "") -> String {
            object("DestinationRule", "host: reviews, trafficPolicy: {tls: {mode: \(mode)}}\(more)")
        }
        let live = rule("ISTIO_MUTUAL") + asking + service
        let lost = ["HS8110 it spec.trafficPolicy policy"]
        #expect(try found(rule("DISABLE"), beside: live) == lost)
        #expect(try found(rule("SIMPLE"), beside: live + peers("PERMISSIVE")) == lost)
        // Some clients, ports or subsets keep it.
        #expect(try found(rule("DISABLE", ", exportTo: ['.']"), beside: live).isEmpty)
        #expect(
            try found(
                rule("DISABLE", ", subsets: [{name: a, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}]"), beside: live
            ).isEmpty)
        #expect(
            try found(
                rule("DISABLE").replacing("tls:", with: "portLevelSettings: [{port: {number: 80}}], tls:"), beside: live
            ).isEmpty)
        #expect(
            try found(rule("DISABLE"), beside: live + service.replacing("name: reviews,", with: "name: b,")).isEmpty)
        // That servers take nothing else is told of the rule (HS5511).
        #expect(try found(rule("DISABLE"), beside: live + peers("STRICT")).isEmpty)
        #expect(try found(rule("ISTIO_MUTUAL"), beside: live).isEmpty)
    }

    /// What is new takes away as what changes does; a port of the Service is that of the pods behind it.
    @Test func newRulesTakeCertificates() throws {
        let asking = policy("namespaces: [web]").replacing(
            "}}]}]", with: "}}], to: [{operation: {ports: ['8080']}}]}]")
        let service =
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\n"
            + "spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 8080}]}\n"
        func rule(_ policy: String) -> String {
            object("DestinationRule", "host: reviews, trafficPolicy: {\(policy)}")
        }
        func level(_ port: Int) -> String { "portLevelSettings: [{port: {number: \(port)}, tls: {mode: DISABLE}}]" }
        let lost = ["HS8110 it spec.trafficPolicy policy"]
        #expect(try found(rule("tls: {mode: DISABLE}"), beside: asking + service) == lost)
        #expect(try found(rule(level(80)), beside: asking + service) == lost)
        #expect(try found(rule(level(80)), beside: rule("tls: {mode: ISTIO_MUTUAL}") + asking + service) == lost)
        #expect(try found(rule(level(81)), beside: asking + service).isEmpty)
        #expect(try found(rule("tls: {mode: ISTIO_MUTUAL}"), beside: asking + service).isEmpty)
        #expect(try found(rule("outlierDetection: {}"), beside: asking + service).isEmpty)
    }

    @Test(arguments: ["shop", "istio-system"]) func anIssuerThatGoesTakesItsTokens(_ namespace: String) throws {
        func tokens(_ issuers: String...) -> String {
            let rules = issuers.map { "{issuer: \($0)}" }.joined(separator: ", ")
            return object("RequestAuthentication", "jwtRules: [\(rules)]", in: namespace)
        }
        let live = tokens("a", "b") + policy("requestPrincipals: [a/*]")
        #expect(try found(tokens("b"), beside: live) == ["HS8110 it policy"])
        #expect(try found(tokens("a"), beside: live).isEmpty)
        #expect(try found(tokens("c"), beside: tokens("b") + policy("requestPrincipals: [a/*]")).isEmpty)
        let more = tokens("a").replacing("name: it", with: "name: more")
        #expect(try found(tokens("b"), beside: live + more).isEmpty)
        let set = ValidationSet(try LiveChange.objects(live, isJudged: false))
        let old = try #require(set.object(.requestAuthentication, namespace, "it"))
        var users = BrokenUsers(in: .laying([], over: set, without: [old.key]), settings: MeshSettings())
        #expect(users.findings(of: .init(old: old, new: nil)).map(\.code) == [.takenFromUsers])
    }
}
