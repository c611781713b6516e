/// HS582.: references of the Gateway API.
extension FindingCode {
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

    static let routeWithoutHost = FindingCode(
        "HS5825", .error, "A Gateway API route has no host that a listener of its Gateway has",
        page: .init(
            why: "The Gateway does not take the route (NoMatchingListenerHostname), so no request meets it.",
            example: """
                \(edge(#"{name: http, port: 80, protocol: HTTP, hostname: "*.shop.example"}"#))
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec:
                  parentRefs: [{name: edge}]
                  hostnames: [shop.example]
                """,
            mend: "Write a host of the listener, or open the route's host there. `*.shop.example` holds any name below "
                + "`shop.example`, and not that name itself."))
    static let hostWithoutListener = FindingCode(
        "HS5826", .warning, "A host of a Gateway API route is none of the listeners of its Gateways",
        page: .init(
            why: "The Gateways take the route for its other hosts only: requests for this one do not meet it.",
            example: """
                \(edge(#"{name: http, port: 80, protocol: HTTP, hostname: "*.shop.example"}"#))
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec:
                  parentRefs: [{name: edge}]
                  hostnames: [cart.shop.example, cart.shop.exmaple]
                """,
            mend: "Correct the host, or open it in a listener."))
    static let backendWithoutGrant = FindingCode(
        "HS5827", .warning,
        "A Gateway API object refers to another namespace, and no ReferenceGrant there that lets it is known",
        references: ["KIA1402"],
        page: .init(
            why:
                "The files have the Service or Secret, or ReferenceGrants for others, and no ReferenceGrant of its "
                + "namespace for it, which may well be elsewhere. Without one the requests of a route fail with status 500, and a listener has no certificate.",
            example: """
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: cart}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop, namespace: shop}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - backendRefs: [{name: cart, namespace: cart, port: 80}]
                """,
            mend:
                "Add a ReferenceGrant to the namespace of what is referred to, judge beside the cluster, or name a file with "
                + "the ReferenceGrant as context."))

    static let routeOfForeignKind = FindingCode(
        "HS5828", .error, "A listener takes no Gateway API routes of this kind",
        page: .init(
            why:
                "The listener's protocol or its allowedRoutes leave the kind out (NotAllowedByListeners), so no request "
                + "meets the route. HTTP and HTTPS take HTTPRoutes and GRPCRoutes, TLS takes TLSRoutes, TCP TCPRoutes.",
            example: """
                \(edge("{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}"))
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec:
                  parentRefs: [{name: edge, sectionName: tls}]
                """,
            mend: "Name a listener of a protocol that takes the kind, or write a route of a kind that it takes."))

    /// For examples: a Gateway of Istio's with such listeners.
    static func edge(_ listeners: String) -> String {
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: edge}
        spec:
          gatewayClassName: istio
          listeners: [\(listeners)]
        """
    }

    static let routeWithoutShares = FindingCode(
        "HS5844", .error, "All backends of a rule have the weight 0",
        page: .init(
            why: "The rule takes its requests, and nobody gets them: they are answered with status 500.",
            example: """
                kind: HTTPRoute
                spec:
                  rules:
                  - backendRefs: [{name: a, port: 80, weight: 0}, {name: b, port: 80, weight: 0}]
                """,
            mend: "Give one of them a weight above 0, or leave the weights out."))

    static let gatewayAPIReferences: [FindingCode] =
        [
            routeWithoutGateway, routeWithoutService, unknownGatewayClass, unknownGrantNamespace, routeWithoutListener,
            routeWithoutHost, hostWithoutListener, backendWithoutGrant, routeOfForeignKind,
            routeWithoutShares,
        ] + gatewayAPIListeners + gatewayAPIUnlisted
}
