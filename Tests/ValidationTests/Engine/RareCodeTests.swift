import Testing

@testable import Validation

/// Codes that no case of the oracle has, found and not found.
@Suite struct RareCodeTests {
    private static func object(_ api: String, _ kind: String, _ name: String, _ rest: String) -> String {
        "---\napiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: shop}\n\(rest)\n"
    }

    private static func gateway(_ name: String, _ address: String) -> String {
        object(
            "gateway.networking.k8s.io/v1", "Gateway", name,
            "spec: {gatewayClassName: istio, listeners: [], addresses: [{type: IPAddress, value: \(address)}]}")
    }

    private static func group(_ name: String, _ app: String) -> String {
        object(
            "networking.istio.io/v1", "WorkloadGroup", name,
            "spec: {metadata: {labels: {app: \(app)}}, template: {network: a}}")
    }

    private static func split(_ name: String, _ service: String, _ backends: String = "[{service: b, weight: 1}]")
        -> String
    {
        object("split.smi-spec.io/v1alpha2", "TrafficSplit", name, "spec: {service: \(service), backends: \(backends)}")
    }

    private static func automatic(_ image: String, _ namespaceSelector: String) -> String {
        object(
            "apps/v1", "Deployment", "web",
            """
            spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: istio-proxy, image: \(image)}]}}}
            """)
                + """
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: injector}
                webhooks: [{name: rev.namespace.sidecar-injector.istio.io, namespaceSelector: \(namespaceSelector)}]

                """
    }

    private static func route(_ api: String, _ metadata: String, _ status: String = "{}") -> String {
        """
        ---
        apiVersion: \(api)
        kind: HTTPRoute
        metadata: {name: a, namespace: shop, annotations: \(metadata)}
        spec: {parentRefs: [{name: web, kind: Service, group: core, port: 80}], rules: [{}]}
        status: \(status)

        """
    }

    private static func policy(_ app: String) -> String {
        object(
            "security.istio.io/v1", "AuthorizationPolicy", "a", "spec: {selector: {matchLabels: {app: \(app)}}}")
                + """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: p, namespace: shop, labels: {app: edge, gateway.networking.k8s.io/gateway-name: edge}}

                """
    }

    private static func conditions(_ status: String) -> String {
        "{parents: [{conditions: [{type: Accepted, status: \"\(status)\", reason: NotAllowedByListeners}]}]}"
    }

    private static func shares(_ backends: String) -> String {
        object(
            "gateway.networking.k8s.io/v1", "HTTPRoute", "a",
            "spec: {parentRefs: [{name: edge}], rules: [{backendRefs: \(backends)}]}")
    }

    private static func path(_ type: String, _ value: String) -> String {
        object(
            "gateway.networking.k8s.io/v1", "HTTPRoute", "a",
            "spec: {rules: [{matches: [{path: {type: \(type), value: '\(value)'}}]}]}")
    }

    private static func uri(_ uri: String) -> String {
        object(
            "networking.istio.io/v1", "VirtualService", "a",
            "spec: {hosts: [web], http: [{match: [{uri: {\(uri)}}], route: [{destination: {host: web}}]}]}")
    }

    private static func entry(_ name: String, _ more: String) -> String {
        object(
            "networking.istio.io/v1", "ServiceEntry", name,
            "spec: {hosts: [db.example.org], ports: [{number: 5432, name: tcp, protocol: TCP}], \(more)}")
    }

    struct Case: Sendable {
        let text: String
        let code: String
        let count: Int
        init(_ text: String, _ code: String, _ count: Int) { (self.text, self.code, self.count) = (text, code, count) }
    }

