import API
import Domain
import Runtime
import Security

/// Verifies bearer tokens with the configured keys.
struct TokenCheck: Sendable {
    private let verifier: TokenVerifier

    init(_ configuration: Configuration) throws {
        let path = try configuration.required(.jwtKeys)
        verifier = TokenVerifier(
            keys: try VerificationKey.keys(try readFile(path)), issuer: try configuration.required(.jwtIssuer),
            audience: try configuration.required(.jwtAudience))
    }

    /// Who the token speaks for. Roles that HotSwap does not know are left out.
    func principal(of token: String, now: Timestamp) throws(AuthenticationFailure) -> Principal {
        do throws(TokenError) {
            let verified = try verifier.verify(token, now: now.seconds)
            return Principal(subject: verified.subject, roles: Set(verified.roles.compactMap(Role.init(claim:))))
        } catch { throw AuthenticationFailure(message: "\(error)") }
    }
}
