/// Why a token is not accepted. The cases are for logs and metrics; a stranger should learn no more than that it is
/// not, except that it has expired.
package enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not three parts of base64url JSON, or a claim is missing or of the wrong type; says which.
    case malformed(String)
    case badSignature
    /// When it expired, in seconds since 1970.
    case expired(at: Int64)
    /// From when it is valid (`nbf`, or an `iat` that lies in the future), in seconds since 1970.
    case notYetValid(from: Int64)
    case wrongIssuer
    case wrongAudience
    /// The `alg` of the header is not one of ours, or not that of the key that it names.
    case unsupportedAlgorithm(String)
    /// No key has the `kid` of the header (`nil`: there is none, and no key of its algorithm).
    case unknownKey(String?)

    package var description: String {
        switch self {
        case .malformed(let reason): "the token is malformed: \(reason)"
        case .badSignature: "the token's signature is wrong"
        case .expired(let time): "the token has expired (at \(time) seconds since 1970); get a new one"
        case .notYetValid(let time): "the token is valid only from \(time) seconds since 1970; check the clocks"
        case .wrongIssuer: "the token is from another issuer"
        case .wrongAudience: "the token is meant for another audience"
        case .unsupportedAlgorithm(let name): "the token is signed with \(name), which is not taken for its key"
        case .unknownKey(let id): id.map { "the token's key `\($0)` is unknown" } ?? "no key for the token is known"
        }
    }
}
