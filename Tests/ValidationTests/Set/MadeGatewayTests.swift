import Testing

@testable import Validation

/// What Istio makes for a Gateway of the Gateway API is there, though nobody has it among his files.
@Suite struct MadeGatewayTests {
    private func object(_ api: String, _ kind: String, _ name: String, _ spec: String) -> String {
        "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: shop}\nspec: \(spec)\n---\n"
    }

    private var base: String {
        object("v1", "Service", "cart", "{selector: {app: cart}, ports: [{name: http, port: 80}]}")
            + "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart, namespace: shop}\n---\n"
            + object("apps/v1", "Deployment", "cart", "{template: {metadata: {labels: {app: cart}}}}")
    }

    private func gateway(_ className: String, _ more: String = "", metadata: String = "") -> String {
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: shop\(metadata)}
        spec: {gatewayClassName: \(className), listeners: [{name: a, port: 80, protocol: HTTP}]\(more)}
        ---

        """
    }

    private func annotated(_ name: String, _ value: String) -> String {
        gateway("istio", metadata: ", annotations: {gateway.istio.io/\(name): \(value)}")
    }

    private func codes(_ text: String, _ prefixes: [String] = ["HS"], listed: Set<ObjectKind> = []) -> [String] {
        findings(text, prefixes, context: base, listed: listed).map { String($0.prefix(6)) }
    }

    // MARK: - Accounts

    private func isAccount(_ pattern: String, _ gateway: String) -> Bool {
        let rules = "[{from: [{source: {principals: ['cluster.local/ns/shop/sa/\(pattern)']}}]}]"
        let policy = object(
            "security.istio.io/v1", "AuthorizationPolicy", "cart",
            "{selector: {matchLabels: {app: cart}}, rules: \(rules)}")
        return codes(gateway + policy, ["HS5624"]).isEmpty
    }

    @Test(arguments: [
        ("istio", "edge-istio", true), ("istio", "edge", false), ("istio-waypoint", "edge", true),
        ("istio-waypoint", "edge-istio-waypoint", false), ("istio-east-west", "edge", true),
        ("istio-agentgateway", "edge", true), ("istio", "edge-*", true), ("istio", "other-*", false),
        ("istio-remote", "edge", false), ("istio-remote", "edge-istio-remote", false), ("kong", "edge-kong", false),
    ])
    func accountsByClass(_ className: String, _ account: String, _ isThere: Bool) {
        #expect(isAccount(account, gateway(className)) == isThere)
    }

    @Test func accountsAsAnnotationsSay() {
        #expect(isAccount("own", annotated("service-account", "own")))
        #expect(!isAccount("edge-istio", annotated("service-account", "own")))
        // The name of the Deployment is another matter.
        #expect(isAccount("edge-istio", annotated("name-override", "front")))
        #expect(!isAccount("front", annotated("name-override", "front")))
    }

    /// A host as address names what there already is; an address of its own does not.
    @Test func accountsOfManualGateways() {
        #expect(!isAccount("edge-istio", gateway("istio", ", addresses: [{type: Hostname, value: front}]")))
        #expect(isAccount("edge-istio", gateway("istio", ", addresses: [{type: IPAddress, value: 192.0.2.1}]")))
        #expect(isAccount("edge-istio", gateway("istio", ", addresses: [{value: 192.0.2.1}]")))
        let two = ", addresses: [{value: 192.0.2.1}, {value: 192.0.2.2}]"
        #expect(!isAccount("edge-istio", gateway("istio", two)))
    }

    @Test func classesOfOnesOwn() {
        func gatewayClass(_ controller: String) -> String {
            "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: own}\n"
                + "spec: {controllerName: \(controller)}\n---\n"
        }
        #expect(isAccount("edge-own", gateway("own") + gatewayClass("istio.io/gateway-controller")))
        #expect(isAccount("edge", gateway("own") + gatewayClass("istio.io/mesh-controller")))
        #expect(!isAccount("edge-own", gateway("own") + gatewayClass("example.com/other")))
    }

    // MARK: - Services

    private func route(to backend: String) -> String {
        object(
            "gateway.networking.k8s.io/v1", "HTTPRoute", "out",
            "{parentRefs: [{kind: Service, group: '', name: cart}], rules: [{backendRefs: [{name: \(backend), port: 80}]}]}"
        )
    }

    @Test func backendsOfRoutes() {
        let unlisted = ["HS4129", "HS5841"]
        #expect(codes(gateway("istio") + route(to: "edge-istio"), unlisted).isEmpty)
        #expect(codes(gateway("istio") + route(to: "edge"), unlisted) != [])
        #expect(codes(annotated("name-override", "front") + route(to: "front"), unlisted).isEmpty)
        #expect(codes(gateway("kong") + route(to: "edge-kong"), unlisted) != [])
        let unknown = ["HS4123", "HS5821"]
        #expect(codes(gateway("istio") + route(to: "edge-istio"), unknown, listed: [.service]).isEmpty)
        #expect(codes(gateway("istio") + route(to: "edge"), unknown, listed: [.service]) != [])
    }

    @Test func hostsOfIstiosObjects() {
        func objects(_ host: String) -> String {
            object("networking.istio.io/v1", "DestinationRule", "a", "{host: \(host)}")
                + object(
                    "networking.istio.io/v1", "VirtualService", "a",
                    "{hosts: [a.example], http: [{route: [{destination: {host: \(host)}}]}]}")
        }
        let unknown = ["HS5001", "HS5016"]
        #expect(codes(gateway("istio") + objects("edge-istio"), unknown, listed: [.service]).isEmpty)
        #expect(codes(gateway("istio") + objects("edge-iztio"), unknown, listed: [.service]).sorted() == unknown)
    }

    // MARK: - Pods

    @Test func selectorsOfPolicies() {
        func codes(_ labels: String) -> [String] {
            let policy = object(
                "security.istio.io/v1", "AuthorizationPolicy", "edge", "{selector: {matchLabels: {\(labels)}}}")
            return self.codes(gateway("istio", metadata: ", labels: {team: front}") + policy, ["HS5013", "HS5701"])
        }
        #expect(codes("gateway.networking.k8s.io/gateway-name: edge").isEmpty)
        #expect(codes("team: front").isEmpty)
        #expect(codes("gateway.networking.k8s.io/gateway-name: egde") != [])
        #expect(codes("team: back") != [])
    }

    /// One that Istio serves is known, another gateway of its kind is not.
    @Test func selectorsOfIstiosGateways() {
        func codes(_ name: String) -> [String] {
            let spec = "{selector: {gateway.networking.k8s.io/gateway-name: \(name)}}"
            let gateways = gateway("istio") + object("networking.istio.io/v1", "Gateway", "a", spec)
            return self.codes(gateways, ["HS5005", "HS5702"], listed: [.pod])
        }
        #expect(codes("edge").isEmpty)
        #expect(codes("egde") != [])
    }
}
