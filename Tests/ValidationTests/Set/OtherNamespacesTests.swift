import Testing

@testable import Validation

/// What a set of files has of one namespace tells nothing of the others: no error follows from it.
@Suite struct OtherNamespacesTests {
    private let files = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: cart, namespace: shop}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: own, namespace: shop}
        spec: {selector: {app: own}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
        ---

        """

    private func policy(_ source: String) -> String {
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: cart, namespace: shop}
        spec: {selector: {matchLabels: {app: cart}}, rules: [{from: [{source: {\(source)}}]}]}

        """
    }

    private func routes(_ host: String, gateways: String = "[mesh]") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: cart, namespace: shop}
        spec: {hosts: [a.example], gateways: \(gateways), http: [{route: [{destination: {host: \(host)}}]}]}

        """
    }

    private func export(_ namespace: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: cart, namespace: shop}
        spec: {host: cart, exportTo: [\(namespace)]}

        """
    }

    private func codes(_ text: String, listed: Set<ObjectKind> = []) -> [String] {
        findings(files + text, ["HS50", "HS56"], listed: listed).map { String($0.prefix(6)) }
            .filter { $0 != "HS5013" }
    }

    @Test func namespacesOfThePlatformAreThere() {
        #expect(codes(policy("namespaces: [istio-system, kube-system, shop]")).isEmpty)
        #expect(codes(export("istio-system")).isEmpty)
        #expect(codes(export("shop")).isEmpty)
    }

    /// Nobody has the Service before the API server among files, and every cluster has it.
    @Test func theAPIServerIsThere() {
        let host = "kubernetes.default.svc.cluster.local"
        func found(_ host: String, listed: Set<ObjectKind>) -> [String] {
            let files = files.replacing("namespace: shop", with: "namespace: default")
            let rule = export("shop").replacing("host: cart", with: "host: \(host)")
            return findings(files + routes(host) + "---\n" + rule, ["HS50", "HS56"], listed: listed)
                .filter { $0.hasSuffix("host") }
        }
        for listed: Set<ObjectKind> in [[], [.service, .namespace]] {
            #expect(found(host, listed: listed).isEmpty)
            #expect(!found(host.replacing("kubernetes", with: "kubernets"), listed: listed).isEmpty)
        }
    }

    @Test func otherNamespacesMayBeThere() {
        #expect(codes(policy("namespaces: [monitoring]")) == ["HS5026"])
        #expect(codes(policy("notNamespaces: [monitoring]")) == ["HS5026"])
        #expect(codes(export("monitoring")) == ["HS5626"])
        let all: Set<ObjectKind> = [.namespace]
        #expect(codes(policy("notNamespaces: [monitoring]"), listed: all) == ["HS5009"])
        #expect(codes(policy("notNamespaces: [istio-system]"), listed: all) == ["HS5009"])
        #expect(codes(export("monitoring"), listed: all) == ["HS5622"])
    }

    /// Kubernetes makes this one itself: who has it among his documents has listed them.
    @Test func aListOfNamespacesIsKnownByTheUsualOnes() {
        let usual = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n"
        #expect(codes(policy("notNamespaces: [monitoring]") + usual) == ["HS5009"])
        let labelled = usual.replacing("name: default}", with: "name: default, labels: {istio-injection: enabled}}")
        #expect(codes(policy("notNamespaces: [monitoring]") + labelled) == ["HS5026"])
    }

    @Test func accountsOfOtherNamespacesMayBeThere() {
        func principal(_ text: String) -> String { policy("principals: [\(text)]") }
        #expect(codes(principal("cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account")).isEmpty)
        #expect(codes(principal("\"*/ns/billing/sa/pay\"")).isEmpty)
        #expect(codes(principal("cluster.local/ns/shop/sa/crat")) == ["HS5624"])
        #expect(codes(principal("crat")) == ["HS5624"])
        #expect(codes(principal("cluster.local/ns/billing/sa/pay"), listed: [.serviceAccount]) == ["HS5624"])
        let pay = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: pay, namespace: billing}
            spec: {template: {metadata: {labels: {app: pay}}, spec: {serviceAccountName: pay}}}
            """
        #expect(codes(principal("cluster.local/ns/billing/sa/pay") + pay).isEmpty)
        #expect(codes(principal("cluster.local/ns/billing/sa/other") + pay) == ["HS5627"])
    }

    @Test func hostsOfOtherNamespacesMayBeThere() {
        #expect(codes(routes("pay.billing.svc.cluster.local")) == ["HS5025"])
        #expect(codes(routes("crat")) == ["HS5001"])
        #expect(codes(routes("cart")).isEmpty)
        #expect(codes(routes("pay.billing.svc.cluster.local"), listed: [.service]) == ["HS5001"])
        #expect(codes(routes("api.bank.example")) == ["HS5025"])
    }

    /// The ServiceEntries of every namespace are for all, and workloads tell nothing of the Services before them.
    @Test func hostsThatFilesMayLack() {
        let entry =
            "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: bank, namespace: shop}\n"
            + "spec: {hosts: [api.bank.example], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}\n"
        for host in ["www.bank.example", "bank.example"] {
            #expect(codes(routes(host) + entry) == ["HS5025"])
            #expect(codes(routes(host) + entry, listed: [.serviceEntry]) == ["HS5001"])
        }
        #expect(codes(routes("api.bank.example") + entry).isEmpty)
        #expect(codes(routes("crat.shop") + entry) == ["HS5001"])
        let pay = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: pay, namespace: billing}
            spec: {template: {metadata: {labels: {app: pay}}, spec: {containers: []}}}
            """
        #expect(codes(routes("pay.billing.svc.cluster.local") + pay) == ["HS5025"])
        #expect(codes(routes("pay.billing.svc.cluster.local") + pay, listed: [.service]) == ["HS5001"])
    }

    @Test(arguments: [
        ("DestinationRule", "{host: HOST}", "HS5601", "HS5030"),
        ("Sidecar", "{egress: [{hosts: [\"./*\", \"*/HOST\"]}]}", "HS5607", "HS5615"),
    ])
    func hostsOfRulesAndSidecarsMayBeThere(_ kind: String, _ spec: String, _ certain: String, _ mild: String) {
        func codes(_ host: String, listed: Set<ObjectKind> = []) -> [String] {
            let object = "apiVersion: networking.istio.io/v1\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\n"
            return self.codes(object + "spec: \(spec.replacing("HOST", with: host))\n", listed: listed)
        }
        #expect(codes("pay.billing.svc.cluster.local") == [mild])
        #expect(codes("pay.billing.svc.cluster.local", listed: [.service]).contains(certain))
        #expect(codes("crat.shop.svc.cluster.local").contains(certain))
        #expect(codes("cart.shop.svc.cluster.local").isEmpty)
    }

    /// It is known, and not for this namespace: that is said, not that nobody knows it.
    @Test func hostsThatAreNotExportedAreNamed() throws {
        let entry =
            "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: bank, namespace: billing}\n"
            + "spec: {hosts: [api.bank.example], exportTo: [.], resolution: DNS, ports: [{number: 80, name: http, "
            + "protocol: HTTP}]}\n"
        let report = Validator.validate(known(routes("api.bank.example") + entry))
        let finding = try #require(report.findings.first { $0.code.id == "HS5025" })
        #expect(
            finding.message.hasPrefix("api.bank.example is a host of ServiceEntry billing/bank, which is not exported"))
        #expect(finding.about.map(\.name) == ["bank"])
        #expect(finding.hint?.hasPrefix("add shop to the exportTo of ServiceEntry billing/bank") ?? false)
    }

    @Test func gatewaysOfOtherNamespacesMayBeThere() {
        #expect(codes(routes("cart", gateways: "[istio-system/public]")).isEmpty)
        #expect(codes(routes("cart", gateways: "[onw]")).contains("HS5003"))
        #expect(codes(routes("cart", gateways: "[istio-system/public]"), listed: [.gateway]).contains("HS5003"))
    }

    /// Their DestinationRules may lie beside them.
    @Test func subsetsOfOtherNamespacesMayBeThere() {
        let rule = "---\n" + export("shop")
        #expect(codes(routes("pay.billing.svc.cluster.local, subset: v1") + rule) == ["HS5025"])
        #expect(codes(routes("cart, subset: v1") + rule) == ["HS5002"])
        let other = rule.replacing("namespace: shop}", with: "namespace: billing}")
        #expect(codes(routes("cart, subset: v1") + other).sorted() == ["HS5027", "HS5030"])
    }

    /// Linkerd's references likewise.
    @Test func whatLinkerdRefersToMayBeThere() {
        let server = """
            apiVersion: policy.linkerd.io/v1beta3
            kind: Server
            metadata: {name: cart, namespace: shop}
            spec: {podSelector: {matchLabels: {app: cart}}, port: http}
            ---
            apiVersion: policy.linkerd.io/v1alpha1
            kind: MeshTLSAuthentication
            metadata: {name: own, namespace: shop}
            spec: {identities: ["*"]}
            ---
            apiVersion: policy.linkerd.io/v1alpha1
            kind: AuthorizationPolicy
            metadata: {name: cart, namespace: shop}
            spec:
              targetRef: {group: policy.linkerd.io, kind: Server, name: cart}
              requiredAuthenticationRefs:
              - {group: policy.linkerd.io, kind: MeshTLSAuthentication, name: theirs, namespace: billing}

            """
        #expect(findings(server, ["HS4112"]).isEmpty)
        #expect(findings(server.replacing("namespace: billing", with: "namespace: shop"), ["HS4112"]).count == 1)
        #expect(findings(server, ["HS4112"], listed: [.meshTLSAuthentication]).count == 1)
    }
}
