import API
import Domain
import Security

/// Tokens as an identity provider makes them, and their verification as the API role composes it.
struct TestTokens: Sendable {
    private let signer: TokenSigner
    private let verifier: TokenVerifier
    /// What the tokens of `token(of:)` say the time is.
    private static let issued: Int64 = 1_700_000_000
    private static let century: Int64 = 3_155_760_000

    init(issuer: String = "hotswap", audience: String = "hotswap") throws {
        let key = try SigningKey.generate(.hs256)
        signer = TokenSigner(key, issuer: issuer, audience: audience)
        verifier = TokenVerifier(keys: [key.verificationKey], issuer: issuer, audience: audience)
    }

    /// A token of `alex-admin`, `alex-developer` …
    func token(of role: Role) throws -> String {
        try token(subject: "alex-\(role.rawValue.lowercased())", roles: [role.rawValue])
    }

    func token(
        subject: String, roles: [String], now: Int64 = issued, lifetime: Int64 = century,
        claims: [String: JSONValue] = [:]
    ) throws -> String {
        try signer.token(subject: subject, roles: roles, now: now, lifetime: lifetime, claims: claims)
    }

    func principal(of token: String, now: Timestamp) throws(AuthenticationFailure) -> Principal {
        do throws(TokenError) {
            let verified = try verifier.verify(token, now: now.seconds)
            return Principal(subject: verified.subject, roles: Set(verified.roles.compactMap(Role.init(claim:))))
        } catch { throw AuthenticationFailure(message: "\(error)") }
    }
}
