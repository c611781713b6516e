import Testing

@testable import Validation

/// Selectors, idle values, the Gateway API and ambient mode (HS57.. to HS59..).
@Suite struct OtherMismatchTests {
    private let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-1, namespace: shop, labels: {app: cart}}
        ---

        """

    private func object(_ kind: String, _ group: String, _ spec: String, in namespace: String = "shop") -> String {
        "apiVersion: \(group)/v1\nkind: \(kind)\nmetadata: {name: it, namespace: \(namespace)}\nspec: {\(spec)}\n"
    }

    private func istio(_ kind: String, _ spec: String, in namespace: String = "shop") -> String {
        object(kind, "networking.istio.io", spec, in: namespace)
    }

    private func security(_ kind: String, _ spec: String, in namespace: String = "shop") -> String {
        object(kind, "security.istio.io", spec, in: namespace)
    }

    /// Of files the applications tell nothing of the gateway before them.
    @Test func gatewaysSelectPods() {
        let none = ["HS5702 Gateway shop/it spec.selector"]
        for selector in ["app: edge-gw", "istio: ingress", "istio: eastwestgateway", "istio: ingressgateway"] {
            let gateway = istio("Gateway", "selector: {\(selector)}")
            #expect(findings(pod + gateway, ["HS57"]).isEmpty)
            #expect(findings(pod + gateway, ["HS57"], listed: [.pod]) == none)
        }
        let proxy = pod.replacing("app: cart", with: "istio: edge")
        #expect(findings(proxy + istio("Gateway", "selector: {istio: egde}"), ["HS57"]) == none)
        #expect(findings(proxy + istio("Gateway", "selector: {istio: edge}"), ["HS57"]).isEmpty)
        // The pods are known, and none of the Gateway's own namespace.
        var scoped = MeshSettings()
        scoped.gatewayToNamespace = true
        let other = istio("Gateway", "selector: {app: cart}", in: "other")
        #expect(findings(pod + other, ["HS57"], settings: scoped) == ["HS5702 Gateway other/it spec.selector"])
        #expect(findings(pod + other, ["HS57"]).isEmpty)
    }

    /// Policies of the root namespace are for gateways most often, of which applications tell nothing.
    @Test(arguments: ["AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication"])
    func gatewaysHavePolicies(_ kind: String) {
        let codes = ["HS5013", "HS5701"]
        for labels in ["istio: ingressgateway", "app: istio-ingressgateway"] {
            let policy = security(kind, "selector: {matchLabels: {\(labels)}}", in: "istio-system")
            #expect(findings(pod + policy, codes).isEmpty)
            #expect(!findings(pod + policy, codes, listed: [.pod]).isEmpty)
        }
        let own = security(kind, "selector: {matchLabels: {istio: egde}}")
        #expect(findings(pod + own, codes).isEmpty)
        let proxy = pod.replacing("app: cart", with: "istio: edge")
        #expect(!findings(proxy + own, codes).isEmpty)
    }

    @Test func selectorsFindWorkloads() {
        let wrong = security("AuthorizationPolicy", "selector: {matchLabels: {app: crat}}")
        #expect(findings(pod + wrong, ["HS57"]) == ["HS5701 AuthorizationPolicy shop/it spec.selector.matchLabels"])
        #expect(findings(wrong, ["HS57"]).isEmpty)
        let right = "selector: {matchLabels: {app: cart}}"
        #expect(findings(pod + security("AuthorizationPolicy", right), ["HS57"]).isEmpty)
        #expect(findings(pod + security("AuthorizationPolicy", right, in: "istio-system"), ["HS57"]).isEmpty)
        // Of files those of one namespace tell nothing of another, unless they bring that.
        let elsewhere = pod + security("AuthorizationPolicy", right, in: "other")
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n---\n"
        #expect(findings(elsewhere, ["HS57"]).isEmpty)
        #expect(findings(namespace + elsewhere, ["HS57"]).count == 1)
        #expect(findings(elsewhere, ["HS57"], listed: [.pod]).count == 1)
        let scoped = istio("Sidecar", "workloadSelector: {labels: {app: a}}", in: "istio-system")
        #expect(findings(scoped, ["HS57"]) == ["HS5703 Sidecar istio-system/it spec.workloadSelector"])
        #expect(findings(istio("Sidecar", "workloadSelector: {labels: {app: a}}"), ["HS57"]).isEmpty)
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: vm, namespace: shop}\n---\n"
        let group = istio("WorkloadGroup", "template: {serviceAccount: vms}")
        #expect(findings(account + group, ["HS5704"]) == ["HS5704 WorkloadGroup shop/it spec.template.serviceAccount"])
        #expect(
            findings(account + group.replacing("vms", with: "vm"), ["HS5704"]).isEmpty
                && findings(group, ["HS57"]).isEmpty)
    }

    @Test func idleValuesAreFound() {
        let methods = security(
            "AuthorizationPolicy", "rules: [{to: [{operation: {methods: [GET, P*, \"*\", FETCH, \"*X\"]}}]}]")
        let path = "AuthorizationPolicy shop/it spec.rules[0].to[0].operation"
        #expect(findings(methods, ["HS5801"]) == ["HS5801 \(path).methods[3]", "HS5801 \(path).methods[4]"])
        let destination = "{destination: {host: a}, weight: 20}"
        #expect(
            findings(istio("VirtualService", "tls: [{route: [\(destination)]}]"), ["HS58"])
                == ["HS5802 VirtualService shop/it spec.tls[0].route[0].weight"])
        let twice = istio(
            "VirtualService", "http: [{route: [\(destination), {destination: {host: a.shop}, weight: 80}]}]")
        #expect(
            findings(twice, ["HS58"]) == [
                "HS5803 VirtualService shop/it spec.http[0].route[0].destination.host",
                "HS5803 VirtualService shop/it spec.http[0].route[1].destination.host",
            ])
        #expect(findings(twice.replacing("a.shop", with: "b"), ["HS58"]).isEmpty)
        let gateway = istio("Gateway", "servers: [{port: {number: 80, name: web, protocol: HTTP}, hosts: [a]}]")
        #expect(findings(gateway, ["HS58"]) == ["HS5804 Gateway shop/it spec.servers[0].port.name"])
        #expect(findings(gateway.replacing("web", with: "http-web"), ["HS58"]).isEmpty)
        let sidecar = istio("Sidecar", "outboundTrafficPolicy: {}")
        #expect(findings(sidecar, ["HS58"]) == ["HS5805 Sidecar shop/it spec.outboundTrafficPolicy"])
        #expect(findings(istio("Sidecar", "outboundTrafficPolicy: {mode: ALLOW_ANY}"), ["HS58"]).isEmpty)
    }

    @Test func gatewayAPIReferencesAreKnown() {
        let api = "gateway.networking.k8s.io"
        let gateway = object("Gateway", api, "gatewayClassName: itsio, listeners: [{name: a}]", in: "edge") + "---\n"
        let route = object("HTTPRoute", api, "parentRefs: [{name: it, namespace: edge}, {name: gone}]")
        #expect(
            findings(gateway + route, ["HS582"], listed: [.kubernetesGateway]) == [
                "HS5820 HTTPRoute shop/it spec.parentRefs[1].name"
            ])
        #expect(
            findings(gateway.replacing("itsio", with: "istio") + route, ["HS582"], listed: [.kubernetesGateway]) == [
                "HS5820 HTTPRoute shop/it spec.parentRefs[0].name", "HS5820 HTTPRoute shop/it spec.parentRefs[1].name",
            ])
        let open = gateway.replacing("name: a}", with: "name: a, allowedRoutes: {namespaces: {from: All}}}")
        #expect(findings(open + route, ["HS582"], listed: [.kubernetesGateway]).count == 1)
        #expect(findings(open + route, ["HS582"]).isEmpty && findings(route, ["HS582"]).isEmpty)
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\n---\n"
        let backends = object("HTTPRoute", api, "rules: [{backendRefs: [{name: cart}, {name: cart.shop}]}]")
        #expect(
            findings(service + backends, ["HS582"], listed: [.service]) == [
                "HS5821 HTTPRoute shop/it spec.rules[0].backendRefs[1].name"
            ])
        let known = "apiVersion: \(api)/v1\nkind: GatewayClass\nmetadata: {name: istio}\n---\n"
        // Whether there are others only a cluster knows.
        func classes(_ name: String, listed: Set<ObjectKind> = []) -> [String] {
            findings(known + gateway.replacing("itsio", with: name), ["HS5822", "HS5843"], listed: listed)
                .map { String($0.prefix(6)) }
        }
        for name in ["itsio", "istio-waypoints", "knog", "own-class"] {
            #expect(classes(name) == ["HS5843"] && classes(name, listed: [.gatewayClass]) == ["HS5822"])
        }
        // Some bring theirs with them, as Istio does.
        for name in ["gke-l7-regional-external-managed", "cilium", "kong", "eg"] {
            #expect(classes(name).isEmpty && classes(name, listed: [.gatewayClass]) == ["HS5822"])
        }
        for name in ["istio", "istio-waypoint", "istio-east-west"] { #expect(classes(name).isEmpty, "\(name)") }
        #expect(classes("istio-waypoint", listed: [.gatewayClass]) == ["HS5822"])
        let namespaces = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n"
        let grant = object("ReferenceGrant", api, "from: [{namespace: shop}, {namespace: shopp}]")
        #expect(
            findings(namespaces + grant, ["HS582"], listed: [.namespace]) == [
                "HS5823 ReferenceGrant shop/it spec.from[1].namespace"
            ])
        #expect(findings(namespaces + grant, ["HS582"]).isEmpty)
    }

    /// What was meant is one of those that there are, or that somebody brings.
    @Test func classesThatAreMeant() {
        func hint(_ name: String, listed: Set<ObjectKind> = []) -> String? {
            let texts =
                "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: acme}\n---\n"
                + "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a, namespace: shop}\n"
                + "spec: {gatewayClassName: \(name)}\n"
            let set = ValidationSet(known(texts).judged, listed: listed)
            return Validator.validate(set).findings.first { ["HS5843", "HS5822"].contains($0.code.id) }?.hint
        }
        #expect(hint("knog") == "did you mean kong?" && hint("isito") == "did you mean istio?")
        #expect(hint("amce") == "did you mean acme?" && hint("amce", listed: [.gatewayClass]) == hint("amce"))
        #expect(hint("knog", listed: [.gatewayClass])?.hasPrefix("name a GatewayClass") == true)
    }

    /// Whose label names which waypoint, and which one was meant.
    @Test func waypointsThatAreNot() {
        func told(
            _ label: String, onService: Bool, waypoint: String = "waypoint", in place: String = "shop",
            more: String = "", listed: Set<ObjectKind> = []
        )
            -> [String]
        {
            let use = "istio.io/use-waypoint: \(label)"
            let texts = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient\(onService ? "" : ", \(use)")}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: shop, labels: {\(onService ? use : "")}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: \(waypoint), namespace: \(place), labels: {\(more)}}
                spec: {gatewayClassName: istio-waypoint}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: shop}
                spec: {gatewayClassName: istio}
                ---
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: it, namespace: shop}
                spec:
                  targetRefs: [{kind: Service, group: "", name: cart}]
                  rules: [{to: [{operation: {methods: [GET]}}]}]

                """
            let set = ValidationSet(known(texts).judged, listed: listed)
            return Validator.validate(set).findings.filter { $0.code.id == "HS5901" }
                .map { "\($0.message); \($0.hint ?? "")" }
        }
        let start = "is about HTTP, and no waypoint sees the requests: "
        let wrong = "istio.io/use-waypoint: wyapoint of"
        #expect(told("waypoint", onService: true).isEmpty && told("waypoint", onService: false).isEmpty)
        #expect(
            told("wyapoint", onService: true) == [
                "\(start)\(wrong) Service shop/cart names no Gateway of namespace shop; did you mean waypoint?"
            ])
        #expect(
            told("wyapoint", onService: false) == [
                "\(start)\(wrong) Namespace shop names no Gateway of namespace shop; did you mean waypoint?"
            ])
        #expect(
            told("wyapoint", onService: true, waypoint: "other") == [
                "\(start)\(wrong) Service shop/cart names no Gateway of namespace shop; there are other"
            ])
        #expect(
            told("waypoint", onService: true, in: "infra") == [
                "\(start)istio.io/use-waypoint: waypoint of Service shop/cart names no Gateway of namespace shop; "
                    + "that of namespace infra takes istio.io/use-waypoint-namespace: infra"
            ])
        // A cluster knows of a namespace that it has no Gateway at all.
        let infra = "wyapoint, istio.io/use-waypoint-namespace: infra"
        #expect(told(infra, onService: true).isEmpty)
        #expect(
            told(infra, onService: true, listed: [.kubernetesGateway]) == [
                "\(start)\(wrong) Service shop/cart names no Gateway of namespace infra; make the waypoint, or name one "
                    + "of another namespace by istio.io/use-waypoint-namespace"
            ])
        // Some waypoints leave requests to Services alone.
        for traffic in ["service", "all"] {
            #expect(told("waypoint", onService: true, more: "istio.io/waypoint-for: \(traffic)").isEmpty)
        }
        #expect(
            told("waypoint", onService: true, more: "istio.io/waypoint-for: workload") == [
                "\(start)Gateway shop/waypoint is for requests to pods themselves alone, as its label "
                    + "istio.io/waypoint-for: workload says; label it istio.io/waypoint-for: service, or all"
            ])
        #expect(told("waypoint", onService: false, more: "istio.io/waypoint-for: none").count == 1)
    }

    @Test func ambientPoliciesNeedWaypoints() {
        let ambient = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            ---

            """
        let enrolled = ambient.replacing("ambient}", with: "ambient, istio.io/use-waypoint: way}")
        let policy = security("AuthorizationPolicy", "rules: [{to: [{operation: {methods: [GET]}}]}]")
        #expect(
            findings(ambient + policy, ["HS59"]) == [
                "HS5901 AuthorizationPolicy shop/it spec", "HS5902 AuthorizationPolicy shop/it spec.targetRefs",
            ])
        let target = policy.replacing(
            "spec: {", with: "spec: {targetRefs: [{kind: Service, group: \"\", name: cart}], ")
        #expect(findings(enrolled + target, ["HS59"]).isEmpty)
        let waypoint =
            "\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
            + "metadata: {name: way, namespace: shop}\nspec: {}\n"
        #expect(findings(enrolled + target + waypoint, ["HS59"]).isEmpty)
        let misspelt = enrolled.replacing("use-waypoint: way", with: "use-waypoint: wya")
        #expect(findings(misspelt + target + waypoint, ["HS59"]) == ["HS5901 AuthorizationPolicy shop/it spec"])
        #expect(findings(ambient + security("AuthorizationPolicy", "rules: [{}]"), ["HS59"]).isEmpty)
        let rule = istio("DestinationRule", "host: cart.shop, trafficPolicy: {outlierDetection: {}}", in: "client")
        #expect(
            findings(ambient + rule, ["HS59"]).sorted() == [
                "HS5903 DestinationRule client/it spec.host", "HS5904 DestinationRule client/it spec.host",
            ])
        #expect(findings(enrolled + rule.replacing("client", with: "shop"), ["HS59"]).isEmpty)
        let gone = istio("VirtualService", "hosts: [gone], http: [{}]")
        #expect(findings(ambient + gone, ["HS59"]) == ["HS5901 VirtualService shop/it spec.hosts[0]"])
    }

    /// A ServiceEntry may ask for a waypoint itself, of its own namespace or another.
    @Test func entriesAskForWaypoints() {
        let ambient =
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}\n---\n"
        let entry = istio("ServiceEntry", "hosts: [a.example], resolution: DNS") + "---\n"
        let policy =
            security(
                "AuthorizationPolicy",
                "targetRefs: [{kind: ServiceEntry, group: networking.istio.io, name: it}], "
                    + "rules: [{to: [{operation: {methods: [GET]}}]}]") + "---\n"
        let users = policy + istio("VirtualService", "hosts: [a.example], http: [{}]")
        let labelled = entry.replacing("name: it,", with: "name: it, labels: {istio.io/use-waypoint: wp},")
        #expect(
            findings(ambient + entry + users, ["HS59"]) == [
                "HS5901 AuthorizationPolicy shop/it spec", "HS5901 VirtualService shop/it spec.hosts[0]",
            ])
        #expect(findings(ambient + labelled + users, ["HS59"]).isEmpty)
        let none = labelled.replacing("use-waypoint: wp", with: "use-waypoint: none")
        #expect(findings(ambient + none + users, ["HS59"]).count == 2)
    }

    @Test func referencesOfAmbientFindingsAreThoseOfTheKind() {
        let ambient =
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}\n---\n"
        let report = Validator.validate(known(ambient + security("RequestAuthentication", "jwtRules: []")))
        let references = report.findings.filter { $0.code.id.hasPrefix("HS59") }.flatMap(\.references)
        #expect(references.sorted() == ["KIA1110", "KIA1115"])
    }
}
