internal import COpenSSL

/// A key that tokens are signed with.
package struct SigningKey: Sendable {
    enum Material: Sendable {
        case secret(Secret, HMACKey)
        case privateKey(OpenSSLKey)
    }

    /// The name that tokens call it by (`kid`): eight bytes of a hash that follows from the key.
    package let id: String
    package let algorithm: TokenAlgorithm
    let material: Material

    /// A shared secret for HS256, of 32 bytes or more.
    package init(_ secret: Secret) throws(SecurityError) {
        guard secret.count >= 32 else {
            throw SecurityError("an HS256 secret has 32 bytes or more, this one has \(secret.count)")
        }
        algorithm = .hs256
        material = .secret(secret, try HMACKey(secret))
        id = Self.id(Array("hotswap signing key id\n".utf8) + secret.reveal())
    }

    /// A private key in PEM: RSA of 2,048 bits or more for RS256, P-256 for ES256.
    package init(pem: Secret) throws(SecurityError) { try self.init(PEM.privateKey(pem.reveal())) }

    private init(_ key: OpenSSLKey) throws(SecurityError) {
        algorithm = try key.algorithm()
        material = .privateKey(key)
        id = Self.id(try key.publicDER())
    }

    private static func id(_ bytes: [UInt8]) -> String { Hexadecimal.text(of: SHA256.hash(bytes).prefix(8)) }

    /// A new random key, in no file yet.
    package static func generate(_ algorithm: TokenAlgorithm) throws(SecurityError) -> SigningKey {
        let raw: OpaquePointer?
        switch algorithm {
        case .hs256: return try SigningKey(Secret(SecureRandom.bytes(64)))
        case .es256: raw = hotswap_generate_p256()
        case .rs256: raw = hotswap_generate_rsa(2048)
        }
        guard let raw else { throw .openSSL("no \(algorithm.rawValue) key could be made") }
        return try SigningKey(OpenSSLKey(owning: raw))
    }

    /// The key that verifies what this one signs.
    package var verificationKey: VerificationKey {
        switch material {
        case .secret(_, let key): VerificationKey(id: id, algorithm: algorithm, material: .hmac(key))
        case .privateKey(let key): VerificationKey(id: id, algorithm: algorithm, material: .publicKey(key))
        }
    }

    /// The public key in PEM; throws for HS256, which has none.
    package func publicKeyPEM() throws(SecurityError) -> String {
        guard case .privateKey(let key) = material else { throw SecurityError("an HS256 key has no public part") }
        return try key.publicPEM()
    }

    /// The signature over `message`, as tokens carry it.
    func signature(over message: [UInt8]) throws(SecurityError) -> [UInt8] {
        switch (material, algorithm) {
        case (.secret(_, let key), _):
            guard let code = message.withUnsafeBufferPointer({ key.code(over: $0) }) else {
                throw .openSSL("the token could not be signed")
            }
            return code
        case (.privateKey(let key), .es256): return try DER.rawSignature(try key.signature(over: message))
        case (.privateKey(let key), _): return try key.signature(over: message)
        }
    }
}
