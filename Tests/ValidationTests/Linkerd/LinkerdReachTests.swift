import Testing

@testable import Validation

/// Servers that decide nothing, and routes of theirs that nobody is let through.
@Suite struct LinkerdReachTests {
    private func object(_ type: String, _ name: String, _ spec: String) -> String {
        let parts = type.split(separator: " ")
        return "---\napiVersion: \(parts[0])\nkind: \(parts[1])\nmetadata: {name: \(name), namespace: shop}\n"
            + "spec: {\(spec)}\n"
    }

    private func server(_ port: String = "8080", _ more: String = "") -> String {
        object(
            "policy.linkerd.io/v1beta3 Server", "web", "podSelector: {matchLabels: {app: web}}, port: \(port)\(more)")
    }

    private func route(_ name: String) -> String {
        object(
            "policy.linkerd.io/v1beta3 HTTPRoute", name,
            "parentRefs: [{group: policy.linkerd.io, kind: Server, name: web}]")
    }

    private func policy(_ target: String) -> String {
        object(
            "policy.linkerd.io/v1alpha1 AuthorizationPolicy", "p",
            "targetRef: {\(target)}, requiredAuthenticationRefs: [{kind: ServiceAccount, name: a}]")
    }

    private func pods(_ annotations: String = "") -> String {
        object(
            "apps/v1 Deployment", "web",
            "template: {metadata: {labels: {app: web}, annotations: {\(annotations)}}, spec: {containers: "
                + "[{name: c, ports: [{name: http, containerPort: 8080}]}]}}")
    }

    private func found(_ texts: String...) -> [String] {
        findings(texts.joined(), ["HS4107", "HS4108", "HS4109", "HS4116"])
    }

    @Test func routesNeedAnAuthorization() {
        let ofA = policy("group: policy.linkerd.io, kind: HTTPRoute, name: a")
        let lost = ["HS4107 HTTPRoute shop/b spec.parentRefs[0].name"]
        #expect(found(server(), route("a"), route("b"), ofA) == lost)
        #expect(found(server(), route("a"), ofA).isEmpty)
        for open in ["all-unauthenticated", "audit"] {
            #expect(found(server("8080", ", accessPolicy: \(open)"), route("a"), route("b"), ofA).isEmpty)
        }
        let ofServer = policy("group: policy.linkerd.io, kind: Server, name: web").replacing(
            "name: p,", with: "name: q,")
        #expect(found(server(), route("a"), route("b"), ofA, ofServer).isEmpty)
        let ofNamespace = policy("kind: Namespace, name: shop").replacing("name: p,", with: "name: q,")
        #expect(found(server(), route("a"), route("b"), ofA, ofNamespace).isEmpty)
        // The Server says that there is none at all (HS4103).
        #expect(found(server(), route("a"), route("b")).isEmpty)
    }

    @Test func serversAreForPortsOfPods() {
        func service(_ target: String) -> String {
            object("v1 Service", "web", "selector: {app: web}, ports: [{port: 80, targetPort: \(target)}]")
        }
        let wrong = ["HS4108 Server shop/web spec.port"]
        #expect(found(server("80"), pods(), service("8080")) == wrong)
        #expect(found(server("80"), pods(), service("http")) == wrong)
        #expect(found(server("8080"), pods(), service("8080")).isEmpty)
        #expect(found(server("80"), pods()).isEmpty)
        #expect(found(server("80"), pods(), service("80")).isEmpty)
        #expect(found(server("9090"), pods(), service("8080")).isEmpty)
        #expect(found(server("80"), pods(), service("8080").replacing("app: web", with: "app: api")).isEmpty)
    }

    @Test func serversNeedProxies() {
        func namespace(_ value: String) -> String {
            "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, annotations: {linkerd.io/inject: \(value)}}\n"
        }
        let wrong = ["HS4109 Server shop/web spec.podSelector"]
        #expect(found(server(), pods("linkerd.io/inject: disabled")) == wrong)
        #expect(found(server(), pods(), namespace("disabled")) == wrong)
        #expect(found(server(), pods("linkerd.io/inject: enabled"), namespace("disabled")).isEmpty)
        #expect(found(server(), pods(), namespace("enabled")).isEmpty)
        #expect(found(server(), pods()).isEmpty)
        let other = pods().replacing("name: web,", with: "name: web-2,")
        #expect(found(server(), pods("linkerd.io/inject: disabled"), other).isEmpty)
    }

    @Test func annotationsHaveValuesThatThereAre() {
        func wrong(_ annotation: String) -> [String] {
            found(pods(annotation)).map { $0.replacing("HS4116 Deployment shop/web spec.template.metadata.", with: "") }
        }
        #expect(wrong("linkerd.io/inject: 'true'") == ["annotations[\"linkerd.io/inject\"]"])
        #expect(
            wrong("config.linkerd.io/default-inbound-policy: denied") == [
                "annotations[\"config.linkerd.io/default-inbound-policy\"]"
            ])
        for right in [
            "linkerd.io/inject: ingress", "linkerd.io/inject: enabled",
            "config.linkerd.io/default-inbound-policy: cluster-authenticated", "other.io/inject: 'true'",
        ] { #expect(wrong(right).isEmpty, "\(right)") }
    }

    @Test(arguments: [
        ("networking.istio.io/v1alpha3 EnvoyFilter", "workloadSelector: {labels: {app: @}}"),
        ("extensions.istio.io/v1alpha1 WasmPlugin", "selector: {matchLabels: {app: @}}"),
        ("networking.istio.io/v1beta1 ProxyConfig", "selector: {matchLabels: {app: @}}"),
    ]) func extensionsTakePods(_ type: String, _ spec: String) {
        func isFound(_ app: String, in namespace: String = "shop") -> Bool {
            let text = object(type, "x", spec.replacing("@", with: app)) + pods()
            return !findings(text.replacing("namespace: shop", with: "namespace: \(namespace)"), ["HS5005"]).isEmpty
        }
        #expect(isFound("nobody"))
        #expect(!isFound("web"))
        #expect(!isFound("nobody", in: "istio-system"))
    }
}
