package import Domain

/// Makes tokens that a `TokenVerifier` with the key's other half, the same issuer and audience accepts. Thread-safe.
package struct TokenSigner: Sendable {
    private let key: SigningKey
    private let issuer: String
    private let audience: String

    package init(_ key: SigningKey, issuer: String, audience: String) {
        self.key = key
        self.issuer = issuer
        self.audience = audience
    }

    /// A token that says that its bearer is `subject` and has `roles`, from `now` (seconds since 1970) for `lifetime`
    /// seconds. `claims` are added to its own and win over them.
    package func token(
        subject: String, roles: [String], now: Int64, lifetime: Int64, claims: [String: JSONValue] = [:]
    ) throws(SecurityError) -> String {
        let (expires, overflow) = now.addingReportingOverflow(lifetime)
        guard !overflow else { throw SecurityError("a token cannot be valid for \(lifetime) seconds") }
        let own: [String: JSONValue] = [
            "iss": .string(issuer), "aud": .string(audience), "sub": .string(subject), "iat": .int(now),
            "exp": .int(expires), "roles": .array(roles.map { .string($0) }),
        ]
        return try token(claims: .object(own.merging(claims) { _, given in given }))
    }

    /// A token with exactly these claims. `header` is added to its own and wins over it.
    package func token(claims: JSONValue, header: [String: JSONValue] = [:]) throws(SecurityError) -> String {
        let own: [String: JSONValue] = [
            "alg": .string(key.algorithm.rawValue), "kid": .string(key.id), "typ": "JWT",
        ]
        let head = JSONValue.object(own.merging(header) { _, given in given })
        let message = Base64.url.encode(head.jsonBytes) + "." + Base64.url.encode(claims.jsonBytes)
        return message + "." + Base64.url.encode(try key.signature(over: Array(message.utf8)))
    }
}
