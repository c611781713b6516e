import Testing

@testable import Validation

/// What several families say of one fault is said once, by the names of all.
@Suite struct TwinFindingsTests {
    private func told(_ text: String) -> [Finding] { Validator.validate(known(text)).findings }

    private func codes(_ kind: String, _ spec: String, group: String = "networking.istio.io/v1", beside: String = "")
        -> [String]
    {
        told("apiVersion: \(group)\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: {\(spec)}\n" + beside)
            .filter { $0.object.kind == kind }.map(\.code.id)
    }

    private let service =
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: shop}\nspec: {ports: [{port: 80}]}\n"
    private let rule =
        "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: x, namespace: shop}\nspec: {host: x}\n"

    @Test func aWrongHostIsOneFault() throws {
        let spec = "hosts: [a.example], http: [{route: [{destination: {host: wrong, subset: v1}}]}]"
        #expect(codes("VirtualService", spec, beside: service + rule) == ["HS5001"])
        let mirror =
            "hosts: [a.example], http: [{route: [{destination: {host: x}}], mirror: {host: wrong, subset: v1}}]"
        #expect(codes("VirtualService", mirror, beside: service + rule) == ["HS5006"])
        #expect(codes("DestinationRule", "host: wrong", beside: service) == ["HS5601"])
    }

    @Test func aWrongSubsetIsOneFault() {
        // Where there is a rule for the host, its subset is a mistake of its own.
        let both = "hosts: [a.example], http: [{route: [{destination: {host: wrong, subset: v1}}]}]"
        let wrong = rule.replacing("host: x", with: "host: wrong")
        #expect(codes("VirtualService", both, beside: service + wrong) == ["HS5002", "HS5001"])
        let spec = "hosts: [a.example], http: [{route: [{destination: {host: x, subset: v1}}]}]"
        #expect(codes("VirtualService", spec, beside: service + rule) == ["HS5002"])
    }

    @Test func aMissingGatewayIsOneFault() throws {
        let gateway =
            "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: x, namespace: shop}\nspec: {}\n"
        let text =
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: shop}\n"
            + "spec: {hosts: [a.example], gateways: [none], http: [{route: [{destination: {host: x}}]}]}\n"
        let found = told(text + gateway).filter { $0.object.kind == "VirtualService" }
        #expect(found.map(\.code.id) == ["HS5003"])
        #expect(found.first?.references == ["IST0101", "IST0132", "KIA1102"])
    }

    @Test func deprecatedFieldsAreOneFault() {
        #expect(
            codes("DestinationRule", "host: b.example, trafficPolicy: {outlierDetection: {consecutiveErrors: 5}}") == [
                "HS3206"
            ])
        let route = "route: [{destination: {host: b.example}}], mirror: {host: b.example}, mirrorPercent: 10"
        #expect(codes("VirtualService", "hosts: [b.example], http: [{\(route)}]") == ["HS3139"])
        let proxy = "outboundTrafficPolicy: {mode: REGISTRY_ONLY, egressProxy: {host: b.example}}"
        let found = codes("Sidecar", "egress: [{hosts: ['./*']}], \(proxy)")
        #expect(found.contains("HS3509") && !found.contains("HS5104"))
    }

    @Test func whatSchemaAndMeaningRefuseIsOneFault() {
        #expect(
            codes(
                "MeshTLSAuthentication", "identities: ['*'], identityRefs: [{kind: ServiceAccount, name: x}]",
                group: "policy.linkerd.io/v1alpha1") == ["HS4017"])
        let entry =
            "hosts: [q.example], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS_ROUND_ROBIN, "
            + "endpoints: [{address: a.example}, {address: b.example}]"
        #expect(codes("ServiceEntry", entry) == ["HS3407"])
        let route =
            "parentRefs: [{name: x, kind: Service, group: '', port: 80}], rules: [{backendRefs: [{name: none, port: 80}]}]"
        #expect(codes("HTTPRoute", route, group: "gateway.networking.k8s.io/v1", beside: service) == ["HS4129"])
        let profile = told(
            "apiVersion: linkerd.io/v1alpha2\nkind: ServiceProfile\nmetadata: {name: x.shop.svc.cluster.local, "
                + "namespace: shop}\nspec: {routes: [{name: a, condition: {method: GET}, foo: 1}]}\n")
        #expect(profile.filter { $0.severity == .error }.map(\.code.id) == ["HS2001"])
    }

    /// A server of plain HTTP needs no certificates: that it says how to use them is the fault.
    @Test func settingsThatDoNotFitAServerAreOneFault() {
        func found(_ proto: String) -> [String] {
            codes(
                "Gateway",
                "servers: [{port: {number: 80, name: \(proto.lowercased()), protocol: \(proto)}, hosts: [a.example], "
                    + "tls: {httpsRedirect: true, mode: SIMPLE}}]")
        }
        #expect(found("HTTP") == ["HS3021"])
        #expect(found("HTTPS").filter { $0 == "HS3022" }.count == 2)
    }

    @Test func whatAPolicyIsForIsOneFault() {
        let namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: web}}\n"
        let rules = "selector: {matchLabels: {app: wbe}}, rules: [{from: [{source: {namespaces: [shpo]}}]}]"
        let found = told(
            "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: shop}\n"
                + "spec: {\(rules)}\n" + namespace + pod
        ).filter { $0.object.kind == "AuthorizationPolicy" }
        #expect(found.filter { $0.code.id == "HS5026" }.map(\.references) == [["IST0101", "KIA0101"]])
        #expect(found.contains { $0.code.id == "HS5013" })
        #expect(!found.contains { ["HS5623", "HS5701"].contains($0.code.id) }, "\(found.map(\.code.id))")
    }

    @Test func twoVirtualServicesOfAHostAreOneFaultOfEach() {
        let other =
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: b, namespace: shop}\n"
        let spec = "hosts: [x], http: [{route: [{destination: {host: x}}]}]"
        #expect(codes("VirtualService", spec, beside: other + "spec: {\(spec)}\n" + service) == ["HS6001", "HS6001"])
        // At a gateway they are not told by the one, so that they are by the other.
        let gateway = "gateways: [g], hosts: [x], http: [{route: [{destination: {host: x}}]}]"
        let found = codes("VirtualService", gateway, beside: other + "spec: {\(gateway)}\n" + service)
        #expect(found == ["HS6505", "HS6505"])
    }

    @Test func oldNamesAndEndpointsAreOneFault() {
        let route = "hosts: [a.example], gateways: [g.shop], http: [{route: [{destination: {host: a.example}}]}]"
        #expect(codes("VirtualService", route) == ["HS3106"])
        let entry =
            "hosts: [q.example], ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 1.2.3.4}]"
        #expect(codes("ServiceEntry", "resolution: NONE, " + entry) == ["HS3407"])
    }

    @Test func aSubsetWithoutPodsIsOneFault() {
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: x}}\n"
        let selecting = service.replacing("spec: {", with: "spec: {selector: {app: x}, ")
        let spec = "host: x, subsets: [{name: v1, labels: {version: v1}}]"
        let route =
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: b, namespace: shop}\n"
            + "spec: {hosts: [x], http: [{route: [{destination: {host: x, subset: v1}}]}]}\n"
        #expect(codes("DestinationRule", spec, beside: selecting + pod + route) == ["HS5611"])
    }

    @Test func whatRulesOfTheSchemaSayOfAWholeIsOneFault() {
        func policy(_ kind: String, _ spec: String) -> [String] {
            codes(kind, spec + ", selector: {matchLabels: {a: b}}", group: "security.istio.io/v1")
        }
        let targets = "targetRefs: [{kind: Service, group: '', name: x}]"
        #expect(policy("RequestAuthentication", targets) == ["HS3010"])
        #expect(policy("AuthorizationPolicy", targets + ", rules: [{}]").filter { !$0.hasPrefix("HS7") } == ["HS3010"])
        let modes = "portLevelMtls: {\"80\": {mode: STRICT}}"
        #expect(codes("PeerAuthentication", modes, group: "security.istio.io/v1") == ["HS3710"])
        let ports = "{number: 80, name: http, protocol: HTTP}, {number: 80, name: http-b, protocol: HTTP}"
        #expect(codes("ServiceEntry", "hosts: [q.example], resolution: DNS, ports: [\(ports)]") == ["HS3303"])
    }

    @Test func whatARuleWithARefusedPartMatchesIsNotJudged() {
        func found(_ source: String) -> [String] {
            codes("AuthorizationPolicy", "rules: [{from: [{source: {\(source)}}]}]", group: "security.istio.io/v1")
        }
        #expect(found("serviceAccounts: [a], namespaces: [b]") == ["HS3607"])
        #expect(found("serviceAccounts: [a, a/b/c], notServiceAccounts: [a, a/b/c]") == ["HS3608", "HS3608"])
        #expect(found("serviceAccounts: [a], notServiceAccounts: [a]") == ["HS7000"])
    }

    @Test func whatARuleWithAnEmptyPartMatchesIsNotJudged() {
        func found(_ rules: String) -> [String] {
            codes("AuthorizationPolicy", "rules: [\(rules)]", group: "security.istio.io/v1")
        }
        let named = "{to: [{operation: {methods: [GET]}}]}"
        #expect(found("{from: []}, \(named)") == ["HS3605"])
        #expect(found("{from: [{source: {}}]}, \(named)") == ["HS3605"])
        // One that leaves the part out means everybody, and is judged.
        #expect(Set(found("{}, \(named)")) == ["HS7001", "HS7003"])
    }
}
