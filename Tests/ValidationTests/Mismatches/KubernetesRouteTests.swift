import Testing

@testable import Validation

/// Routes of the Gateway API beside the Gateways that take them and the Services that they lead to (HS582.).
@Suite struct KubernetesRouteTests {
    private static let api = "gateway.networking.k8s.io/v1"

    /// What is found in a route of namespace shop, without the name of the route.
    private func found(
        _ spec: String, beside context: String, kind: String = "HTTPRoute", _ codes: String...,
        listed: Set<ObjectKind> = []
    ) -> [String] {
        let route =
            "apiVersion: \(Self.api)\nkind: \(kind)\nmetadata: {name: r, namespace: shop}\nspec: {\(spec)}\n"
        return findings(route, codes, context: context, listed: listed).map {
            $0.replacing(" \(kind) shop/r spec.", with: " ")
        }
    }

    private static func gateway(_ listeners: String, kind: String = "Gateway", name: String = "edge") -> String {
        "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: shop}\n"
            + "spec: {gatewayClassName: istio, listeners: [\(listeners)]}\n---\n"
    }

    private static let shop = "{name: web, port: 80, protocol: HTTP, hostname: '*.shop.test'}"
    private static let other =
        "{name: tls, port: 443, protocol: TLS, hostname: tls.test}, {name: tcp, port: 9, protocol: TCP}"

    // MARK: - Kinds of backends

    /// Of Kubernetes' own kinds only Services take requests.
    @Test(arguments: [
        ("group: '', kind: Deployment", true), ("group: '', kind: Servcie", true), ("kind: Pod", true),
        ("group: apps, kind: Deployment", true), ("kind: Service", false), ("group: '', kind: Service", false),
        ("group: networking.istio.io, kind: Hostname", false),
        ("group: inference.networking.k8s.io, kind: InferencePool", false),
        ("group: multicluster.x-k8s.io, kind: ServiceImport", false), ("port: 80", false),
    ])
    func kindsOfBackends(_ kind: String, _ isWrong: Bool) {
        func codes(_ parent: String, _ context: String) -> [String] {
            let rules = "rules: [{backendRefs: [{name: web}]}, {backendRefs: [{\(kind), name: web}]}]"
            return found("parentRefs: [\(parent)], \(rules)", beside: context, "HS5842")
        }
        let wrong = isWrong ? ["HS5842 rules[1].backendRefs[0].kind"] : []
        let gateway = Self.gateway("{name: a, port: 80, protocol: HTTP}")
        #expect(codes("{name: edge}", gateway) == wrong && codes("{name: elsewhere}", gateway) == wrong)
        #expect(codes("{group: '', kind: Service, name: web}", gateway) == wrong)
        let foreign = gateway.replacing("gatewayClassName: istio", with: "gatewayClassName: another")
        #expect(codes("{name: edge}", foreign).isEmpty)
        #expect(codes("{name: edge}, {group: '', kind: Service, name: web}", foreign) == wrong)
    }

