/// HS37xx: RequestAuthentications and PeerAuthentications.
extension FindingCode {
    static let istioAuthenticationCodes: [FindingCode] = [
        tokenIssuer, keyAddress, keySet, privateKeys, tokenPlace, portModes,
    ]

    static let tokenIssuer = FindingCode(
        "HS3701", .error, "A rule for tokens has neither an issuer nor keys to check them with",
        page: .init(
            why: "No token could be checked. istiod's webhook refuses the object.",
            example: """
                spec:
                  jwtRules:
                  - issuer: ""
                """,
            mend: "Name the issuer."))
    static let keyAddress = FindingCode(
        "HS3702", .error, "jwksUri is no address of http or https",
        page: .init(
            why: "The keys could not be fetched. istiod's webhook refuses the object.",
            example: """
                spec:
                  jwtRules:
                  - {issuer: a, jwksUri: "file:///keys"}
                """,
            mend: "Write https://<host>/<path>."))
    static let keySet = FindingCode(
        "HS3703", .error, "jwks is no set of keys",
        page: .init(
            why: "Tokens could not be checked, and every one would be refused. istiod's webhook refuses the object.",
            example: """
                spec:
                  jwtRules:
                  - {issuer: a, jwks: secret}
                """,
            mend: "Paste the issuer's JWKS: {\"keys\": [{\"kty\": \"RSA\", ...}]}."))
    static let privateKeys = FindingCode(
        "HS3704", .warning, "jwks holds a private key",
        page: .init(
            why: "Whoever can read the policy could make tokens. Istio warns of it.",
            example: """
                spec:
                  jwtRules:
                  - {issuer: a, jwks: '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'}
                """,
            mend: "Take the private part out, and replace the key."))
    static let tokenPlace = FindingCode(
        "HS3705", .error, "A place for tokens, an audience or an output has no name",
        page: .init(
            why: "Nothing could be found there. istiod's webhook refuses the object.",
            example: """
                spec:
                  jwtRules:
                  - {issuer: a, fromHeaders: [{prefix: "Bearer "}]}
                """,
            mend: "Give it a name, or leave the entry out."))
    static let portModes = FindingCode(
        "HS3710", .error, "Modes of ports are given without a selector, or none at all",
        page: .init(
            why: "Ports are those of workloads, not of a namespace. istiod's webhook refuses the object.",
            example: """
                spec:
                  portLevelMtls:
                    8080: {mode: DISABLE}
                """,
            mend: "Select workloads by labels, or use mtls."))
}
