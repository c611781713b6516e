internal import COpenSSL

/// An RSA or P-256 key of OpenSSL's, public or private.
///
/// `@unchecked Sendable`: the key is not changed after `init`, and OpenSSL lets threads share a key that nobody
/// changes (its counters are atomic).
final class OpenSSLKey: @unchecked Sendable {
    let raw: OpaquePointer

    /// Takes `raw` over and frees it in the end.
    init(owning raw: OpaquePointer) { self.raw = raw }

    deinit { EVP_PKEY_free(raw) }

    /// RS256 for RSA of 2,048 bits or more, ES256 for the curve P-256; anything else is refused.
    func algorithm() throws(SecurityError) -> TokenAlgorithm {
        if EVP_PKEY_is_a(raw, "RSA") == 1 {
            let bits = EVP_PKEY_get_bits(raw)
            guard bits >= 2048 else { throw SecurityError("an RSA key of \(bits) bits is too weak; use 2048 or more") }
            return .rs256
        }
        if EVP_PKEY_is_a(raw, "EC") == 1 {
            var name = [CChar](repeating: 0, count: 64)
            var count = 0
            let isNamed = EVP_PKEY_get_group_name(raw, &name, name.count, &count) == 1
            if isNamed, name[..<count].elementsEqual("prime256v1".utf8.map(CChar.init)) { return .es256 }
            throw SecurityError("the elliptic curve of the key is not P-256, which ES256 needs")
        }
        throw SecurityError("the key is neither RSA (RS256) nor on the curve P-256 (ES256)")
    }

    /// Whether `signature` (PKCS #1 v1.5 or DER) over `message` was made with SHA-256 and this key.
    func verifies(_ signature: [UInt8], over message: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return EVP_DigestVerifyInit_ex(context, nil, "SHA256", nil, nil, raw, nil) == 1
            && EVP_DigestVerify(context, signature, signature.count, message.baseAddress, message.count) == 1
    }

    /// The signature (PKCS #1 v1.5 or DER) over `message` with SHA-256.
    func signature(over message: [UInt8]) throws(SecurityError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .openSSL("not enough memory to sign") }
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard EVP_DigestSignInit_ex(context, nil, "SHA256", nil, nil, raw, nil) == 1,
            EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else { throw .openSSL("the key cannot sign") }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else {
            throw .openSSL("the key cannot sign")
        }
        return Array(signature[..<count])
    }

    /// The public key in DER (SubjectPublicKeyInfo).
    func publicDER() throws(SecurityError) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(raw, &start)
        guard count > 0, let start else { throw .openSSL("the public key cannot be written") }
        defer { CRYPTO_free(start, nil, 0) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}
