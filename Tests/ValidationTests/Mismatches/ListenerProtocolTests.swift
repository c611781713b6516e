import Testing

@testable import Validation

/// What listeners speak, which depends on who serves them (HS5830, HS5833, HS5834, HS5837, HS5838).
@Suite struct ListenerProtocolTests {
    private static let api = "gateway.networking.k8s.io/v1"

    private func found(
        _ listener: String, class name: String? = "istio", _ more: String = "", beside context: String = "",
        kind: String = "Gateway"
    ) -> [String] {
        let named = name.map { "gatewayClassName: \($0), " } ?? ""
        return findings(
            "apiVersion: \(Self.api)\nkind: \(kind)\nmetadata: {name: g, namespace: edge}\n"
                + "spec: {\(named)\(more)listeners: [{name: a, \(listener)}]}\n",
            ["HS5830", "HS5833", "HS5834", "HS5837", "HS5838"], context: context
        ).map { $0.replacing(" \(kind) edge/g spec.listeners[0].", with: " ") }
    }

    private func gatewayClass(_ name: String, _ controller: String) -> String {
        "apiVersion: \(Self.api)\nkind: GatewayClass\nmetadata: {name: \(name)}\n"
            + "spec: {controllerName: \(controller)}\n---\n"
    }

    @Test func protocolsAreComparedWithTheirCase() {
        for word in ["http", "Https", "tls", "tcp"] {
            for name in ["istio", "nginx", nil] {
                #expect(found("port: 80, protocol: \(word)", class: name) == ["HS5830 protocol"])
            }
            #expect(found("port: 80, protocol: \(word)", class: "istio-remote").isEmpty)
            #expect(found("port: 80, protocol: \(word)", class: "istio-waypoint") == ["HS5830 protocol"])
        }
    }

    @Test func protocolsThatIstioDoesNotServe() {
        for word in ["UDP", "udp", "HBONE", "example.com/http", "quic"] {
            for name in ["istio", "istio-agentgateway", nil] {
                #expect(found("port: 80, protocol: \(word)", class: name) == ["HS5833 protocol"])
            }
            for name in ["istio-remote", "gke-l7"] where word != "udp" {
                #expect(found("port: 80, protocol: \(word)", class: name).isEmpty)
            }
        }
        #expect(found("port: 80, protocol: HTTP").isEmpty && found("port: 80, protocol: TCP").isEmpty)
        // Whoever serves a class is what the class says, whatever its name.
        let udp = "port: 53, protocol: UDP"
        #expect(
            found(udp, class: "own", beside: gatewayClass("own", "istio.io/gateway-controller")) == ["HS5833 protocol"])
        #expect(found(udp, class: "istio", beside: gatewayClass("istio", "example.com/controller")).isEmpty)
        #expect(found(udp, class: "own", beside: gatewayClass("own", "istio.io/unmanaged-gateway")).isEmpty)
    }

    @Test func listenersWithoutTLS() {
        let bare = ["HS5834 protocol"]
        for word in ["HTTPS", "TLS"] {
            #expect(found("port: 443, protocol: \(word)") == bare)
            #expect(found("port: 443, protocol: \(word), tls: ~") == bare)
            #expect(found("port: 443, protocol: \(word), tls: {mode: Terminate}").isEmpty)
            #expect(found("port: 443, protocol: \(word)", class: "istio-remote").isEmpty)
            #expect(found("port: 443, protocol: \(word)", class: "nginx").isEmpty)
            let allowed = "allowedListeners: {namespaces: {from: WHICH}}, "
            #expect(found("port: 443, protocol: \(word)", allowed.replacing("WHICH", with: "None")) == bare)
            #expect(found("port: 443, protocol: \(word)", allowed.replacing("WHICH", with: "Same")).isEmpty)
        }
    }

    @Test func listenerSetsAreServedByTheirGateways() {
        func gateway(_ name: String) -> String {
            "apiVersion: \(Self.api)\nkind: Gateway\nmetadata: {name: it, namespace: edge}\n"
                + "spec: {gatewayClassName: \(name), allowedListeners: {namespaces: {from: Same}}}\n---\n"
        }
        func codes(_ listener: String, beside context: String) -> [String] {
            found(listener, class: nil, "parentRef: {name: it}, ", beside: context, kind: "ListenerSet")
        }
        let (https, udp) = ("port: 443, protocol: HTTPS", "port: 53, protocol: UDP")
        #expect(codes(https, beside: gateway("istio")) == ["HS5834 protocol"])
        #expect(codes(udp, beside: gateway("istio")) == ["HS5833 protocol"])
        for context in ["", gateway("nginx"), gateway("istio-remote")] {
            #expect(codes(https, beside: context).isEmpty && codes(udp, beside: context).isEmpty)
        }
    }

    @Test func kindsThatAProtocolCannotCarry() {
        func codes(_ name: String, _ kinds: String, class: String = "istio") -> [String] {
            let tls = ["HTTPS", "TLS"].contains(name) ? "tls: {mode: Terminate}, " : ""
            return found("port: 1, protocol: \(name), \(tls)allowedRoutes: {kinds: [\(kinds)]}", class: `class`)
        }
        func wrong(_ index: Int) -> [String] { ["HS5837 allowedRoutes.kinds[\(index)].kind"] }
        for name in ["HTTP", "HTTPS"] {
            #expect(codes(name, "{kind: HTTPRoute}, {kind: GRPCRoute, group: gateway.networking.k8s.io}").isEmpty)
            #expect(codes(name, "{kind: HTTPRoute}, {kind: TLSRoute}") == wrong(1))
            #expect(codes(name, "{kind: HTTPRoute, group: x.test}") == wrong(0))
        }
        #expect(
            codes("TLS", "{kind: TLSRoute}, {kind: TCPRoute}").isEmpty && codes("TLS", "{kind: HTTPRoute}") == wrong(0))
        #expect(codes("TCP", "{kind: TCPRoute}").isEmpty && codes("TCP", "{kind: UDPRoute}") == wrong(0))
        #expect(codes("HTTP", "{kind: OwnRoute, group: x.test}", class: "nginx").isEmpty)
        let passed = "port: 1, protocol: TLS, tls: {mode: Passthrough}, allowedRoutes: {kinds: [{kind: TCPRoute}]}"
        #expect(found(passed) == wrong(0))
    }

    @Test func waypointsListenForTheTunnel() {
        let other = ["HS5838 protocol"]
        func waypoint(_ listener: String) -> [String] { found(listener, class: "istio-waypoint") }
        #expect(waypoint("port: 15008, protocol: HBONE").isEmpty)
        #expect(waypoint("port: 15008, protocol: HTTP") == other && waypoint("port: 80, protocol: HBONE") == other)
        func eastWest(_ listener: String) -> [String] { found(listener, class: "istio-east-west") }
        #expect(eastWest("port: 15008, protocol: HBONE, tls: {mode: Terminate}").isEmpty)
        #expect(eastWest("port: 15008, protocol: HBONE") == other)
        #expect(eastWest("port: 15443, protocol: TLS, tls: {mode: Passthrough}").isEmpty)
        #expect(eastWest("port: 15443, protocol: TLS, tls: {mode: Terminate}") == other)
    }
}
