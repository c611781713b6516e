import Testing

@testable import Validation

/// Protocols that share a port of a Gateway.
@Suite struct GatewayPortTests {
    private func gateway(_ name: String, _ servers: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: \(name), namespace: shop}
        spec: {selector: {istio: edge}, servers: [\(servers)]}
        ---

        """
    }

    private func server(_ number: Int, _ name: String, _ more: String = "") -> String {
        "{port: {number: \(number), name: \(name.lowercased())-\(number), protocol: \(name)}, hosts: [\(name.lowercased()).example]\(more)}"
    }

    private let tls = ", tls: {mode: PASSTHROUGH}"

    @Test func whatCanShareAPortIsSilent() {
        let servers = [
            server(443, "HTTPS", tls), server(443, "TLS", tls), server(80, "HTTP"), server(80, "GRPC"),
            server(80, "HTTP2", ", tls: {httpsRedirect: true}"), server(9000, "TCP"),
            server(9000, "MONGO", ", bind: 10.0.0.1"),
        ]
        #expect(findings(gateway("a", servers.joined(separator: ", ")), ["HS6512"]).isEmpty)
    }

    @Test func whatCannotIsFound() {
        let pairs = [
            [server(443, "HTTPS", tls), server(443, "TCP")], [server(80, "HTTP"), server(80, "HTTPS", tls)],
            [server(9000, "TCP"), server(9000, "MONGO")],
        ]
        for pair in pairs {
            let text = gateway("a", pair.joined(separator: ", "))
            #expect(findings(text, ["HS6512"]) == ["HS6512 Gateway shop/a spec.servers[1].port.protocol"])
        }
        let two = gateway("a", server(443, "HTTPS", tls)) + gateway("b", server(443, "TCP"))
        #expect(
            findings(two, ["HS6512"]) == [
                "HS6512 Gateway shop/a spec.servers[0].port.protocol",
                "HS6512 Gateway shop/b spec.servers[0].port.protocol",
            ])
    }
}
