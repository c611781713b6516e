import Domain
import Testing

@testable import Validation

/// What opens listeners to routes without being a part of them: the labels of namespaces, and the class of the Gateway.
@Suite struct BrokenListenerUsersTests {
    private func object(
        _ kind: String, _ name: String, _ spec: String, in namespace: String = "shop",
        api: String = "gateway.networking.k8s.io/v1"
    ) -> String {
        "---\napiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\nspec: {\(spec)}\n"
    }

    private func namespace(_ labels: String, name: String = "shop") -> String {
        "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: \(name), labels: {\(labels)}}\n"
    }

    private func listener(_ port: Int, for label: String? = nil) -> String {
        let namespaces = label.map { "from: Selector, selector: {matchLabels: {\($0)}}" } ?? "from: All"
        return "{name: l\(port), port: \(port), protocol: HTTP, allowedRoutes: {namespaces: {\(namespaces)}}}"
    }

    private func gateway(_ listeners: String..., ofClass name: String = "istio", more: String = "") -> String {
        object(
            "Gateway", "edge",
            "gatewayClassName: \(name), \(more)listeners: [\(listeners.joined(separator: ", "))]", in: "infra")
    }

    private let route = ("HTTPRoute", "parentRefs: [{name: edge, namespace: infra}]")

    @Test func labelsOfANamespaceThatAListenerSelectsBy() throws {
        let user = object(route.0, "route", route.1)
        let live = gateway(listener(80, for: "edge: open")) + user + namespace("edge: open, team: a")
        #expect(try LiveChange.found(namespace("team: a"), beside: live) == ["HS8110 shop metadata.labels route"])
        #expect(
            try LiveChange.found(namespace("edge: shut"), beside: live) == ["HS8110 shop metadata.labels route"])
        #expect(try LiveChange.found(namespace("edge: open, team: b"), beside: live).isEmpty)
        // Nobody's routes are in that one; that one was shut out before; that one is for everybody.
        let web = namespace("edge: open", name: "web")
        #expect(try LiveChange.found(namespace("a: b", name: "web"), beside: live + web).isEmpty)
        let shut = live.replacing("open, team", with: "shut, team")
        #expect(try LiveChange.found(namespace("a: b"), beside: shut).isEmpty)
        #expect(
            try LiveChange.found(namespace("a: b"), beside: gateway(listener(80)) + user + namespace("edge: open"))
                .isEmpty)
        // The Gateway comes along with the change, and selects by what the namespace will have.
        #expect(
            try LiveChange.found(namespace("edge: b") + gateway(listener(80, for: "edge: b")), beside: live).isEmpty)
    }

    @Test func aListenerOfSeveralThatANamespaceHasNoMore() throws {
        let live =
            gateway(listener(80), listener(81, for: "edge: open")) + object(route.0, "route", route.1)
            + namespace("edge: open")
        #expect(try LiveChange.found(namespace("a: b"), beside: live) == ["HS8111 shop metadata.labels route"])
        #expect(try LiveChange.found(namespace("edge: open, a: b"), beside: live).isEmpty)
    }

    @Test func labelsOfANamespaceWithListenerSets() throws {
        let allowed = "allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {edge: open}}}}, "
        let set = object(
            "ListenerSet", "own", "parentRef: {name: edge, namespace: infra}, listeners: [\(listener(81))]")
        let live = gateway(listener(80), more: allowed) + set + namespace("edge: open")
        #expect(try LiveChange.found(namespace("a: b"), beside: live) == ["HS8110 shop metadata.labels own"])
        #expect(try LiveChange.found(namespace("edge: open, a: b"), beside: live).isEmpty)
    }

    private func gatewayClass(_ name: String, _ controller: String) -> String {
        object("GatewayClass", name, "controllerName: \(controller)")
    }

    @Test func aGatewayThatGoesOverToAnotherController() throws {
        let policy = object(
            "AuthorizationPolicy", "policy",
            "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]", in: "infra",
            api: "security.istio.io/v1")
        let old = gateway(listener(80))
        let others =
            gatewayClass("cilium", "io.cilium/gateway-controller")
            + gatewayClass("own", "istio.io/gateway-controller")
        let live = old + others + object(route.0, "route", route.1) + policy
        func found(_ name: String, _ live: String) throws -> [String] {
            try LiveChange.found(gateway(listener(80), ofClass: name), beside: live)
        }
        let both = ["HS8110 edge spec.gatewayClassName policy,route"]
        #expect(try found("cilium", live) == both)
        #expect(try found("istio-remote", live) == both)
        // Waypoints have policies, and take no routes by themselves.
        #expect(try found("istio-waypoint", live) == ["HS8110 edge spec.gatewayClassName route"])
        // Other names of Istio's own, a class that nobody knows, and what was not Istio's before.
        for name in ["istio", "own", "istio-agentgateway", "unknown"] {
            #expect(try found(name, live).isEmpty, "\(name)")
        }
        let foreign = live.replacing("gatewayClassName: istio,", with: "gatewayClassName: cilium,")
        #expect(try found("istio-remote", foreign).isEmpty)
        // Those that go along say themselves for which Gateway they are.
        let moved = object(route.0, "route", "parentRefs: [{name: more, namespace: infra}]")
        #expect(
            try LiveChange.found(gateway(listener(80), ofClass: "cilium") + moved, beside: live)
                == ["HS8110 edge spec.gatewayClassName policy"])
    }
}
