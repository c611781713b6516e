import Testing

@testable import Validation

/// What the matches of a delegate ask of the places where those are that delegate to it.
@Suite struct DelegatePlaceTests {
    private func gateway(_ name: String, _ ports: Int...) -> String {
        let servers = ports.map { "{port: {number: \($0), name: http, protocol: HTTP}, hosts: [a.example]}" }
        return """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: \(name), namespace: shop}
            spec: {selector: {app: edge}, servers: [\(servers.joined(separator: ", "))]}
            ---

            """
    }

    private func root(_ gateways: String, match: String = "uri: {prefix: /a}", name: String = "root") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: \(name), namespace: shop}
        spec:
          hosts: [a.example]
          gateways: [\(gateways)]
          http: [{match: [{\(match)}], delegate: {name: part, namespace: far}}]
        ---

        """
    }

    private func delegate(_ match: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: part, namespace: far}
        spec: {http: [{match: [{\(match)}], route: [{destination: {host: b.example}}]}]}
        ---

        """
    }

    private func found(_ text: String) -> [String] { findings(text, ["HS5203", "HS5208"]) }
    private let place = "HS5203 VirtualService far/part spec.http[0].match[0]"

    @Test func gatewaysThatNoRootIsBoundTo() {
        #expect(found(root("edge") + delegate("gateways: [shop/other]")) == ["\(place).gateways"])
        #expect(found(root("edge") + delegate("gateways: [mesh]")) == ["\(place).gateways"])
        // Read from the delegate's own namespace, as istiod does.
        #expect(found(root("edge") + delegate("gateways: [edge]")) == ["\(place).gateways"])
        #expect(found(root("mesh") + delegate("gateways: [shop/edge]")) == ["\(place).gateways"])
        #expect(found(root("edge") + delegate("gateways: [shop/edge]")).isEmpty)
        #expect(found(root("edge, mesh") + delegate("gateways: [mesh, shop/other]")).isEmpty)
        #expect(found(root("edge") + root("mesh", name: "more") + delegate("gateways: [mesh]")).isEmpty)
    }

    @Test func whatNobodyKnowsOrOthersTell() {
        // Nobody delegates here; an old name; an alternative of the same name.
        #expect(found(delegate("gateways: [edge]")).isEmpty)
        #expect(found(root("edge") + delegate("gateways: [edge.shop]")).isEmpty)
        #expect(found(root("edge") + delegate("gateways: [mesh]") + delegate("uri: {prefix: /a}")).isEmpty)
        // What the delegating route leaves out is told of that.
        let narrow = root("edge, mesh", match: "gateways: [edge]")
        #expect(
            found(narrow + delegate("gateways: [shop/other]"))
                == ["HS5208 VirtualService shop/root spec.http[0].delegate.name"])
    }

    @Test func portsThatNoRootHas() {
        let open = gateway("edge", 80, 8080)
        #expect(found(open + root("edge") + delegate("port: 443")) == ["\(place).port"])
        #expect(found(open + root("edge") + delegate("port: 8080")).isEmpty)
        #expect(found(root("edge") + delegate("port: 443")).isEmpty)
        let second = gateway("tls", 443) + root("tls", name: "second")
        #expect(found(open + root("edge") + second + delegate("port: 443")).isEmpty)
        #expect(found(open + root("edge") + second + delegate("port: 444")) == ["\(place).port"])
        #expect(found(open + root("edge") + second + delegate("port: 443, gateways: [shop/edge]")) == ["\(place).port"])
        // The delegating route asks for it itself.
        #expect(
            found(open + root("edge", match: "port: 443") + delegate("port: 443"))
                == ["HS5203 VirtualService shop/root spec.http[0].match[0].port"])
    }
}
