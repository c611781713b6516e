package import Domain

/// What a token says, after its signature and its times were verified.
package struct VerifiedToken: Hashable, Sendable {
    /// Whom it speaks for (`sub`).
    package let subject: String
    /// The claim `roles`: a list of names, or names separated by spaces. Empty where there is none.
    package let roles: [String]
    /// When it expires (`exp`), in seconds since 1970.
    package let expires: Int64
    /// All of its claims.
    package let claims: JSONValue

    init(claims: JSONValue) throws(TokenError) {
        guard let subject = claims["sub"]?.string, !subject.isEmpty else {
            throw .malformed("the claim `sub` (a text) is missing")
        }
        guard let expires = try claims.seconds("exp") else { throw .malformed("the claim `exp` is missing") }
        self.subject = subject
        self.expires = expires
        self.claims = claims
        roles = try Self.roles(claims["roles"])
    }

    private static func roles(_ claim: JSONValue?) throws(TokenError) -> [String] {
        switch claim {
        case nil: return []
        case .string(let names): return names.split(separator: " ").map(String.init)
        case .array(let elements):
            let names = elements.compactMap(\.string)
            if names.count == elements.count { return names }
        case .null, .bool, .int, .double, .object: break
        }
        throw .malformed("the claim `roles` is no list of names")
    }
}

extension JSONValue {
    /// The claim `name` as whole seconds since 1970 (RFC 7519 lets it have a fraction); `nil` where there is none.
    func seconds(_ name: String) throws(TokenError) -> Int64? {
        switch self[name] {
        case nil: return nil
        case .int(let value): return value
        case .double(let value):
            if let seconds = Int64(exactly: value.rounded(.down)) { return seconds }
        case .null, .bool, .string, .array, .object: break
        }
        throw .malformed("the claim `\(name)` is no time in seconds since 1970")
    }
}