    @Test func kindsOfMirrors() {
        let filter = "filters: [{type: RequestMirror, requestMirror: {backendRef: {kind: Job, name: a, port: 80}}}]"
        #expect(
            found("parentRefs: [{name: edge}], rules: [{\(filter)}]", beside: "", "HS5842") == [
                "HS5842 rules[0].filters[0].requestMirror.backendRef.kind"
            ])
    }

    // MARK: - Hosts

    private func hosts(
        _ hosts: String, _ listeners: String, kind: String = "HTTPRoute", parents: String = "{name: edge}"
    ) -> [String] {
        found(
            "parentRefs: [\(parents)], hostnames: [\(hosts)]", beside: Self.gateway(listeners), kind: kind, "HS5825",
            "HS5826")
    }

    @Test(arguments: ["HTTPRoute", "GRPCRoute"]) func hostsThatNoListenerHas(_ kind: String) {
        let nowhere = ["HS5825 hostnames"]
        #expect(hosts("shop.test", Self.shop, kind: kind) == nowhere)
        #expect(hosts("a.shop.tset, '*.test2'", Self.shop, kind: kind) == nowhere)
        // Listeners of other protocols take no such routes, whatever their hosts.
        #expect(hosts("tls.test", "\(Self.shop), \(Self.other)", kind: kind) == nowhere)
        #expect(hosts("a.shop.test", "\(Self.shop), {name: b, port: 81, protocol: HTTP, hostname: b.test}").isEmpty)
        #expect(hosts("a.shop.test, a.b.shop.test, '*.test', '*.a.shop.test'", Self.shop, kind: kind).isEmpty)
        #expect(hosts("a.shop.test, shop.test", Self.shop, kind: kind) == ["HS5826 hostnames[1]"])
        #expect(hosts("any.test", "{name: web, port: 80, protocol: HTTP}", kind: kind).isEmpty)
        #expect(hosts("any.test", "{name: web, port: 80, protocol: HTTP, hostname: ''}", kind: kind).isEmpty)
        #expect(hosts("", Self.shop, kind: kind).isEmpty)
        #expect(hosts("any.test", Self.other, kind: kind).isEmpty && hosts("any.test", "", kind: kind).isEmpty)
    }

    @Test func hostsOfTheListenerThatIsMeant() {
        let two = "\(Self.shop), {name: all, port: 81, protocol: HTTP}"
        #expect(hosts("x.test", two).isEmpty)
        #expect(hosts("x.test", two, parents: "{name: edge, sectionName: web}") == ["HS5825 hostnames"])
        #expect(hosts("x.test", two, parents: "{name: edge, port: 80}") == ["HS5825 hostnames"])
        #expect(hosts("x.test", two, parents: "{name: edge, sectionName: all}").isEmpty)
        // Another finding says that there is no such listener.
        #expect(hosts("x.test", two, parents: "{name: edge, sectionName: al}").isEmpty)
        #expect(hosts("x.test", Self.shop, parents: "{name: edge}, {name: unknown}") == ["HS5825 hostnames"])
        #expect(hosts("a.shop.test, x.test", Self.shop, parents: "{name: edge}, {name: unknown}").isEmpty)
        #expect(hosts("x.test", Self.shop, parents: "{name: edge, kind: Service, group: ''}").isEmpty)
        let own =
            Self.gateway(Self.shop)
            + Self.gateway("{name: a, port: 80, protocol: HTTP, hostname: x.test}", kind: "ListenerSet", name: "own")
        let set = "{name: own, kind: ListenerSet}"
        #expect(found("parentRefs: [\(set)], hostnames: [x.test]", beside: own, "HS582").isEmpty)
        #expect(found("parentRefs: [\(set)], hostnames: [y.test]", beside: own, "HS582") == ["HS5825 hostnames"])
        #expect(
            found("parentRefs: [\(set), {name: edge}], hostnames: [x.test, a.shop.test]", beside: own, "HS582").isEmpty)
    }

    @Test func hostsOfTLSRoutes() {
        #expect(hosts("tls.test", "\(Self.shop), \(Self.other)", kind: "TLSRoute").isEmpty)
        #expect(hosts("a.shop.test", "\(Self.shop), \(Self.other)", kind: "TLSRoute") == ["HS5825 hostnames"])
        #expect(hosts("a.shop.test", Self.shop, kind: "TLSRoute").isEmpty)
    }

    // MARK: - Kinds and namespaces

    private func admitted(_ listeners: String, _ kind: String = "HTTPRoute", section: String = "", also: String = "")
        -> [String]
    {
        let parent = "{name: edge, namespace: edges\(section.isEmpty ? "" : ", sectionName: \(section)")}"
        let gateway = Self.gateway(listeners).replacing("namespace: shop", with: "namespace: edges")
        return found("parentRefs: [\(parent)]", beside: gateway + also, kind: kind, "HS582").map {
            $0.replacing("parentRefs[0].", with: "")
        }
    }

    @Test(arguments: [
        ("HTTP", ["HTTPRoute", "GRPCRoute"]), ("HTTPS", ["HTTPRoute", "GRPCRoute"]), ("TCP", ["TCPRoute"]),
        ("TLS", ["TLSRoute", "TCPRoute"]), ("UDP", []),
        ("example.com/own", ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"]),
    ]) func kindsOfRoutes(_ protocolName: String, _ kinds: [String]) {
        let all = "allowedRoutes: {namespaces: {from: All}}"
        let listener = "{name: a, port: 1, protocol: \(protocolName), \(all)}"
        for kind in ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"] {
            let isTaken = kinds.contains(kind)
            #expect(admitted(listener, kind) == (isTaken ? [] : ["HS5828 name"]))
            #expect(admitted(listener, kind, section: "a") == (isTaken ? [] : ["HS5828 sectionName"]))
            guard isTaken else { continue }
            let one = listener.replacing("{namespaces", with: "{kinds: [{kind: \(kind)}], namespaces")
            #expect(admitted(one, kind).isEmpty)
            let foreign = "{kinds: [{kind: \(kind), group: x.test}], namespaces"
            #expect(admitted(listener.replacing("{namespaces", with: foreign), kind) == ["HS5828 name"])
        }
    }

    @Test func namespacesOfRoutes() {
        func listener(_ name: String, _ from: String) -> String {
            "{name: \(name), port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: \(from)}}}"
        }
        func selector(_ text: String) -> String { listener("s", "Selector, selector: {\(text)}") }
        let both = listener("all", "All") + ", " + listener("same", "Same")
        #expect(admitted(both).isEmpty && admitted(both, section: "all").isEmpty)
        #expect(admitted(both, section: "same") == ["HS5820 name"])
        #expect(admitted("{name: a, port: 80, protocol: HTTP}") == ["HS5820 name"])
        let own = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n---\n"
        for also in ["", own] {
            #expect(admitted(selector("matchLabels: {kubernetes.io/metadata.name: shop}"), also: also).isEmpty)
            let other = "matchLabels: {kubernetes.io/metadata.name: other}"
            #expect(admitted(selector(other), also: also) == ["HS5820 name"])
            #expect(admitted(selector("matchLabels: {team: a}"), also: also).isEmpty)
            #expect(admitted(selector("matchLabels: {team: b}"), also: also) == (also.isEmpty ? [] : ["HS5820 name"]))
        }
        let expression = "matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [WHICH]}]"
        #expect(admitted(selector(expression.replacing("WHICH", with: "a, shop")), also: own).isEmpty)
        #expect(admitted(selector(expression.replacing("WHICH", with: "a")), also: own) == ["HS5820 name"])
    }

    @Test func gatewaysOfOtherControllers() {
        func codes(_ spec: String, class name: String, also: String = "") -> [String] {
            let gateway = Self.gateway(Self.shop).replacing(
                "gatewayClassName: istio", with: "gatewayClassName: \(name)")
            return found(spec, beside: also + gateway, kind: "TCPRoute", "HS582", "HS583")
                + found(spec, beside: also + gateway, "HS582", "HS583")
        }
        let listed = [
            ("parentRefs: [{name: edge, sectionName: wbe}]", ["HS5824 parentRefs[0].sectionName"]),
            ("parentRefs: [{name: edge}], hostnames: [x.test]", ["HS5825 hostnames"]),
        ]
        for (spec, errors) in listed {
            #expect(codes(spec, class: "istio").suffix(1) == errors)
            let warned = errors.map { $0.replacing(/HS58../, with: "HS5832") }
            #expect(codes(spec, class: "gke-l7").suffix(1) == warned && codes(spec, class: "gke-l7").count == 2)
            #expect(codes(spec, class: "istio-remote").isEmpty)
        }
        let own = "apiVersion: \(Self.api)\nkind: GatewayClass\nmetadata: {name: own}\nspec: {controllerName: "
        let spec = listed[0].0
        #expect(codes(spec, class: "own", also: own + "istio.io/unmanaged-gateway}\n---\n").isEmpty)
        #expect(codes(spec, class: "own", also: own + "istio.io/gateway-controller}\n---\n").suffix(1) == listed[0].1)
        #expect(
            codes("parentRefs: [{name: edge}], hostnames: [a.shop.test, x.test]", class: "istio-remote").isEmpty)
        #expect(codes("parentRefs: [{name: edge}]", class: "gke-l7") == ["HS5832 parentRefs[0].name"])
    }

    @Test func routesOfPassedThroughConnections() {
        let all = "allowedRoutes: {namespaces: {from: All}}"
        let passed = "{name: a, port: 1, protocol: TLS, tls: {mode: Passthrough}, \(all)}"
        #expect(admitted(passed, "TLSRoute").isEmpty && admitted(passed, "TCPRoute") == ["HS5828 name"])
        #expect(admitted(passed.replacing("Passthrough", with: "Terminate"), "TCPRoute").isEmpty)
    }

    /// What files have of a namespace tells little of the rest of it.
    @Test func gatewaysThatMayBeThere() {
        func gateways(_ name: String, _ kind: String = "Gateway", listed: Set<ObjectKind> = []) -> [String] {
            found(
                "parentRefs: [{name: \(name), kind: \(kind)}]", beside: Self.gateway(Self.shop), "HS5820", "HS5840",
                listed: listed)
        }
        #expect(gateways("edge").isEmpty && gateways("egde") == ["HS5840 parentRefs[0].name"])
        #expect(gateways("egde", listed: [.kubernetesGateway]) == ["HS5820 parentRefs[0].name"])
        #expect(gateways("egde", "ListenerSet").isEmpty)
        #expect(gateways("egde", "ListenerSet", listed: [.listenerSet]) == ["HS5820 parentRefs[0].name"])
        #expect(gateways("edge", listed: [.kubernetesGateway]).isEmpty)
    }

    // MARK: - Grants

    private static let service = "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: cart}\n---\n"
    private static let backend = "{name: cart, namespace: cart, port: 80}"
    private static func grant(_ kind: String, in namespace: String = "cart") -> String {
        "apiVersion: \(api)beta1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: \(namespace)}\nspec: {from: "
            + "[{group: gateway.networking.k8s.io, kind: \(kind), namespace: shop}], to: [{group: '', kind: Service}]}\n---\n"
    }

    @Test(arguments: ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"]) func backendsOfOtherNamespaces(_ kind: String)
    {
        func grants(_ parent: String, _ context: String, listed: Set<ObjectKind> = []) -> [String] {
            found(
                "parentRefs: [\(parent)], rules: [{backendRefs: [\(Self.backend)]}]", beside: Self.service + context,
                kind: kind, "HS5821", "HS5827", listed: listed)
        }
        #expect(grants("{name: edge}", "") == ["HS5827 rules[0].backendRefs[0].name"])
        #expect(grants("{name: edge}", Self.grant(kind, in: "other")) == ["HS5827 rules[0].backendRefs[0].name"])
        let listed: Set<ObjectKind> = [.referenceGrant]
        #expect(grants("{name: edge}", "", listed: listed) == ["HS5821 rules[0].backendRefs[0].name"])
        #expect(grants("{name: edge}", Self.grant("UDPRoute")) == ["HS5827 rules[0].backendRefs[0].name"])
        #expect(
            grants("{name: edge}", Self.grant("UDPRoute"), listed: listed) == ["HS5821 rules[0].backendRefs[0].name"])
        #expect(grants("{name: edge}", Self.grant(kind)).isEmpty)
        // Neither Istio nor Linkerd asks routes of Services for grants.
        let service = "{name: cart, namespace: cart, kind: Service, group: '', port: 80}"
        #expect(grants(service, "").isEmpty && grants(service, Self.grant("UDPRoute")).isEmpty)
        #expect(grants("{name: edge}, \(service)", "").count == 1)
    }

    @Test func mirrorsAreBackends() {
        let mirror = "filters: [{type: RequestMirror, requestMirror: {backendRef: \(Self.backend)}}]"
        let rules = "parentRefs: [{name: edge}], rules: [{\(mirror), backendRefs: [{name: a, \(mirror)}]}]"
        let paths = ["rules[0].", "rules[0].backendRefs[0]."].map { $0 + "filters[0].requestMirror.backendRef.name" }
        #expect(found(rules, beside: Self.service, "HS582") == paths.map { "HS5827 \($0)" })
        let wrong = rules.replacing("name: cart,", with: "name: crat,")
        #expect(found(wrong, beside: Self.service, "HS5821", "HS5841") == paths.map { "HS5841 \($0)" })
        let listed = found(wrong, beside: Self.service, "HS5821", listed: [.service]).filter { $0.contains("Mirror") }
        #expect(listed == paths.map { "HS5821 \($0)" })
    }
}
