import Domain
import Testing

@testable import Validation

/// What a change takes away from objects that nobody changes.
@Suite struct BrokenUsersTests {
    private func found(
        _ new: String, beside known: String, settings: MeshSettings = MeshSettings()
    ) throws -> [String] {
        try LiveChange.found(new, beside: known, settings: settings)
    }

    private func object(_ kind: String, _ name: String, _ spec: String, api: String = "networking.istio.io/v1")
        -> String
    {
        "---\napiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: shop}\nspec: {\(spec)}\n"
    }

    private func rule(_ subsets: String..., exportTo: String = "'*'", name: String = "rule") -> String {
        let list = subsets.map { "{name: \($0), labels: {version: \($0)}}" }.joined(separator: ", ")
        return object("DestinationRule", name, "host: reviews, exportTo: [\(exportTo)], subsets: [\(list)]")
    }

    private func route(_ subset: String, name: String = "route") -> String {
        object(
            "VirtualService", name,
            "hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: \(subset)}}]}]")
    }

    @Test func aSubsetThatALiveRouteSendsToIsMissed() throws {
        let live = rule("v1", "v2") + route("v1") + route("v1", name: "second") + route("v2", name: "other")
        #expect(try found(rule("v2"), beside: live) == ["HS8110 rule spec.subsets route,second"])
        #expect(try found(rule("v1", "v2", "v3"), beside: live).isEmpty)
        // Another rule, new or not, has the subset.
        #expect(try found(rule("v2") + rule("v1", name: "more"), beside: live).isEmpty)
        // What comes with the change does not send there any more, or says itself that it is wrong.
        #expect(try found(rule("v2") + route("v2"), beside: live) == ["HS8110 rule spec.subsets second"])
        #expect(try found(rule("v2") + route("v2") + route("v1", name: "second"), beside: live).isEmpty)
        #expect(
            try found(object("DestinationRule", "rule", "host: ratings"), beside: live)
                == ["HS8110 rule spec.subsets route,second,other"])
    }

    @Test func hostsAreReadByTheDomainOfTheCluster() throws {
        var own = MeshSettings()
        own.clusterDomain = "corp.local"
        for (domain, settings) in [("cluster.local", MeshSettings()), ("corp.local", own)] {
            let host = "reviews.shop.svc.\(domain)"
            let live = rule("v1", "v2") + route("v1").replacing("host: reviews", with: "host: \(host)")
            let lost = ["HS8110 rule spec.subsets route"]
            #expect(try found(rule("v2"), beside: live, settings: settings) == lost)
            let foreign = live.replacing(domain, with: "other.local")
            #expect(try found(rule("v2"), beside: foreign, settings: settings).isEmpty)
        }
    }

    @Test func whatWasWrongBeforeIsNoFaultOfTheChange() throws {
        let live = rule("v2") + route("v1")
        #expect(try found(rule("v3"), beside: live).isEmpty)
        #expect(try found(rule("v2", exportTo: "'.'"), beside: live).isEmpty)
        #expect(try found(rule("v1"), beside: live).isEmpty)
    }

    /// A route of another namespace no longer sees the rule.
    @Test func whatIsExportedNoMoreIsMissed() throws {
        let away = route("v1").replacing("namespace: shop", with: "namespace: web").replacing(
            "reviews", with: "reviews.shop.svc.cluster.local")
        #expect(
            try found(rule("v1", exportTo: "'.'"), beside: rule("v1") + away) == ["HS8110 rule spec.subsets route"])
    }

    private func gateway(_ servers: String..., name: String = "gate") -> String {
        object("Gateway", name, "selector: {istio: ingressgateway}, servers: [\(servers.joined(separator: ", "))]")
    }

    private func server(_ port: Int, _ hosts: String) -> String {
        "{port: {number: \(port), name: http, protocol: HTTP}, hosts: [\(hosts)]}"
    }

    private func bound(_ host: String, to gateways: String = "gate", port: Int? = nil) -> String {
        let match = port.map { "match: [{port: \($0)}], " } ?? ""
        return object(
            "VirtualService", host,
            "hosts: [\(host)], gateways: [\(gateways)], http: [{\(match)route: [{destination: {host: reviews}}]}]")
    }

    @Test func aHostThatAGatewayLetsInNoMoreIsMissed() throws {
        let live = gateway(server(80, "a.com, b.com"), server(443, "b.com")) + bound("a.com") + bound("b.com")
        #expect(
            try found(gateway(server(80, "b.com")), beside: live) == [
                "HS8110 gate spec.servers a.com", "HS8111 gate spec.servers b.com",
            ])
        #expect(try found(gateway(server(80, "'*'"), server(443, "'*.com'")), beside: live).isEmpty)
        #expect(try found(gateway(server(80, "shop/a.com, './b.com'"), server(443, "b.com")), beside: live).isEmpty)
        #expect(try found(gateway(server(80, "web/a.com, b.com"), server(443, "b.com")), beside: live).count == 1)
        let pinned = gateway(server(80, "a.com"), server(443, "a.com")) + bound("a.com", port: 443)
        #expect(try found(gateway(server(80, "a.com")), beside: pinned) == ["HS8110 gate spec.servers a.com"])
        #expect(try found(gateway(server(443, "a.com")), beside: pinned) == ["HS8111 gate spec.servers a.com"])
        // Another gateway of the route lets it in.
        let two = gateway(server(80, "a.com")) + gateway(server(80, "a.com"), name: "more")
        #expect(try found(gateway(server(80, "c.com")), beside: two + bound("a.com", to: "gate, more")).isEmpty)
    }

    /// A server takes `http`, `tls` or `tcp` routes; others are bound to it in vain.
    @Test func aServerThatTakesOtherRoutesLetsNobodyIn() throws {
        func tls(_ name: String, _ mode: String) -> String {
            "{port: {number: 443, name: tls, protocol: \(name)}, hosts: [a.com], tls: {mode: \(mode)}}"
        }
        let (ended, passed) = (tls("HTTPS", "SIMPLE"), tls("TLS", "PASSTHROUGH"))
        let live = gateway(ended, server(80, "a.com")) + bound("a.com")
        let shut = ["HS8110 gate spec.servers a.com"]
        #expect(try found(gateway(passed), beside: live) == shut)
        let tcp = server(80, "a.com").replacing("protocol: HTTP", with: "protocol: TCP")
        #expect(try found(gateway(passed, tcp), beside: live) == shut)
        #expect(try found(gateway(tls("TLS", "AUTO_PASSTHROUGH"), tcp), beside: live) == shut)
        #expect(try found(gateway(passed, server(80, "a.com")), beside: live) == ["HS8111 gate spec.servers a.com"])
        #expect(try found(gateway(tls("HTTPS", "MUTUAL"), server(80, "a.com")), beside: live).isEmpty)
        let named =
            gateway(passed) + bound("a.com").replacing("http: [{", with: "tls: [{match: [{sniHosts: [a.com]}], ")
        #expect(try found(gateway(ended), beside: named) == shut)
        #expect(try found(gateway(passed, server(80, "a.com")), beside: named).isEmpty)
        // Of some protocols nobody knows what a server takes.
        let unknown = server(80, "a.com").replacing("protocol: HTTP", with: "protocol: QUIC")
        #expect(try found(gateway(ended, unknown), beside: live).isEmpty)
        #expect(
            try found(gateway(ended, server(80, "a.com")), beside: gateway(ended, unknown) + bound("a.com")).isEmpty)
    }

    /// A gateway has the rules that the namespace of its pods sees.
    @Test func aSubsetThatTheGatewaysPodsSeeNoMoreIsMissed() throws {
        let pod =
            "---\napiVersion: v1\nkind: Pod\n"
            + "metadata: {name: gw, namespace: edge, labels: {istio: ingressgateway}}\nspec: {}\n"
        let user = bound("a.com").replacing("host: reviews", with: "host: reviews, subset: v1")
        let live = rule("v1") + gateway(server(80, "a.com")) + user
        #expect(try found(rule("v1", exportTo: "'.'"), beside: live + pod) == ["HS8110 rule spec.subsets a.com"])
        #expect(try found(rule("v1", exportTo: "'.', edge"), beside: live + pod).isEmpty)
        #expect(try found(rule("v1", exportTo: "'.'"), beside: live).isEmpty)
        let near = pod.replacing("namespace: edge", with: "namespace: shop").replacing("name: gw", with: "name: near")
        #expect(try found(rule("v1", exportTo: "'.'"), beside: live + pod + near).isEmpty)
    }

    @Test func hostsDelegatesAndTargetsAreMissed() throws {
        func entry(_ hosts: String, port: Int = 443) -> String {
            object(
                "ServiceEntry", "entry", "hosts: [\(hosts)], ports: [{number: \(port), name: https, protocol: HTTPS}]")
        }
        let user = object(
            "VirtualService", "out",
            "hosts: [api.com], http: [{route: [{destination: {host: api.com, port: {number: 443}}}]}]")
        #expect(try found(entry("b.com"), beside: entry("api.com") + user) == ["HS8110 entry spec.hosts out"])
        #expect(try found(entry("'*.com'"), beside: entry("api.com") + user).isEmpty)
        #expect(try found(entry("b.com"), beside: entry("'*.com'") + user).count == 1)
        #expect(try found(entry("api.com", port: 80), beside: entry("api.com") + user).count == 1)
        let delegating = object("VirtualService", "root", "hosts: [a.com], http: [{delegate: {name: part}}]")
        let part = object("VirtualService", "part", "http: [{route: [{destination: {host: reviews}}]}]")
        #expect(
            try found(object("VirtualService", "part", "hosts: [b.com]"), beside: delegating + part)
                == ["HS8110 part spec root"])
        let policy = "policy.linkerd.io/v1beta3"
        let server = object("Server", "srv", "podSelector: {}, port: 80", api: policy).replacing(
            "name: srv,", with: "name: srv, labels: {app: a},")
        let selecting = object(
            "ServerAuthorization", "auth",
            "server: {selector: {matchLabels: {app: a}}}, client: {unauthenticated: true}",
            api: "policy.linkerd.io/v1beta1")
        #expect(
            try found(server.replacing("app: a", with: "app: b"), beside: server + selecting)
                == ["HS8110 srv spec auth"])
        #expect(try found(server.replacing("port: 80", with: "port: 81"), beside: server + selecting).isEmpty)
    }

    /// What goes hides what a lower layer has; that there was something of the kind stays known.
    @Test func whatGoesIsNotThereAnyMore() throws {
        let live = ValidationSet(try LiveChange.objects(rule("v1") + route("v1"), isJudged: false))
        let old = try #require(live.object(.destinationRule, "shop", "rule"))
        let after = ValidationSet.laying([], over: live, without: [old.key])
        #expect(after.object(.destinationRule, "shop", "rule") == nil && after.objects(.destinationRule).isEmpty)
        #expect(after.isKnown(.destinationRule, in: "shop") && live.objects(.destinationRule).count == 1)
        #expect(!ValidationSet.laying([old], over: after).objects(.destinationRule).isEmpty)
        var users = BrokenUsers(in: after, settings: MeshSettings())
        let findings = users.findings(of: .init(old: old, new: nil))
        #expect(findings.map(\.code) == [.takenFromUsers] && findings[0].path == .root, "\(findings)")
    }
}
