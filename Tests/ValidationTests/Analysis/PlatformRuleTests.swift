import Domain
import Testing
import YAML

@testable import Validation

/// What Kubernetes' objects have to do for the mesh: found, and silent where all is well.
@Suite struct PlatformRuleTests {
    private func found(_ text: String) -> [String] { findings(text, ["HS63"]) }

    /// The name of a port is looked up in the containers.
    @Test func portsThatNoContainerNames() {
        func found(
            _ target: String, _ more: String = "",
            containers: String = "[{name: a, ports: [{name: http, containerPort: 80}]}]"
        )
            -> [String]
        {
            let text = """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: \(target)}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec: {template: {metadata: {labels: {app: web}}, spec: {containers: \(containers)}}}

                """
            return findings(text + more, ["HS6326"])
        }
        let wrong = ["HS6326 Service shop/web spec.ports[0].targetPort"]
        #expect(found("htpp") == wrong && found("'80'") == wrong)
        #expect(found("http").isEmpty && found("80").isEmpty && found("81").isEmpty)
        // The proxy's, which the injector puts there.
        #expect(found("http-envoy-prom").isEmpty)
        // What of the containers nobody knows, or what is no pod.
        #expect(found("htpp", containers: "[]").isEmpty && found("htpp", containers: "~").isEmpty)
        let machine =
            "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: m, namespace: shop}\n"
            + "spec: {address: 10.0.0.1, labels: {app: web}, ports: {htpp: 80}}\n"
        #expect(found("htpp", machine).isEmpty)
        // One of several that names it is enough.
        let other =
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: web}}\n"
            + "spec: {containers: [{name: b, ports: [{name: htpp, containerPort: 81}]}]}\n"
        #expect(found("htpp", other).isEmpty)
    }

    @Test func injectionOfNamespacesAndPods() {
        let text = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: plain}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: both, labels: {istio-injection: enabled, istio.io/rev: canary}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: linkerd, annotations: {linkerd.io/inject: enabled}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: bare, namespace: both}
            spec: {containers: [{name: app}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: apart, namespace: both, labels: {sidecar.istio.io/inject: "false"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: automatic, namespace: plain}
            spec: {containers: [{name: istio-proxy, image: auto}]}
            """
        #expect(
            found(text) == [
                "HS6301 Namespace default/plain metadata.name", "HS6303 Namespace default/both metadata.labels",
                "HS6302 Pod both/bare metadata.name", "HS6307 Pod plain/automatic spec.containers[0].image",
            ])
    }

    /// What only Istio wants is not asked of what is Linkerd's alone.
    @Test func linkerdNeedsNoLabelsOfIstio() {
        let plain = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: a, namespace: shop}
            spec: {ports: [{name: prom, port: 8801}]}
            ---

            """
        let server = "apiVersion: policy.linkerd.io/v1beta3\nkind: Server\nmetadata: {name: a, namespace: shop}\n---\n"
        let sidecar = "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a, namespace: shop}\n"
        func codes(_ text: String) -> [String] {
            findings(text, ["HS6301", "HS6324"]).map { String($0.prefix(6)) }
        }
        #expect(codes(plain) == ["HS6301", "HS6324"])
        #expect(codes(plain + server).isEmpty)
        #expect(codes(plain.replacing("name: shop}", with: "name: shop, labels: {linkerd.io/extension: viz}}")).isEmpty)
        #expect(codes(plain + server + sidecar) == ["HS6301", "HS6324"])
    }

    @Test func annotations() {
        let text = """
            apiVersion: v1
            kind: Service
            metadata:
              name: a
              annotations: {networking.istio.io/exportTwo: a, sidecar.istio.io/logLevel: debug, other.io/a: b}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a, annotations: {traffic.sidecar.istio.io/excludeOutboundIPRanges: "10.0.0.0/8,::1/200"}}
            """
        let codes = Set(found(text).map { String($0.prefix(6)) })
        #expect(codes == ["HS6311", "HS6312", "HS6313", "HS6315"])
        #expect(AnnotationValues.fault("traffic.sidecar.istio.io/excludeOutboundIPRanges", "10.0.0.0/8,::1/128") == nil)
        #expect(AnnotationValues.fault("status.sidecar.istio.io/port", "70000") != nil)
    }

    @Test func portsAndUsers() {
        let text = """
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec: {ports: [{name: http-a, port: 1}, {name: foo, port: 2}, {port: 3306}, {name: x, port: 3, appProtocol: tcp}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: b}
            spec: {type: ExternalName, ports: [{name: tcp, port: 1}, {name: https, port: 2}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: {containers: [{name: istio-proxy, securityContext: {runAsUser: 1337}},
              {name: app, securityContext: {runAsUser: 1337}}]}
            """
        #expect(
            found(text) == [
                "HS6324 Service default/a spec.ports[1].name", "HS6325 Service default/b spec.ports[0].name",
                "HS6323 Pod default/a spec.containers[1].securityContext.runAsUser",
            ])
    }

    /// 1337 is the user of Istio's proxy: in a set of Linkerd's it is one like others.
    @Test func usersWhereThereIsNoIstio() {
        let pod =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: a}\n"
            + "spec: {securityContext: {runAsUser: 1337}, containers: [{name: app}]}\n---\n"
        let linkerd =
            "apiVersion: v1\nkind: Namespace\n"
            + "metadata: {name: a, annotations: {linkerd.io/inject: enabled}}\n---\n"
        let istio = "apiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {istio-injection: enabled}}\n"
        #expect(findings(linkerd + pod, ["HS6323"]).isEmpty)
        for set in [pod, linkerd + pod + istio] { #expect(findings(set, ["HS6323"]).count == 1) }
    }

    @Test(arguments: [
        ("https://istiod.example.com:15017/inject", "istiod.example.com"), ("https://[::1]:1/a", "::1"),
        ("https://a.test:port/", nil), ("https://a b/", nil), ("a b:80", nil), (":80", nil), ("https://a/%zz", nil),
        ("mailto:a", ""), ("", ""),
    ])
    func hostsOfURLs(_ url: String, _ host: String?) { #expect(WebhookURL.host(url) == host) }

    @Test func addresses() {
        for text in ["1.2.3.4", "0.0.0.0"] { #expect(IPAddress.isVersion4(text)) }
        for text in ["1.2.3", "1.2.3.256", "1.2.3.04", "a.b.c.d"] { #expect(!IPAddress.isVersion4(text)) }
        for text in ["::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"] {
            #expect(IPAddress.isVersion6(text))
        }
        for text in ["", ":", "1:2", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9"] { #expect(!IPAddress.isVersion6(text)) }
    }

    /// Each code has a page, and its example is YAML.
    @Test func pagesAreComplete() throws {
        let own: Set<FindingCode> = [
            .impossibleMatch, .idleCondition, .tryLongerThanRequest, .unknownDelegate, .noDelegate, .unknownTarget,
            .unknownAuthorizer, .unknownTelemetryProvider, .routeForNobody, .routesOfOtherProtocol, .routeOutsideOfRoot,
            .gatewayOfOtherAPI, .entryWithoutEndpoints, .unnamedTarget,
        ]
        for code in FindingCode.references + FindingCode.conflicts + FindingCode.platform {
            #expect(!code.page.why.isEmpty && !code.page.mend.isEmpty, "\(code.id)")
            #expect(code.references.isEmpty == own.contains(code), "\(code.id)")
            #expect(try !YAMLParser.documents(code.page.example).isEmpty, "\(code.id)")
        }
    }

    /// Registries are known by the secrets that istiod reads; where nobody knows these, nothing is said.
    @Test func registriesOfMeshNetworks() {
        func text(_ registry: String, _ name: String = "istio", secret: String = "data: {east: e30=}") -> String {
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: \(name), namespace: istio-system}
            data: {meshNetworks: {networks: {one: {endpoints: [{fromCidr: 10.0.0.0/8}, {fromRegistry: \(registry)}]}}}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: a, namespace: istio-system, labels: {istio/multiCluster: "true"}}
            \(secret)
            """
        }
        let told = [
            "HS6336 ConfigMap istio-system/istio data.meshNetworks.networks.one.endpoints[1].fromRegistry"
        ]
        #expect(found(text("kubernetes")) == told && found(text("west")) == told)
        #expect(found(text("Kubernetes")).isEmpty && found(text("east")).isEmpty)
        #expect(found(text("west", "istio-canary")).count == 1)
        #expect(found(text("west", "others")).isEmpty && found(text("west", secret: "data: null")).isEmpty)
    }
}
