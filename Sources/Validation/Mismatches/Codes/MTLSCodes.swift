/// HS55..: mTLS of clients and servers.
extension FindingCode {
    static let policyWithoutMTLS = FindingCode(
        "HS5501", .error, "A policy asks who the client is, and clients do not use mTLS", references: ["KIA0105"],
        page: .init(
            why:
                "Only mTLS tells a workload who its client is. Without it the client has no principal and no namespace, "
                + "so an ALLOW rule that asks for them lets nobody in, and a DENY rule stops nobody.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules:
                  - from:
                    - source: {principals: [cluster.local/ns/shop/sa/cart]}
                ---
                kind: PeerAuthentication
                spec: {mtls: {mode: DISABLE}}
                """,
            mend:
                "Set the mode to STRICT, or to PERMISSIVE with automatic mTLS, and let no DestinationRule switch TLS off."
        ))
    static let meshClientsWithoutServers = FindingCode(
        "HS5502", .error, "Clients of the whole mesh use mTLS, and no PeerAuthentication takes it",
        references: ["KIA0205"],
        page: .init(
            why: "Without automatic mTLS clients and servers are set one by one: clients that start mTLS with servers "
                + "that do not expect it get connection errors.",
            example: """
                kind: DestinationRule
                spec:
                  host: "*.local"
                  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                """,
            mend: "Add a PeerAuthentication without a selector to the root namespace, with mode PERMISSIVE or STRICT."))
    static let namespaceClientsWithoutServers = FindingCode(
        "HS5503", .error, "Clients of a namespace use mTLS, and no PeerAuthentication takes it",
        references: ["KIA0206"],
        page: .init(
            why: "Without automatic mTLS clients and servers are set one by one: clients that start mTLS with servers "
                + "that do not expect it get connection errors.",
            example: """
                kind: DestinationRule
                metadata: {name: all, namespace: shop}
                spec:
                  host: "*.shop.svc.cluster.local"
                  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                """,
            mend: "Add a PeerAuthentication without a selector to the namespace or to the root namespace."))
    static let plainToStrictNamespace = FindingCode(
        "HS5504", .error, "Clients of a namespace use no TLS, and its servers take nothing else",
        references: ["KIA0207"],
        page: .init(
            why: "A server in STRICT mode closes every connection that is not mTLS, so all requests fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: shop}
                spec: {mtls: {mode: STRICT}}
                ---
                kind: DestinationRule
                metadata: {name: all, namespace: shop}
                spec:
                  host: "*.shop.svc.cluster.local"
                  trafficPolicy: {tls: {mode: DISABLE}}
                """,
            mend: "Use mode ISTIO_MUTUAL, or make the PeerAuthentication PERMISSIVE first."))
    static let plainToStrictMesh = FindingCode(
        "HS5505", .error, "Clients use no TLS, and the servers of the mesh take nothing else", references: ["KIA0208"],
        page: .init(
            why: "A server in STRICT mode closes every connection that is not mTLS, so all requests fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: istio-system}
                spec: {mtls: {mode: STRICT}}
                ---
                kind: DestinationRule
                spec:
                  host: "*.local"
                  trafficPolicy: {tls: {mode: DISABLE}}
                """,
            mend: "Use mode ISTIO_MUTUAL, or add a PERMISSIVE PeerAuthentication for the namespace."))
    static let strictMeshWithoutClients = FindingCode(
        "HS5506", .error, "The servers of the mesh take nothing but mTLS, and clients do not use it",
        references: ["KIA0401"],
        page: .init(
            why: "Without automatic mTLS clients use it only where a DestinationRule says so; all others fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: istio-system}
                spec: {mtls: {mode: STRICT}}
                """,
            mend: "Add a DestinationRule for *.local with tls mode ISTIO_MUTUAL, or switch automatic mTLS on."))
    static let strictNamespaceWithoutClients = FindingCode(
        "HS5507", .error, "The servers of a namespace take nothing but mTLS, and clients do not use it",
        references: ["KIA0501"],
        page: .init(
            why: "Without automatic mTLS clients use it only where a DestinationRule says so; all others fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: shop}
                spec: {mtls: {mode: STRICT}}
                """,
            mend: "Add a DestinationRule for *.shop.svc.cluster.local or *.local with tls mode ISTIO_MUTUAL."))
    static let plainNamespaceForMutual = FindingCode(
        "HS5508", .error, "The servers of a namespace take no mTLS, and clients use it", references: ["KIA0505"],
        page: .init(
            why: "The servers read the beginning of a TLS connection as a request and close it.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: shop}
                spec: {mtls: {mode: DISABLE}}
                ---
                kind: DestinationRule
                spec:
                  host: "*.shop.svc.cluster.local"
                  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                """,
            mend: "Add a DestinationRule for the namespace with tls mode DISABLE, or make the servers PERMISSIVE."))
    static let plainMeshForMutual = FindingCode(
        "HS5509", .error, "The servers of the mesh take no mTLS, and clients use it", references: ["KIA0506"],
        page: .init(
            why: "The servers read the beginning of a TLS connection as a request and close it.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: istio-system}
                spec: {mtls: {mode: DISABLE}}
                ---
                kind: DestinationRule
                spec:
                  host: "*.local"
                  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                """,
            mend: "Set the DestinationRule's tls mode to DISABLE, or make the servers PERMISSIVE."))
    static let lostTLSSettings = FindingCode(
        "HS5510", .warning, "A DestinationRule drops the TLS settings of a wider one", references: ["KIA0204"],
        page: .init(
            why:
                "The rule with the closest host replaces a wider one as a whole. Where it says nothing of TLS, and automatic "
                + "mTLS (enableAutoMtls) is off, the mTLS of the wider rule is lost for its host.",
            example: """
                kind: DestinationRule
                spec:
                  host: cart
                  trafficPolicy: {connectionPool: {tcp: {maxConnections: 10}}}
                """,
            mend: "Repeat the TLS settings: `tls: {mode: ISTIO_MUTUAL}`."))

    static let mutualTLS: [FindingCode] = [
        policyWithoutMTLS, meshClientsWithoutServers, namespaceClientsWithoutServers, plainToStrictNamespace,
        plainToStrictMesh, strictMeshWithoutClients, strictNamespaceWithoutClients, plainNamespaceForMutual,
        plainMeshForMutual, lostTLSSettings, plainToStrictService, mutualToPlainService,
        rootPeerWithSelector, peerPortOfService, peerPortOfNobody, peerPortUnlisted, rulePortOfPods,
    ]
}
