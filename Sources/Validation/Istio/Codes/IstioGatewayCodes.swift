/// HS33xx: Gateways.
extension FindingCode {
    static let istioGatewayCodes: [FindingCode] = [
        gatewayName, noServers, duplicatePort, httpsRedirect,
    ]

    static let gatewayName = FindingCode(
        "HS3301", .error, "The name of a Gateway is no DNS label",
        page: .init(
            why: "VirtualServices could not name it. istiod's webhook refuses the object.",
            example: """
                metadata: {name: edge.shop}
                """,
            mend: "Use up to 63 letters, digits and '-', no dots."))
    static let noServers = FindingCode(
        "HS3302", .error, "A Gateway has no server",
        page: .init(
            why: "It would open no port. istiod's webhook refuses the object.",
            example: """
                spec:
                  selector: {istio: ingressgateway}
                """,
            mend: "Give at least one server."))
    static let duplicatePort = FindingCode(
        "HS3303", .error, "Two ports have the same name or number",
        page: .init(
            why: "Istio tells them apart by that. istiod's webhook refuses the object.",
            example: """
                spec:
                  servers:
                  - {port: {number: 80, name: web, protocol: HTTP}, hosts: [a.example]}
                  - {port: {number: 81, name: web, protocol: HTTP}, hosts: [b.example]}
                """,
            mend: "Give each its own."))
    static let httpsRedirect = FindingCode(
        "HS3304", .warning, "httpsRedirect is set for a server that is not HTTP",
        page: .init(
            why: "There is nothing to redirect. Istio warns of it.",
            example: """
                spec:
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    tls: {mode: SIMPLE, credentialName: a, httpsRedirect: true}
                """,
            mend: "Set it at the server of the plain HTTP port."))
}
