/// HS5511 and HS5512: mTLS between the clients and the servers of one Service.
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
}
