/// HS5829 to HS5838: listeners of the Gateway API.
extension FindingCode {
    static let listenerSetWithoutGateway = FindingCode(
        "HS5829", .error, "A ListenerSet names a Gateway that does not exist or takes no ListenerSets of its namespace",
        page: .init(
            why: "Nobody serves the listeners (NotAllowed). A Gateway takes ListenerSets only where it says so.",
            example: """
                \(edge("{name: http, port: 80, protocol: HTTP}"))
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                spec:
                  parentRef: {name: edge}
                  listeners: [{name: shop, port: 80, protocol: HTTP, hostname: shop.example}]
                """,
            mend: "Name a Gateway that exists, and write `allowedListeners: {namespaces: {from: Same}}` (or All, or a "
                + "Selector) into it."))
    static let listenerProtocol = FindingCode(
        "HS5830", .error, "The protocol of a listener is not written as it must be",
        page: .init(
            why: "Protocols are compared with their case: nobody serves the listener (UnsupportedProtocol).",
            example: edge("{name: http, port: 80, protocol: http}"),
            mend: "Write HTTP, HTTPS, TLS or TCP."))
    static let certificateWithoutGrant = FindingCode(
        "HS5831", .error, "A listener takes a certificate of another namespace, which does not grant it",
        page: .init(
            why:
                "The Gateway may not read the Secret (RefNotPermitted): the listener has no certificate and closes every "
                + "connection.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ReferenceGrant
                metadata: {name: edge, namespace: certs}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: egde}]
                  to: [{group: "", kind: Secret}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: edge}
                spec:
                  gatewayClassName: istio
                  listeners:
                  - name: https
                    port: 443
                    protocol: HTTPS
                    tls: {certificateRefs: [{name: shop, namespace: certs}]}
                """,
            mend:
                "Add a ReferenceGrant from the kind and namespace of the Gateway to Secrets, or keep the Secret beside "
                + "the Gateway."))

    static let gatewayAPIListeners: [FindingCode] = [
        listenerSetWithoutGateway, listenerProtocol, certificateWithoutGrant, routeOfForeignGateway, unservedProtocol,
        listenerWithoutTLS, listenersOfTwoProtocols, listenersOfOneHost, foreignRouteKind, waypointListener,
    ]
}
