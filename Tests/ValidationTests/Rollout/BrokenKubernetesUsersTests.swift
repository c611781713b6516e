import Domain
import Testing

@testable import Validation

/// What changes of the Gateway API's objects, of grants and of Secrets take away from objects that nobody changes.
@Suite struct BrokenKubernetesUsersTests {
    private static let api = "gateway.networking.k8s.io/v1"

    private func found(_ new: String, beside known: String) throws -> [String] {
        try LiveChange.found(new, beside: known)
    }

    /// What is said where an object goes.
    private func found(without name: String, _ kind: ObjectKind, in namespace: String, of known: String) throws
        -> [String]
    {
        let live = ValidationSet(try LiveChange.objects(known, isJudged: false))
        let old = try #require(live.object(kind, namespace, name))
        var users = BrokenUsers(in: .laying([], over: live, without: [old.key]), settings: MeshSettings())
        return users.findings(of: .init(old: old, new: nil)).map {
            "\($0.code.id) \($0.about.map(\.name).joined(separator: ","))"
        }
    }

    private func object(
        _ kind: String, _ name: String, _ spec: String, in namespace: String = "shop", api: String = Self.api
    ) -> String {
        "---\napiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\nspec: {\(spec)}\n"
    }

    private func gateway(_ listeners: String..., from: String = "Same") -> String {
        object(
            "Gateway", "edge",
            "gatewayClassName: istio, allowedListeners: {namespaces: {from: \(from)}}, "
                + "listeners: [\(listeners.joined(separator: ", "))]")
    }

    private func listener(_ name: String, _ port: Int, _ more: String = "", speaks name2: String = "HTTP") -> String {
        "{name: \(name), port: \(port), protocol: \(name2)\(more.isEmpty ? "" : ", \(more)")}"
    }

    private func route(_ parent: String, _ more: String = "", kind: String = "HTTPRoute") -> String {
        object(kind, "route", "parentRefs: [{name: edge\(parent)}]\(more.isEmpty ? "" : ", \(more)")")
    }

    private let broken = "HS8110 edge spec.listeners"
    private let narrowed = "HS8111 edge spec.listeners route"

