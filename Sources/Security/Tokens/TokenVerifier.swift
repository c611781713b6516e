internal import Domain
internal import JSON

/// Verifies tokens (JWT, RFC 7519, in the compact form of RFC 7515). Thread-safe.
package struct TokenVerifier: Sendable {
    private let keys: [VerificationKey]
    private let issuer: String
    private let audience: String
    private let leeway: Int64

    /// The longest token, in bytes.
    private static let maximumBytes = 16 << 10

    /// Accepts tokens of `issuer` (`iss`) for `audience` (`aud`, or one of several in it), signed with one of `keys`.
    /// `leeway` is by how many seconds clocks may differ; default 30, at most 3,600.
    package init(keys: [VerificationKey], issuer: String, audience: String, leeway: Int64 = 30) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.leeway = min(max(leeway, 0), 3600)
    }

    /// What `token` says, if it is to be believed at the time `now` (seconds since 1970).
    package func verify(_ token: String, now: Int64) throws(TokenError) -> VerifiedToken {
        var token = token
        // `withUTF8` cannot rethrow a typed error.
        return try token.withUTF8 { text in
            do throws(TokenError) { return Result<VerifiedToken, TokenError>.success(try verify(text, now)) } catch {
                return .failure(error)
            }
        }.get()
    }

    private func verify(_ text: UnsafeBufferPointer<UInt8>, _ now: Int64) throws(TokenError) -> VerifiedToken {
        guard text.count <= Self.maximumBytes else { throw .malformed("it is longer than \(Self.maximumBytes) bytes") }
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed("it has not three parts") }
        let candidates = try candidates(try Self.json(parts[0], "header"))
        guard let signature = Base64.url.decode(parts[2]) else { throw .malformed("the signature is no base64url") }
        let message = UnsafeBufferPointer(rebasing: text[..<parts[1].endIndex])
        guard candidates.contains(where: { $0.verifies(signature, over: message) }) else { throw .badSignature }
        let verified = try VerifiedToken(claims: try Self.json(parts[1], "payload"))
        try check(verified, now)
        return verified
    }

    /// The keys that may have signed a token with this header. The key decides about the algorithm, never the token.
    private func candidates(_ header: JSONValue) throws(TokenError) -> [VerificationKey] {
        guard let name = header["alg"]?.string else { throw .malformed("the header has no `alg`") }
        guard let algorithm = TokenAlgorithm(rawValue: name) else { throw .unsupportedAlgorithm(name) }
        // An extension that must be understood (RFC 7515, 4.1.11); we understand none.
        guard header["crit"] == nil else { throw .malformed("the header has `crit`, which is not taken") }
        guard let claimed = header["kid"] else { return try keys(keys, of: algorithm, nil) }
        guard let id = claimed.string else { throw .malformed("the header's `kid` is no text") }
        let named = keys.filter { $0.id == id }
        if named.isEmpty { return try keys(keys.filter { $0.id == nil }, of: algorithm, id) }
        let fitting = named.filter { $0.algorithm == algorithm }
        guard !fitting.isEmpty else { throw .unsupportedAlgorithm(name) }
        return fitting
    }

    private func keys(
        _ keys: [VerificationKey], of algorithm: TokenAlgorithm, _ id: String?
    ) throws(TokenError) -> [VerificationKey] {
        let fitting = keys.filter { $0.algorithm == algorithm }
        guard !fitting.isEmpty else { throw .unknownKey(id) }
        return fitting
    }

    private func check(_ token: VerifiedToken, _ now: Int64) throws(TokenError) {
        let (earliest, latest) = (now.subtracting(leeway), now.adding(leeway))
        guard token.expires > earliest else { throw .expired(at: token.expires) }
        for name in ["nbf", "iat"] {
            if let time = try token.claims.seconds(name), time > latest { throw .notYetValid(from: time) }
        }
        guard token.claims["iss"]?.string == issuer else { throw .wrongIssuer }
        switch token.claims["aud"] {
        case .string(let name) where name == audience: break
        case .array(let names) where names.contains(.string(audience)): break
        default: throw .wrongAudience
        }
    }

    private static func json(_ part: Slice<UnsafeBufferPointer<UInt8>>, _ name: String) throws(TokenError) -> JSONValue
    {
        guard let bytes = Base64.url.decode(part) else { throw .malformed("the \(name) is no base64url") }
        let value = try? JSONParser.parse(bytes, limits: JSONLimits(maximumBytes: maximumBytes, maximumDepth: 20))
        guard let value, case .object = value else { throw .malformed("the \(name) is no JSON object") }
        return value
    }
}

extension Int64 {
    /// Sums that stop at the ends of the range.
    fileprivate func adding(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    fileprivate func subtracting(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
