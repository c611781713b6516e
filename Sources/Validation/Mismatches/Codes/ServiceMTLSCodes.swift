/// HS5511 to HS5517: mTLS between the clients and the servers of one Service, and of its ports.
extension FindingCode {
    static let plainToStrictService = FindingCode(
        "HS5511", .error, "Clients of a Service do not use mTLS, and its servers take nothing else",
        page: .init(
            why:
                "A server in STRICT mode closes every connection that is not mTLS, so all requests to the Service fail.",
            example: """
                kind: PeerAuthentication
                metadata: {name: default, namespace: shop}
                spec: {mtls: {mode: STRICT}}
                ---
                kind: DestinationRule
                metadata: {name: cart, namespace: shop}
                spec:
                  host: cart
                  trafficPolicy: {tls: {mode: DISABLE}}
                """,
            mend:
                "Use mode ISTIO_MUTUAL, or leave TLS out where mTLS is automatic. To move step by step, make the servers "
                + "PERMISSIVE first."))
    static let mutualToPlainService = FindingCode(
        "HS5512", .error, "Clients of a Service use mTLS, and its servers take none",
        page: .init(
            why: "The servers read the beginning of a TLS connection as a request and close it.",
            example: """
                kind: PeerAuthentication
                metadata: {name: cart, namespace: shop}
                spec:
                  selector: {matchLabels: {app: cart}}
                  mtls: {mode: DISABLE}
                ---
                kind: DestinationRule
                metadata: {name: cart, namespace: shop}
                spec:
                  host: cart
                  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                """,
            mend: "Set the DestinationRule's mode to DISABLE, or make the servers PERMISSIVE."))
    static let rootPeerWithSelector = FindingCode(
        "HS5513", .warning, "A PeerAuthentication of the root namespace selects workloads",
        page: .init(
            why: "In the root namespace a PeerAuthentication is for the whole mesh. Istio passes over one that has a "
                + "selector: whatever it says, STRICT for example, is in force nowhere.",
            example: """
                kind: PeerAuthentication
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {matchLabels: {app: payments}}
                  mtls: {mode: STRICT}
                """,
            mend: "Put it into the namespace of the pods, or leave the selector out to mean the whole mesh."))
    static let peerPortOfService = FindingCode(
        "HS5514", .warning, "A PeerAuthentication names the port of a Service where that of the pods is meant",
        page: .init(
            why: "`portLevelMtls` goes by the port that the pods listen on. The number of a Service in front of them "
                + "changes nothing, and the port that was meant keeps the mode of the workload.",
            example: peerPort("80: {mode: DISABLE}", "  # the Service has port 80, targetPort 8080"),
            mend: "Write the targetPort."))
    private static func peerPort(_ mode: String, _ comment: String = "") -> String {
        """
        kind: PeerAuthentication
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          portLevelMtls: {\(mode)}\(comment)
        """
    }

    static let peerPortOfNobody = FindingCode(
        "HS5515", .warning, "A PeerAuthentication names a port that its pods do not have",
        page: .init(
            why:
                "No container of the selected pods declares the port, and no Service leads to it. Where nobody listens, "
                + "the mode is for nothing.",
            example: peerPort("9999: {mode: DISABLE}"),
            mend: "Write a port of the pods, or declare it in their containers."))
    static let peerPortUnlisted = FindingCode(
        "HS5516", .info, "A PeerAuthentication names a port to which no Service leads",
        page: .init(
            why:
                "The selected pods declare no ports, and the Services in front of them lead to others. The port may be "
                + "there all the same, for example for metrics; else the mode is for nothing.",
            example: peerPort("9999: {mode: DISABLE}"),
            mend: "Compare the number with what the pods listen on."))
    static let rulePortOfPods = FindingCode(
        "HS5517", .warning, "A DestinationRule has settings for a port that its host does not have",
        page: .init(
            why: "`portLevelSettings` go by the ports of the Service, not by those of its pods. Settings for another "
                + "number are used for nothing.",
            example: """
                kind: DestinationRule
                metadata: {name: web}
                spec:
                  host: web  # port 80, targetPort 8080
                  trafficPolicy: {portLevelSettings: [{port: {number: 8080}, tls: {mode: DISABLE}}]}
                """,
            mend: "Write the port of the Service."))
}
