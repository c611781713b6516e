/// HS5832 to HS5838: what Istio makes of listeners of the Gateway API.
extension FindingCode {
    static let routeOfForeignGateway = FindingCode(
        "HS5832", .warning, "A Gateway API route does not fit the listeners of a Gateway that Istio does not serve",
        page: .init(
            why:
                "By the Gateway API the Gateway does not take the route; but its class is not one of Istio's, and whoever "
                + "serves it may have ways of its own.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: gke-l7-global-external-managed
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec:
                  parentRefs: [{name: edge, sectionName: htpp}]
                """,
            mend: "Name a listener that takes the route, or ask the status of the route what its controller says."))
    static let unservedProtocol = FindingCode(
        "HS5833", .error, "Istio does not serve the protocol of a listener",
        page: .init(
            why:
                "The listener is not accepted (UnsupportedProtocol): nobody listens on the port. Gateways of Istio serve "
                + "HTTP, HTTPS, TLS and TCP, no UDP and no protocols of others.",
            example: edge("{name: dns, port: 53, protocol: UDP}"),
            mend: "Serve the port by a Service of its own, or by a Gateway of a class that knows the protocol."))
    static let listenerWithoutTLS = FindingCode(
        "HS5834", .error, "A listener for HTTPS or TLS has no `tls`",
        page: .init(
            why:
                "Istio makes nothing of the listener: there is no certificate, and nobody listens on the port. Only on "
                + "a Gateway that takes ListenerSets it may stand for the listeners that they bring.",
            example: edge("{name: https, port: 443, protocol: HTTPS}"),
            mend: "Add `tls: {certificateRefs: [{name: shop-cert}]}`, or for TLS `tls: {mode: Passthrough}`."))
    static let listenersOfTwoProtocols = FindingCode(
        "HS5835", .error, "Listeners of a Gateway open a port for protocols that cannot share it",
        page: .init(
            why:
                "A port is opened for HTTP, for TLS (HTTPS and TLS, told apart by their hosts) or for one TCP listener. "
                + "The listener that comes later is not served (ProtocolConflict); those of ListenerSets come after those "
                + "of their Gateway, older ListenerSets first.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                spec:
                  gatewayClassName: istio
                  listeners:
                  - {name: http, port: 80, protocol: HTTP}
                  - {name: tcp, port: 80, protocol: TCP}
                """,
            mend: "Give each protocol a port of its own."))
    static let listenersOfOneHost = FindingCode(
        "HS5836", .error, "A listener opens a host and port that another one of its Gateway has",
        page: .init(
            why:
                "The listener that comes later is not served (HostnameConflict); those of ListenerSets come after those of "
                + "their Gateway, older ListenerSets first.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: istio
                  allowedListeners: {namespaces: {from: Same}}
                  listeners: [{name: http, port: 80, protocol: HTTP, hostname: shop.example}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: shop}
                spec:
                  parentRef: {name: edge}
                  listeners: [{name: shop, port: 80, protocol: HTTP, hostname: shop.example}]
                """,
            mend: "Keep one of the listeners, or give each its own hosts."))
    static let foreignRouteKind = FindingCode(
        "HS5837", .error, "A listener allows a kind of route that its protocol cannot carry",
        page: .init(
            why:
                "No route of the kind is ever taken (InvalidRouteKinds), and where the listener allows no other kind, no "
                + "route at all.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                spec:
                  gatewayClassName: istio
                  listeners:
                  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: TLSRoute}]}}
                """,
            mend:
                "HTTP and HTTPS take HTTPRoutes and GRPCRoutes, TLS takes TLSRoutes, TCP TCPRoutes; without `kinds` a "
                + "listener takes all that its protocol can carry."))
    static let waypointListener = FindingCode(
        "HS5838", .warning, "A listener of a waypoint or an east-west gateway is not the one that it has",
        page: .init(
            why: "A waypoint listens on port 15008 for the mesh's tunnel (HBONE), whatever is written. The listener's "
                + "status says UnsupportedProtocol, and what was meant by it does not come about.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                spec:
                  gatewayClassName: istio-waypoint
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """,
            mend:
                "Write `{name: mesh, port: 15008, protocol: HBONE}`; an east-west gateway has `tls: {mode: Terminate}` "
                + "there, and may have listeners with protocol TLS and mode Passthrough beside it."))
}
