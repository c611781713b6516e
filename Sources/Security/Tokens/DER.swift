internal import COpenSSL

/// The little DER (X.690) that JSON Web Keys and ES256 need.
enum DER {
    /// A public key of the curve P-256 (RFC 5480); `x` and `y` have 32 bytes each.
    static func p256PublicKey(x: [UInt8], y: [UInt8]) -> [UInt8] {
        let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
        let prime256v1: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        return sequence(sequence(ecPublicKey + prime256v1) + bitString([0x04] + x + y))
    }

    /// An RSA public key (RFC 3279).
    static func rsaPublicKey(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        return sequence(sequence(rsaEncryption) + bitString(sequence(integer(modulus) + integer(exponent))))
    }

    /// The signature that a token has as two numbers of 32 bytes each, as OpenSSL takes it.
    static func ecdsaSignature(_ raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 64 else { return nil }
        return sequence(integer(Array(raw[..<32])) + integer(Array(raw[32...])))
    }

    /// The way back.
    static func rawSignature(_ der: [UInt8]) throws(SecurityError) -> [UInt8] {
        let signature = der.withUnsafeBufferPointer { der in
            var start = der.baseAddress
            return d2i_ECDSA_SIG(nil, &start, der.count)
        }
        guard let signature else { throw .openSSL("OpenSSL made no ES256 signature") }
        defer { ECDSA_SIG_free(signature) }
        var raw = [UInt8](repeating: 0, count: 64)
        let isWritten = raw.withUnsafeMutableBufferPointer { raw in
            BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw.baseAddress, 32) == 32
                && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw.baseAddress.map { $0 + 32 }, 32) == 32
        }
        guard isWritten else { throw .openSSL("OpenSSL made no ES256 signature") }
        return raw
    }

    /// The key in a SubjectPublicKeyInfo; `nil` where it is none (a point off the curve, for one).
    static func key(_ der: [UInt8]) -> OpenSSLKey? {
        let key = der.withUnsafeBufferPointer { der in
            var start = der.baseAddress
            return d2i_PUBKEY(nil, &start, der.count)
        }
        ERR_clear_error()
        return key.map { OpenSSLKey(owning: $0) }
    }

    private static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        let needsZero = digits.first.map { $0 >= 0x80 } ?? true
        return value(0x02, (needsZero ? [0] : []) + digits)
    }

    private static func sequence(_ content: [UInt8]) -> [UInt8] { value(0x30, content) }

    private static func bitString(_ content: [UInt8]) -> [UInt8] { value(0x03, [0] + content) }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}
