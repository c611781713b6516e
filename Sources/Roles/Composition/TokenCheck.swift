import API
import Domain
import Runtime
import Security
import Synchronization

/// Verifies bearer tokens with the configured keys.
///
/// A client sends the same token with every request, and verifying a signature takes longer than most requests: a
/// token that was found good is taken again until it expires. What is kept is its hash, never the token.
final class TokenCheck: Sendable {
    private struct Known {
        let principal: Principal
        /// Seconds since 1970.
        let expires: Int64
    }

    private let verifier: TokenVerifier
    private let known = Mutex<[[UInt8]: Known]>([:])
    private static let knownLimit = 4096

    init(_ configuration: Configuration) throws {
        let path = try configuration.required(.jwtKeys)
        verifier = TokenVerifier(
            keys: try VerificationKey.keys(try readFile(path)), issuer: try configuration.required(.jwtIssuer),
            audience: try configuration.required(.jwtAudience))
    }

    /// Who the token speaks for. Roles that HotSwap does not know are left out.
    func principal(of token: String, now: Timestamp) throws(AuthenticationFailure) -> Principal {
        let hash = SHA256.hash(token.utf8)
        if let found = known.withLock({ $0[hash] }), now.seconds < found.expires { return found.principal }
        do throws(TokenError) {
            let verified = try verifier.verify(token, now: now.seconds)
            let principal = Principal(
                subject: verified.subject, roles: Set(verified.roles.compactMap(Role.init(claim:))))
            remember(Known(principal: principal, expires: verified.expires), hash)
            return principal
        } catch { throw AuthenticationFailure(message: "\(error)") }
    }

    private func remember(_ token: Known, _ hash: [UInt8]) {
        known.withLock { known in
            // Only well-signed tokens get here, so that this is rare and needs no order of use.
            if known.count >= Self.knownLimit { known.removeAll() }
            known[hash] = token
        }
    }
}
