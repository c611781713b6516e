import Testing

@testable import Validation

/// Listeners of a Gateway and its ListenerSets that cannot stand beside one another (HS5835, HS5836).
@Suite struct ListenerConflictTests {
    private static let api = "gateway.networking.k8s.io/v1"

    private func object(_ kind: String, _ name: String, _ spec: String, created: String = "") -> String {
        let time = created.isEmpty ? "" : ", creationTimestamp: '\(created)'"
        return "apiVersion: \(Self.api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: edge\(time)}\n"
            + "spec: {\(spec)}\n---\n"
    }

    private func gateway(_ listeners: String..., class name: String = "istio", from: String = "Same") -> String {
        object(
            "Gateway", "g",
            "gatewayClassName: \(name), allowedListeners: {namespaces: {from: \(from)}}, listeners: [\(list(listeners))]"
        )
    }

    private func listenerSet(_ name: String, _ listeners: String..., created: String = "") -> String {
        object("ListenerSet", name, "parentRef: {name: g}, listeners: [\(list(listeners))]", created: created)
    }

    /// Listeners named a, b, c …
    private func list(_ listeners: [String]) -> String {
        zip("abc", listeners).map { "{name: \($0), \($1)}" }.joined(separator: ", ")
    }

    private func listener(_ port: Int, _ protocolName: String, _ host: String? = nil) -> String {
        "port: \(port), protocol: \(protocolName)" + (host.map { ", hostname: \($0)" } ?? "")
    }

    private func found(_ text: String) -> [String] {
        findings(text, ["HS5835", "HS5836"]).map {
            $0.replacing(" edge/", with: " ").replacing("spec.listeners", with: "")
        }
    }

    @Test func protocolsThatCannotShareAPort() {
        let second = ["HS5835 Gateway g [1].protocol"]
        for (one, other) in [
            ("HTTP", "TCP"), ("TCP", "HTTP"), ("HTTPS", "TCP"), ("TCP", "TLS"), ("HTTP", "HTTPS"), ("TLS", "HTTP"),
            ("TCP", "TCP"),
        ] {
            #expect(found(gateway(listener(80, one), listener(80, other))) == second, "\(one) \(other)")
            #expect(found(gateway(listener(80, one), listener(81, other))).isEmpty)
        }
        // istiod opens a port for HTTP or for TLS, whatever the hosts.
        #expect(found(gateway(listener(443, "HTTP", "a.test"), listener(443, "HTTPS", "b.test"))) == second)
        #expect(found(gateway(listener(443, "HTTPS", "a.test"), listener(443, "TLS", "b.test"))).isEmpty)
        #expect(found(gateway(listener(443, "HTTPS", "a.test"), listener(443, "TLS", "a.test"))) == second)
        // What is refused takes the port from nobody.
        let three = gateway(listener(80, "HTTP"), listener(80, "TCP"), listener(80, "HTTP", "a.test"))
        #expect(found(three) == second)
        #expect(found(gateway(listener(53, "TCP"), listener(53, "UDP"))).isEmpty)
        for name in ["istio-remote", "istio-waypoint", "nginx"] {
            #expect(found(gateway(listener(80, "HTTP"), listener(80, "TCP"), class: name)).isEmpty)
        }
    }

    @Test func hostsThatAreOpenAlready() {
        #expect(
            found(gateway(listener(80, "HTTP", "a.test"), listener(80, "HTTP", "'*.test'"), listener(80, "HTTP")))
                .isEmpty)
        #expect(found(gateway(listener(80, "HTTP"), listener(80, "HTTP"))) == ["HS5836 Gateway g [1].port"])
        // HS6510 says it of both.
        #expect(found(gateway(listener(80, "HTTP", "a.test"), listener(80, "HTTP", "a.test"))).isEmpty)
        let twice = listenerSet("s", listener(80, "HTTP", "a.test"), listener(80, "HTTP", "a.test"))
        #expect(found(gateway(listener(80, "HTTP")) + twice) == ["HS5836 ListenerSet s [1].hostname"])
    }

    @Test func listenerSetsComeAfterTheirGateway() {
        let own = gateway(listener(80, "HTTP", "a.test"), listener(443, "HTTPS"))
        #expect(found(own + listenerSet("s", listener(80, "HTTP", "b.test"), listener(81, "TCP"))).isEmpty)
        #expect(
            found(own + listenerSet("s", listener(80, "HTTP", "a.test"), listener(443, "TCP"))) == [
                "HS5836 ListenerSet s [0].hostname", "HS5835 ListenerSet s [1].protocol",
            ])
        // A Gateway that takes no such sets does not lose to them, nor they to it.
        let closed = own.replacing("from: Same", with: "from: None")
        #expect(found(closed + listenerSet("s", listener(80, "HTTP", "a.test"))).isEmpty)
        #expect(found(listenerSet("s", listener(80, "HTTP"), listener(80, "TCP"))).isEmpty)
        let early = listenerSet("s", listener(80, "HTTP", "a.test"))
            .replacing("\(Self.api)\nkind: ", with: "gateway.networking.x-k8s.io/v1alpha1\nkind: X")
        #expect(found(own + early) == ["HS5836 XListenerSet s [0].hostname"])
    }

    @Test func theOlderListenerSetIsServed() {
        let (one, two) = (listenerSet("one", listener(80, "HTTP", "a.test")), listener(80, "HTTP", "a.test"))
        let open = gateway(listener(81, "HTTP"))
        #expect(found(open + listenerSet("two", two) + one) == ["HS5836 ListenerSet two [0].hostname"])
        let old = listenerSet("two", two, created: "2026-01-01T00:00:00Z")
        #expect(found(open + old + one) == ["HS5836 ListenerSet one [0].hostname"])
        let older = one.replacing(
            "namespace: edge}", with: "namespace: edge, creationTimestamp: '2025-01-01T00:00:00Z'}")
        #expect(found(open + old + older) == ["HS5836 ListenerSet two [0].hostname"])
    }
}
