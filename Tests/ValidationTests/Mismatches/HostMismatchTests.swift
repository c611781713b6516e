import Domain
import Testing

@testable import Validation

/// Hosts, subsets and names that policies refer to (HS56..).
@Suite struct HostMismatchTests {
    private let surroundings = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {selector: {app: cart}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: hidden, namespace: other, annotations: {networking.istio.io/exportTo: "."}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cart-1, namespace: shop, labels: {app: cart, version: v1}}
        spec: {serviceAccountName: cart}
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: outside, namespace: shop}
        spec: {hosts: ["*.example.com"], ports: [{number: 443, name: tls, protocol: TLS}], resolution: NONE}
        ---

        """

    private func rule(_ spec: String) -> String {
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: rule, namespace: shop}\nspec: {\(spec)}\n"
    }

    private func routes(_ spec: String) -> String {
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: routes, namespace: shop}\nspec: {\(spec)}\n"
    }

    private func policy(_ rule: String) -> String {
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: policy, namespace: shop}\n"
            + "spec: {rules: [{\(rule)}]}\n"
    }

    @Test(arguments: ["cart", "cart.shop", "cart.shop.svc", "cart.shop.svc.cluster.local", "a.example.com", "*.local"])
    func knownHostsAreSilent(_ host: String) {
        #expect(findings(surroundings + rule("host: \"\(host)\""), ["HS56"]).isEmpty)
    }

    @Test func unknownHostsAreFound() {
        let found = ["HS5601 DestinationRule shop/rule spec.host"]
        #expect(findings(surroundings + rule("host: crat"), ["HS56"]) == found)
        #expect(findings(surroundings + rule("host: hidden.other.svc.cluster.local"), ["HS56"]) == found)
        #expect(findings(rule("host: crat"), ["HS56"]).isEmpty)
        var settings = MeshSettings()
        settings.outboundTrafficPolicy = "ALLOW_ANY"
        let text = surroundings + routes("hosts: [a], tcp: [{route: [{destination: {host: crat}}]}]")
        let place = "VirtualService shop/routes spec.tcp[0].route[0].destination.host"
        // Of a route to nowhere nothing is let through: there is no cluster for it.
        #expect(findings(text, ["HS56", "HS5001"], settings: settings) == ["HS5001 \(place)"])
        let hidden = text.replacing("host: crat", with: "host: cart.shop.svc.cluster.local")
        for (mode, code) in [("ALLOW_ANY", "HS5604"), ("REGISTRY_ONLY", "HS5603")] {
            settings.read(meshConfig: [
                "defaultServiceExportTo": ["other"], "outboundTrafficPolicy": ["mode": .string(mode)],
            ])
            #expect(findings(hidden, ["HS560", "HS5001"], settings: settings) == ["\(code) \(place)"])
        }
    }

    /// What istioctl finds too is said once, by the names of both.
    @Test func twinsAreSaidOnce() throws {
        let text = surroundings + routes("hosts: [a], http: [{route: [{destination: {host: crat}}]}]")
        let found = Validator.validate(known(text)).findings.filter {
            $0.path.description.hasSuffix("destination.host")
        }
        #expect(found.count == 1 && found.first?.references == ["IST0101", "KIA1101"])
        #expect(found.first?.code.id == "HS5001")
    }

    @Test func subsetsHaveWorkloads() {
        let subsets =
            "host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}, {name: a}]"
        let text = surroundings + rule(subsets)
        #expect(
            findings(text, ["HS561"]) == [
                "HS5612 DestinationRule shop/rule spec.subsets[1]", "HS5614 DestinationRule shop/rule spec.subsets[2]",
            ])
        let used = routes("hosts: [cart], http: [{route: [{destination: {host: cart.shop, subset: v2}}]}]")
        #expect(findings(text + "---\n" + used, ["HS5611"]) == ["HS5611 DestinationRule shop/rule spec.subsets[1]"])
        let unknown = used.replacing("v2", with: "v3")
        #expect(
            findings(text + "---\n" + unknown, ["HS5002"])
                == ["HS5002 VirtualService shop/routes spec.http[0].route[0].destination"])
        #expect(findings(text + "---\n" + used, ["HS5002"]).isEmpty)
        #expect(findings(unknown, ["HS5002"]).isEmpty)
    }

    @Test func policiesNameServicesThatThereAre() {
        let hosts = "to: [{operation: {hosts: [cart, crat, crat.shop, crat.org, crat.a.example, \"*.x\"]}}]"
        // A Host header may have a port, and is compared without regard to case.
        let same = "to: [{operation: {hosts: ['cart:80', Cart, CART.shop, 'cart:*']}}]"
        #expect(findings(surroundings + policy(same), ["HS56"]) == [])
        let ported = "to: [{operation: {hosts: ['crat:80', 'cart:x']}}]"
        #expect(
            findings(surroundings + policy(ported), ["HS56"]) == [
                "HS5605 AuthorizationPolicy shop/policy spec.rules[0].to[0].operation.hosts[0]",
                "HS5605 AuthorizationPolicy shop/policy spec.rules[0].to[0].operation.hosts[1]",
            ])
        #expect(
            findings(surroundings + policy(hosts), ["HS56"]) == [
                "HS5605 AuthorizationPolicy shop/policy spec.rules[0].to[0].operation.hosts[1]",
                "HS5605 AuthorizationPolicy shop/policy spec.rules[0].to[0].operation.hosts[2]",
            ])
    }

    @Test(arguments: [
        ("*", true), ("cluster.local/*", true), ("cluster.local/ns/sh*", true), ("clus*", true), ("*/cart", true),
        ("*local/ns/shop/sa/cart", true), ("*/ns/shop/sa/cart", true), ("*/ns/shop/*", true),
        ("cluster.local/ns/x*", false),
        ("*/basket", false), ("other*", false), ("*other/ns/shop/sa/cart", false), ("*/ns/x/*", false),
    ])
    func patternsOfPrincipals(_ pattern: String, _ isKnown: Bool) {
        let text = surroundings + policy("from: [{source: {principals: [\"\(pattern)\"]}}]")
        #expect(findings(text, ["HS5624", "HS5625"], listed: [.serviceAccount]).isEmpty == isKnown)
    }

    @Test func sidecarsNameHostsThatThereAre() {
        let sidecar = """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: scope, namespace: shop}
            spec:
              egress: [{hosts: [./*, "*/cart.shop.svc.cluster.local", ./a.example.com, ./crat.shop.svc.cluster.local]}]

            """
        #expect(findings(surroundings + sidecar, ["HS56"]) == ["HS5607 Sidecar shop/scope spec.egress[0].hosts[3]"])
    }

    @Test func gatewaysAreKnown() {
        let gateway =
            "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec: {}\n---\n"
        let bound = routes("hosts: [a], gateways: [mesh, edge, shop/edge, edge.shop, egde]")
        let oldForm = "HS5621 VirtualService shop/routes spec.gateways[3]"
        // Of one fault that two families find one is told.
        #expect(findings(gateway + bound, ["HS562", "HS5003"]).filter { $0.hasPrefix("HS562") } == [oldForm])
        #expect(findings(gateway + bound, ["HS5003"]).contains("HS5003 VirtualService shop/routes spec.gateways[4]"))
        let match = routes("hosts: [a], http: [{match: [{gateways: [x/y]}]}]")
        #expect(
            findings(gateway + match, ["HS562"], listed: [.gateway]) == [
                "HS5620 VirtualService shop/routes spec.http[0].match[0].gateways[0]"
            ])
        #expect(findings(gateway + match, ["HS562"]).isEmpty)
    }

    @Test func namesOfNamespacesAndAccountsAreKnown() {
        let exported = routes("hosts: [a], exportTo: [., shop, shopp]")
        let all: Set<ObjectKind> = [.namespace, .serviceAccount]
        #expect(
            findings(surroundings + exported, ["HS562"], listed: all) == [
                "HS5622 VirtualService shop/routes spec.exportTo[2]"
            ])
        #expect(findings(surroundings + exported, ["HS562"]) == ["HS5626 VirtualService shop/routes spec.exportTo[2]"])
        #expect(findings(exported, ["HS562"]).isEmpty)
        let sources = policy(
            "from: [{source: {namespaces: [sh*, x*], principals: [cluster.local/ns/shop/sa/cart, \"*/sa/cart\", "
                + "cluster.local/ns/shop/sa/crat, far/ns/a/sa/b]}}]")
        let path = "AuthorizationPolicy shop/policy spec.rules[0].from[0].source"
        #expect(
            findings(surroundings + sources, ["HS562"], listed: all).sorted() == [
                "HS5623 \(path).namespaces[1]", "HS5624 \(path).principals[2]", "HS5625 \(path).principals[3]",
            ])
        #expect(findings(sources, ["HS562"]).isEmpty)
    }

    /// The same names stand in newer fields, and in conditions.
    @Test func namesOfCallersAreKnownWhereverTheyStand() {
        let all: Set<ObjectKind> = [.namespace, .serviceAccount]
        func found(_ rule: String) -> [String] {
            findings(surroundings + policy(rule), ["HS562", "HS5009"], listed: all).map { String($0.prefix(6)) }
                .sorted()
        }
        #expect(
            found("from: [{source: {serviceAccounts: [cart, shop/cart, default, crat, x/cart]}}]") == [
                "HS5624", "HS5624",
            ])
        #expect(found("from: [{source: {trustDomains: [cluster.local, far, 'f*']}}]") == ["HS5625"])
        #expect(found("when: [{key: source.serviceAccount, values: [shop/cart, crat], notValues: [a]}]") == ["HS5624"])
        let principals = "[cluster.local/ns/shop/sa/cart, cluster.local/ns/shop/sa/crat, far/ns/a/sa/b]"
        #expect(found("when: [{key: source.principal, values: \(principals)}]") == ["HS5624", "HS5625"])
        #expect(found("when: [{key: source.namespace, values: [shop, sh*, x]}]").contains("HS5009"))
        #expect(found("when: [{key: source.trustDomain, values: [far]}]") == ["HS5625"])
        #expect(found("when: [{key: request.headers[x], values: [x]}]").isEmpty)
    }
}
