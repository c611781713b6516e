internal import Domain
internal import JSON

/// How a token may be signed (RFC 7518); `none` and everything else is refused.
package enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"
}

/// A key that tokens are verified with. It belongs to one algorithm, whatever a token says.
package struct VerificationKey: Sendable {
    enum Material: Sendable {
        case hmac(HMACKey)
        case publicKey(OpenSSLKey)
    }

    /// The name that tokens call it by (`kid`); a key without one is tried for every token of its algorithm.
    package let id: String?
    package let algorithm: TokenAlgorithm
    let material: Material

    init(id: String?, algorithm: TokenAlgorithm, material: Material) {
        self.id = id
        self.algorithm = algorithm
        self.material = material
    }

    /// A shared secret for HS256, of 32 bytes or more (RFC 7518, 3.2).
    package static func hs256(_ secret: Secret, id: String? = nil) throws(SecurityError) -> VerificationKey {
        guard secret.count >= 32 else {
            throw SecurityError("an HS256 secret has 32 bytes or more, this one has \(secret.count)")
        }
        return VerificationKey(id: id, algorithm: .hs256, material: .hmac(try HMACKey(secret)))
    }

    /// A public key (or certificate) in PEM: RSA of 2,048 bits or more for RS256, P-256 for ES256.
    package static func pem(_ text: String, id: String? = nil) throws(SecurityError) -> VerificationKey {
        try publicKey(PEM.publicKey(Array(text.utf8)), id: id)
    }

    /// The keys in the content of a key file: PEM, or a JSON Web Key Set.
    package static func keys(_ content: [UInt8]) throws(SecurityError) -> [VerificationKey] {
        let first = content.first { !" \n\r\t".utf8.contains($0) }
        if first == UInt8(ascii: "{") { return try jwks(content) }
        return [try publicKey(PEM.publicKey(content), id: nil)]
    }

    static func publicKey(_ key: OpenSSLKey, id: String?) throws(SecurityError) -> VerificationKey {
        VerificationKey(id: id, algorithm: try key.algorithm(), material: .publicKey(key))
    }

    /// Whether `signature` over `message` was made with this key.
    func verifies(_ signature: [UInt8], over message: UnsafeBufferPointer<UInt8>) -> Bool {
        switch (material, algorithm) {
        case (.hmac(let key), _): key.code(over: message).map { ConstantTime.equal($0, signature) } ?? false
        case (.publicKey(let key), .es256):
            DER.ecdsaSignature(signature).map { key.verifies($0, over: message) } ?? false
        case (.publicKey(let key), _): key.verifies(signature, over: message)
        }
    }
}
