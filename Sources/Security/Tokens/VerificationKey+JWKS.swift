internal import Domain
internal import JSON

extension VerificationKey {
    /// The keys in a JSON Web Key Set (RFC 7517) that tokens can be verified with; others in it (for encryption, of
    /// other curves or algorithms) are passed over. Throws where none is left, or one is broken.
    package static func jwks(_ content: [UInt8]) throws(SecurityError) -> [VerificationKey] {
        let set: JSONValue
        do throws(JSONSyntaxError) {
            set = try JSONParser.parse(content, limits: JSONLimits(maximumBytes: 1 << 20, maximumDepth: 20))
        } catch {
            throw SecurityError("the key set is not JSON: \(error)")
        }
        guard let members = set["keys"]?.array else { throw SecurityError("the key set has no list `keys`") }
        var keys: [VerificationKey] = []
        for (index, member) in members.enumerated() {
            if let key = try jwk(member, "keys[\(index)]") { keys.append(key) }
        }
        guard !keys.isEmpty else {
            throw SecurityError("the key set has no key for HS256, RS256 or ES256 signatures")
        }
        return keys
    }

    /// One key; `nil` where it is of no use here.
    private static func jwk(_ key: JSONValue, _ place: String) throws(SecurityError) -> VerificationKey? {
        guard key["use"].map({ $0 == "sig" }) ?? true else { return nil }
        let algorithm: TokenAlgorithm
        switch (key["kty"]?.string, key["crv"]?.string) {
        case ("RSA", _): algorithm = .rs256
        case ("EC", "P-256"): algorithm = .es256
        case ("oct", _): algorithm = .hs256
        default: return nil
        }
        guard key["alg"].map({ $0.string == algorithm.rawValue }) ?? true else { return nil }
        let id = key["kid"]?.string
        if algorithm == .hs256 { return try hs256(Secret(try bytes(key, "k", place)), id: id) }
        let der =
            algorithm == .rs256
            ? DER.rsaPublicKey(modulus: try bytes(key, "n", place), exponent: try bytes(key, "e", place))
            : DER.p256PublicKey(x: try coordinate(key, "x", place), y: try coordinate(key, "y", place))
        guard let key = DER.key(der) else { throw SecurityError("\(place) of the key set is no valid public key") }
        return try publicKey(key, id: id)
    }

    private static func bytes(_ key: JSONValue, _ name: String, _ place: String) throws(SecurityError) -> [UInt8] {
        guard let text = key[name]?.string, let bytes = Base64.url.decode(text.utf8), !bytes.isEmpty else {
            throw SecurityError("\(place).\(name) of the key set is no base64url text")
        }
        return bytes
    }

    private static func coordinate(_ key: JSONValue, _ name: String, _ place: String) throws(SecurityError) -> [UInt8] {
        let coordinate = try bytes(key, name, place)
        guard coordinate.count == 32 else { throw SecurityError("\(place).\(name) of the key set has not 32 bytes") }
        return coordinate
    }
}
