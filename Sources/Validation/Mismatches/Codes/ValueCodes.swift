/// HS580.: values that do nothing.
extension FindingCode {
    static let unknownMethod = FindingCode(
        "HS5801", .warning, "A policy names a method that no request has", references: ["KIA0102"],
        page: .init(
            why: "The entry never applies. Calls of gRPC are always POST; their names belong into paths.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules:
                  - to: [{operation: {methods: [FETCH]}}]
                """,
            mend: "Name a method of HTTP, or a part of one with a star."))
    static let idleWeight = FindingCode(
        "HS5802", .warning, "The only destination of a route has a weight", references: ["KIA1104"],
        page: .init(
            why: "It gets every request whatever the weight, so a destination that should get the rest is missing.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route: [{destination: {host: reviews}, weight: 20}]
                """,
            mend: "Leave the weight out, or add the other destination."))
    static let repeatedDestination = FindingCode(
        "HS5803", .warning, "A route names the same destination more than once", references: ["KIA1105"],
        page: .init(
            why: "The weights add up, which hides what share the destination gets.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route:
                    - {destination: {host: reviews, subset: v1}, weight: 50}
                    - {destination: {host: reviews, subset: v1}, weight: 50}
                """,
            mend: "Name it once, or give one of them another subset."))
    static let portNameWithoutProtocol = FindingCode(
        "HS5804", .info, "The name of a port does not begin with its protocol", references: ["KIA0601"],
        page: .init(
            why: "Istio takes the protocol from the field beside the name, so nothing breaks; by custom names tell it.",
            example: """
                kind: Gateway
                spec:
                  servers:
                  - port: {number: 80, name: public, protocol: HTTP}
                    hosts: ["*"]
                """,
            mend: "Call it `http` or `http-public`."))
    static let outboundPolicyWithoutMode = FindingCode(
        "HS5805", .info, "The outbound policy of a Sidecar has no mode", references: ["KIA1007"],
        page: .init(
            why:
                "An empty outboundTrafficPolicy means REGISTRY_ONLY and not the default of the mesh: requests to hosts "
                + "outside of the registry fail.",
            example: """
                kind: Sidecar
                spec:
                  outboundTrafficPolicy: {}
                """,
            mend: "Write the mode, or leave the field out."))

    static let idleValues: [FindingCode] = [
        unknownMethod, idleWeight, repeatedDestination, portNameWithoutProtocol, outboundPolicyWithoutMode,
    ]
}