    @Test func routesThatAreTakenNoMore() throws {
        let old = gateway(listener("a", 80, "hostname: a.test"), listener("b", 81))
        let named = old + route(", sectionName: a")
        let lost = ["\(broken) route"]
        #expect(try found(gateway(listener("b", 81)), beside: named) == lost)
        #expect(try found(gateway(listener("a", 80, "hostname: b.test")), beside: named).count == 1)
        #expect(try found(gateway(listener("a", 80, speaks: "TCP")), beside: named) == lost)
        let away = listener(
            "a", 80,
            "allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: "
                + "{kubernetes.io/metadata.name: web}}}}")
        #expect(try found(gateway(away), beside: named) == lost)
        #expect(
            try found(gateway(listener("a", 80, "allowedRoutes: {kinds: [{kind: GRPCRoute}]}")), beside: named) == lost)
        #expect(try found(old.replacing("hostname: a.test", with: "hostname: '*.test'"), beside: named).isEmpty)
        let byPort = old + route(", port: 80")
        #expect(try found(gateway(listener("a", 8080)), beside: byPort) == lost)
        let byHost = old.replacing(", {name: b, port: 81, protocol: HTTP}", with: "") + route("", "hostnames: [a.test]")
        #expect(try found(gateway(listener("a", 80, "hostname: b.test")), beside: byHost) == lost)
        let two = byHost.replacing("hostnames: [a.test]", with: "hostnames: [x.a.test, a.test]")
            .replacing("hostname: a.test", with: "hostname: '*.test'")
        #expect(try found(gateway(listener("a", 80, "hostname: a.test")), beside: two) == lost)
        #expect(try found(without: "edge", .kubernetesGateway, in: "shop", of: named) == ["HS8110 route"])
        // What was wrong before is no fault of the change, and what comes with it speaks for itself.
        #expect(try found(gateway(listener("b", 81)), beside: old + route(", sectionName: c")).isEmpty)
        #expect(try found(gateway(listener("b", 81)) + route(", sectionName: b"), beside: named).isEmpty)
    }

    @Test func portsThatARouteIsServedOnNoMore() throws {
        let old = gateway(listener("a", 80), listener("s", 443, "tls: {}", speaks: "HTTPS"))
        for hosts in ["", "hostnames: [a.test]"] {
            let live = old + route("", hosts)
            #expect(try found(gateway(listener("s", 443, "tls: {}", speaks: "HTTPS")), beside: live) == [narrowed])
            #expect(
                try found(old.replacing("port: 80, protocol: HTTP", with: "port: 8080, protocol: HTTP"), beside: live)
                    == [narrowed])
            #expect(try found(gateway(listener("x", 80), listener("s", 443, speaks: "HTTPS")), beside: live).isEmpty)
        }
        let own = old.replacing("istio,", with: "istio-remote,") + route("")
        #expect(try found(gateway(listener("a", 80)).replacing("istio,", with: "istio-remote,"), beside: own).isEmpty)
    }

    @Test func listenerSetsOfAGateway() throws {
        let set = object("ListenerSet", "own", "parentRef: {name: edge}, listeners: [\(listener("a", 81))]")
        let live = gateway(listener("a", 80)) + set
        #expect(try found(gateway(listener("a", 80), from: "None"), beside: live) == ["\(broken) own"])
        #expect(try found(gateway(listener("a", 80), listener("b", 81)), beside: live) == ["\(broken) own"])
        #expect(
            try found(gateway(listener("a", 80), listener("b", 81, speaks: "TCP")), beside: live) == ["\(broken) own"])
        #expect(try found(gateway(listener("a", 82)), beside: live).isEmpty)
        let bound = object("HTTPRoute", "route", "parentRefs: [{kind: ListenerSet, name: own, sectionName: a}]")
        #expect(
            try found(set.replacing("name: a,", with: "name: b,"), beside: live + bound)
                == ["HS8110 own spec.listeners route"])
        #expect(try found(set, beside: live + bound).isEmpty)
    }

    private func grant(_ kind: String, to: String) -> String {
        object(
            "ReferenceGrant", "grant",
            "from: [{group: gateway.networking.k8s.io, kind: \(kind), namespace: shop}], "
                + "to: [{group: '', kind: \(to)}]", in: "other", api: Self.api + "beta1")
    }

    @Test func grantsThatGo() throws {
        let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: other}\nspec: {}\n"
        let backend = "{name: cart, namespace: other, port: 80}"
        let mirror = "filters: [{type: RequestMirror, requestMirror: {backendRef: \(backend)}}]"
        for rule in ["backendRefs: [\(backend)]", mirror] {
            let live = service + grant("HTTPRoute", to: "Service") + route("", "rules: [{\(rule)}]")
            #expect(try found(without: "grant", .referenceGrant, in: "other", of: live) == ["HS8110 route"])
            #expect(try found(grant("GRPCRoute", to: "Service"), beside: live) == ["HS8110 grant spec route"])
            #expect(try found(grant("HTTPRoute", to: "Service, name: cart"), beside: live).isEmpty)
        }
        let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: cert, namespace: other}\ndata: ~\n"
        let tls = gateway(
            listener("a", 443, "tls: {certificateRefs: [{name: cert, namespace: other}]}", speaks: "HTTPS"))
        #expect(
            try found(
                without: "grant", .referenceGrant, in: "other", of: secret + grant("Gateway", to: "Secret") + tls)
                == ["HS8110 edge"])
    }

    @Test func mirrorsAreUsers() throws {
        let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {}\n"
        let mirror = "rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: cart, port: 80}}}]}]"
        #expect(
            try found(without: "cart", .service, in: "shop", of: service + route("", mirror)) == ["HS8110 route"])
        let rule = object(
            "DestinationRule", "rule", "host: cart, subsets: [{name: v1, labels: {v: a}}]",
            api: "networking.istio.io/v1")
        for mirror in ["mirror: {host: cart, subset: v1}", "mirrors: [{destination: {host: cart, subset: v1}}]"] {
            let user = object(
                "VirtualService", "user", "hosts: [x], http: [{\(mirror), route: [{destination: {host: cart}}]}]",
                api: "networking.istio.io/v1")
            #expect(
                try found(rule.replacing("name: v1", with: "name: v2"), beside: service + rule + user)
                    == ["HS8110 rule spec.subsets user"])
        }
    }

    @Test func secretsOfGateways() throws {
        let (certificate, key) = ("LS0tLS1CRUdJTg==", "a2V5")
        func secret(_ data: String) -> String {
            "---\napiVersion: v1\nkind: Secret\nmetadata: {name: cert, namespace: shop}\ndata: {\(data)}\n"
        }
        let tls = gateway(listener("a", 443, "tls: {certificateRefs: [{name: cert}]}", speaks: "HTTPS"))
        let more = secret("tls.crt: \(certificate), tls.key: \(key)").replacing("name: cert,", with: "name: more,")
        let live = secret("").replacing("data: {}", with: "data: ~") + more + tls
        #expect(try found(secret("a: \(key)"), beside: live) == ["HS8110 cert data edge"])
        #expect(try found(without: "cert", .secret, in: "shop", of: live) == ["HS8110 edge"])
        #expect(try found(without: "more", .secret, in: "shop", of: live).isEmpty)
        let own = object(
            "Gateway", "own",
            "selector: {a: b}, servers: [{port: {number: 443, name: h, protocol: HTTPS}, hosts: [x], "
                + "tls: {mode: SIMPLE, credentialName: cert}}]", api: "networking.istio.io/v1")
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {a: b}}\nspec: {}\n"
        let istio = live.replacing(tls, with: "") + own + pod
        #expect(try found(without: "cert", .secret, in: "shop", of: istio) == ["HS8110 own"])
        #expect(try found(secret("a: \(key)"), beside: istio) == ["HS8110 cert data own"])
    }
}
