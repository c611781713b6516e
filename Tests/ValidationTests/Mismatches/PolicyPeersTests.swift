import Testing

@testable import Validation

/// Policies that ask who the client is, where mTLS is off for some ports or some pods only (HS5501).
@Suite struct PolicyPeersTests {
    private func object(_ type: String, _ name: String, _ spec: String) -> String {
        let parts = type.split(separator: " ")
        return "---\napiVersion: \(parts[0])\nkind: \(parts[1])\nmetadata: {name: \(name), namespace: shop}\n"
            + "spec: {\(spec)}\n"
    }

    private func policy(_ rest: String, _ selector: String = "selector: {matchLabels: {app: web}}, ") -> String {
        object(
            "security.istio.io/v1 AuthorizationPolicy", "web",
            "\(selector)rules: [{from: [{source: {principals: [a]}}]\(rest)}]")
    }

    private func peers(_ labels: String, _ rest: String) -> String {
        object(
            "security.istio.io/v1 PeerAuthentication", "peers", "selector: {matchLabels: {\(labels)}}, mtls: \(rest)")
    }

    private var service: String {
        object(
            "v1 Service", "web",
            "selector: {app: web}, ports: [{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: 8081}]"
        )
    }

    private func pods(_ name: String, _ labels: String) -> String {
        object(
            "apps/v1 Deployment", name,
            "template: {metadata: {labels: {\(labels), sidecar.istio.io/inject: 'true'}}, spec: {containers: []}}")
    }

    private func isFound(_ texts: String...) -> Bool {
        let found = findings(texts.joined(), ["HS5501"])
        #expect(
            found.isEmpty || found == ["HS5501 AuthorizationPolicy shop/web spec.rules[0].from[0].source.principals"])
        return !found.isEmpty
    }

    @Test func rulesLeavePortsOut() {
        let off = peers("app: web", "{mode: STRICT}, portLevelMtls: {'8080': {mode: DISABLE}}")
        #expect(isFound(policy(", to: [{operation: {notPorts: ['8081']}}]"), off, service))
        #expect(!isFound(policy(", to: [{operation: {notPorts: ['8080']}}]"), off, service))
        #expect(isFound(policy(", when: [{key: destination.port, values: ['8080']}]"), off, service))
        #expect(!isFound(policy(", when: [{key: destination.port, values: ['8081']}]"), off, service))
        #expect(isFound(policy(", when: [{key: destination.port, notValues: ['8081']}]"), off, service))
        #expect(!isFound(policy(""), off, service))
    }

    /// The settings of a port are those of the Service's.
    @Test func clientsSendNoCertificateAtPorts() {
        func rule(_ levels: String, _ tls: String = "") -> String {
            object(
                "networking.istio.io/v1 DestinationRule", "web",
                "host: web, trafficPolicy: {\(tls)portLevelSettings: [{port: {number: 80}\(levels)}]}")
        }
        let (asked, other) = (
            policy(", to: [{operation: {ports: ['8080']}}]"), policy(", to: [{operation: {ports: ['8081']}}]")
        )
        let off = ", tls: {mode: DISABLE}"
        #expect(isFound(asked, service, rule(off)))
        #expect(!isFound(other, service, rule(off)))
        #expect(!isFound(policy(""), service, rule(off)))
        // A port without TLS settings has none of the whole rule's.
        #expect(isFound(other, service, rule("", "tls: {mode: DISABLE}, ")))
        #expect(!isFound(asked, service, rule("", "tls: {mode: DISABLE}, ")))
        let named = service.replacing("targetPort: 8080", with: "targetPort: http")
        #expect(!isFound(asked, named, rule(off)))
        #expect(!isFound(asked, service, rule(off), peers("app: web", "{mode: STRICT}")))
    }

    @Test func podsHaveMoreLabelsThanThePolicyAsksFor() {
        let off = peers("app: web, version: v1", "{mode: DISABLE}")
        let one = pods("web-v1", "app: web, version: v1")
        #expect(isFound(policy(""), off, one))
        #expect(!isFound(policy(""), off))
        let some = pods("web-v2", "app: web, version: v2")
        #expect(isFound(policy(""), off, one, some))
        #expect(!isFound(policy("").replacing("rules: [", with: "action: DENY, rules: ["), off, one, some))
    }

    /// Where nobody else lets anybody in.
    @Test func someOfThePodsTakeNoMTLS() {
        let off = peers("app: web", "{mode: DISABLE}")
        let all = policy("", "")
        let both = pods("web", "app: web") + pods("api", "app: api")
        #expect(isFound(all, off, both))
        #expect(!isFound(all, peers("app: web", "{mode: PERMISSIVE}"), both))
        #expect(!isFound(all, off, both.replacing("'true'", with: "'false'")))
        let addresses = object(
            "security.istio.io/v1 AuthorizationPolicy", "other",
            "selector: {matchLabels: {app: web}}, rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]")
        #expect(!isFound(all, off, both, addresses))
        #expect(isFound(all, off, both, addresses.replacing("app: web", with: "app: api")))
        #expect(!isFound(all.replacing("rules: [", with: "action: DENY, rules: ["), off, both))
    }
}
