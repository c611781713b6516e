/// HS58..: values that do nothing, and references of the Gateway API.
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

    static let routeWithoutGateway = FindingCode(
        "HS5820", .error, "A Gateway API route names a Gateway that does not exist or does not take it",
        references: ["KIA1401"],
        page: .init(
            why: "The route is bound to nothing, so no request meets it.",
            example: """
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{name: edge, namespace: gateways}]
                """,
            mend: "Name a Gateway that exists, and allow the namespace in allowedRoutes of one of its listeners."))
    static let routeWithoutService = FindingCode(
        "HS5821", .error, "A Gateway API route names a Service that does not exist or is not granted",
        references: ["KIA1402"],
        page: .init(
            why: "Requests that the route takes fail with status 500.",
            example: """
                kind: HTTPRoute
                spec:
                  rules:
                  - backendRefs: [{name: reviews.shop, port: 80}]
                """,
            mend: "Write name and namespace in fields of their own; another namespace has to grant it (ReferenceGrant)."
        ))
    static let unknownGatewayClass = FindingCode(
        "HS5822", .error, "A Gateway has a class that does not exist", references: ["KIA1504"],
        page: .init(
            why: "No controller serves the Gateway.",
            example: """
                kind: Gateway
                spec: {gatewayClassName: itsio}
                """,
            mend: "Name a GatewayClass that exists; Istio's is `istio`."))
    static let unknownGrantNamespace = FindingCode(
        "HS5823", .error, "A ReferenceGrant is for a namespace that does not exist", references: ["KIA1601"],
        page: .init(
            why: "The grant is for nobody. Where the name has a mistake, the routes that were meant get no backends.",
            example: """
                kind: ReferenceGrant
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shopp}]
                """,
            mend: "Name a namespace that exists."))

    static let routeWithoutListener = FindingCode(
        "HS5824", .error, "A Gateway API route names a listener that its Gateway does not have",
        page: .init(
            why: "The route is bound to nothing there (NoMatchingParent), so no request meets it.",
            example: """
                kind: HTTPRoute
                spec:
                  parentRefs: [{name: edge, sectionName: htps}]
                """,
            mend: "Name a listener of the Gateway, with its port, or leave sectionName and port out."))

    static let gatewayAPIReferences: [FindingCode] = [
        routeWithoutGateway, routeWithoutService, unknownGatewayClass, unknownGrantNamespace, routeWithoutListener,
    ]
}