    @Test(arguments: [
        Case(gateway("a", "192.0.2.1") + gateway("b", "192.0.2.1"), "HS6509", 2),
        Case(gateway("a", "192.0.2.1") + gateway("b", "192.0.2.2"), "HS6509", 0),
        Case(group("a", "vms") + group("b", "vms"), "HS6511", 2),
        Case(group("a", "vms") + group("b", "other"), "HS6511", 0),
        Case(automatic("auto", "{matchLabels: {istio-injection: enabled}}"), "HS6306", 1),
        Case(automatic("auto", "{}"), "HS6306", 0), Case(automatic("istio/proxyv2:1.27", "{}"), "HS6306", 0),
        Case(route("gateway.networking.k8s.io/v1", "{}", conditions("False")), "HS6335", 1),
        Case(route("gateway.networking.k8s.io/v1", "{}", conditions("True")), "HS6335", 0),
        Case(split("a", "web") + split("b", "web"), "HS4130", 2),
        Case(split("a", "web") + split("b", "other"), "HS4130", 0),
        Case(route("policy.linkerd.io/v1beta3", "{timeout.linkerd.io/request: soon}"), "HS4030", 1),
        Case(route("policy.linkerd.io/v1beta3", "{timeout.linkerd.io/request: 5s}"), "HS4030", 0),
        Case(route("policy.linkerd.io/v1beta3", "{retry.linkerd.io/limit: many}"), "HS4030", 1),
        Case(policy("edge"), "HS5021", 1), Case(policy("web"), "HS5021", 0),
        Case(
            object("networking.istio.io/v1", "Gateway", "edge.shop", "spec: {servers: [], selector: {a: b}}"), "HS3301",
            1),
        Case(
            object("networking.istio.io/v1", "Gateway", "edge-shop", "spec: {servers: [], selector: {a: b}}"), "HS3301",
            0),
        Case(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a, annotations: {my note: x}}\n"
                + "spec: {}", "HS1013", 1),
        Case(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a, annotations: {my/note: x}}\n"
                + "spec: {}", "HS1013", 0),
        Case(split("a", "web", "[{service: b, weight: -1}]"), "HS4136", 1),
        Case(split("a", "web", "[{service: b, weight: \"x\"}]"), "HS4136", 1),
        Case(split("a", "web", "[{service: b, weight: 900m}, {service: c, weight: 0}]"), "HS413", 0),
        Case(split("a", "web", "[{service: b, weight: 1}, {service: b, weight: 2}]"), "HS4135", 1),
        Case(split("a", "web", "[{service: \"Bad Name\", weight: 1}]"), "HS4134", 1),
        Case(shares("[{name: a, port: 80, weight: 0}, {name: b, port: 80, weight: 0}]"), "HS5844", 1),
        Case(shares("[{name: a, port: 80, weight: 0}, {name: b, port: 80}]"), "HS5844", 0),
        Case(shares("[]"), "HS5844", 0),
        Case(path("PathPrefix", "/api/*"), "HS5203", 1), Case(path("Exact", "/a/*/b"), "HS5203", 1),
        Case(path("PathPrefix", "/api"), "HS5203", 0), Case(path("RegularExpression", "/api/.*"), "HS5203", 0),
        Case(uri("prefix: '/api/*'"), "HS5203", 1), Case(uri("exact: '/api/*'"), "HS5203", 1),
        Case(uri("prefix: /api/"), "HS5203", 0), Case(uri("regex: '/api/.*'"), "HS5203", 0),
        Case(uri("exact: '/a*b'"), "HS5203", 0),
        Case(entry("a", "resolution: STATIC"), "HS5116", 1),
        Case(entry("a", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]"), "HS5116", 0),
        Case(entry("a", "resolution: STATIC, workloadSelector: {labels: {app: db}}"), "HS5116", 0),
        Case(entry("a", "resolution: DNS"), "HS5116", 0),
        Case(
            entry("a", "resolution: STATIC") + entry("b", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]"),
            "HS5116", 0),
        Case(split("a", "web", "[]"), "HS4137", 1), Case(split("a", "Web", "[]"), "HS4134", 1),
    ]) func isFoundWhereItIs(_ given: Case) {
        #expect(findings(given.text, [given.code]).count == given.count, "\(given.text)")
    }

    @Test func expressionsOfProfilesAreRead() {
        func found(_ condition: String) -> [String] {
            findings(
                Self.object(
                    "linkerd.io/v1alpha2", "ServiceProfile", "web.shop.svc.cluster.local",
                    "spec: {routes: "
                        + "[{name: a, condition: \(condition)}]}"), ["HS4050"])
        }
        let object = "HS4050 ServiceProfile shop/web.shop.svc.cluster.local spec.routes[0].condition"
        #expect(found("{pathRegex: '/a['}") == ["\(object).pathRegex"])
        #expect(found("{all: [{method: GET}, {not: {pathRegex: '/b(?=x)'}}]}") == ["\(object).all[1].not.pathRegex"])
        #expect(found("{pathRegex: '/a/[^/]*'}") == [])
    }

    @Test func variablesOfHeadersAreEnvoys() {
        func found(_ value: String) -> [String] {
            findings(
                Self.object(
                    "networking.istio.io/v1", "VirtualService", "a",
                    "spec: {hosts: [a], http: [{route: [{destination: {host: a}, headers: {response: {set: {x: "
                        + "'\(value)'}}}}]}]}"), ["HS3143"])
        }
        #expect(found("%FOO%").count == 1 && found("a %HOSTNAM% %FOO%").count == 2)
        for value in [
            "%HOSTNAME%", "100%%", "%REQ(x-a)%", "%DOWNSTREAM_REMOTE_ADDRESS%", "%DYNAMIC_METADATA([\"a\"])%",
        ] {
            #expect(found(value) == [], "\(value)")
        }
    }

    /// What stands behind a fault is told in the same run.
    @Test func oneFaultHidesNoOther() {
        let policy = """
            {tunnel: {protocol: UPGRADE, targetHost: a.b, targetPort: 0}, proxyProtocol: {version: V1},
              outlierDetection: {}, loadBalancer: {simple: RANDOM, localityLbSetting: {
                distribute: [{from: a/b/c, to: {x/y/z: 101}}], failover: [{from: a, to: b}]}}}
            """
        let found = istio(.destinationRule, "spec: {host: a, trafficPolicy: \(policy)}")
        for path in [
            "proxyProtocol", "tunnel.protocol", "tunnel.targetPort", "loadBalancer.localityLbSetting.failover",
            "loadBalancer.localityLbSetting.distribute[0].to[\"x/y/z\"]",
        ] {
            #expect(found.contains { $0.hasSuffix("spec.trafficPolicy.\(path)") }, "\(path): \(found)")
        }
    }
}
