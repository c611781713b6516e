import Domain
import Testing

@testable import MeshModel

/// A parent's group that is left out is the route's own.
@Suite struct RouteParentKindTests {
    private let linkerds: JSONValue = ["apiVersion": "policy.linkerd.io/v1beta3", "kind": "HTTPRoute"]
    private let gateways: JSONValue = ["apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute"]

    private func kind(_ kind: JSONValue?, _ group: JSONValue?, of route: JSONValue) -> RouteParentKind? {
        var reference: JSONValue = ["name": "web"]
        reference["kind"] = kind
        reference["group"] = group
        return RouteParentKind(reference, of: route)
    }

    @Test func groupsThatAreNamed() {
        for route in [linkerds, gateways] {
            for group in ["", "core"] as [JSONValue] { #expect(kind("Service", group, of: route) == .service) }
            #expect(kind("Server", "policy.linkerd.io", of: route) == .server)
            #expect(kind("Service", "policy.linkerd.io", of: route) == nil && kind("Server", "", of: route) == nil)
            #expect(kind("Gateway", "gateway.networking.k8s.io", of: route) == nil)
        }
    }

    @Test func groupsThatAreLeftOut() {
        #expect(kind("Service", nil, of: linkerds) == nil && kind("Service", nil, of: gateways) == nil)
        #expect(kind("Server", nil, of: linkerds) == .server && kind("Server", nil, of: gateways) == nil)
        #expect(kind(nil, nil, of: linkerds) == nil && kind(nil, nil, of: gateways) == nil)
    }
}
