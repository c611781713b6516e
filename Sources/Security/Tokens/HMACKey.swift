internal import COpenSSL

/// A key for HMAC with SHA-256, prepared once and copied for each use.
///
/// `@unchecked Sendable`: the prepared context is only ever copied from after `init`, and copying reads it.
final class HMACKey: @unchecked Sendable {
    private let prepared: OpaquePointer

    init(_ secret: Secret) throws(SecurityError) {
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else { throw .openSSL("OpenSSL has no HMAC") }
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { throw .openSSL("not enough memory for HMAC") }
        prepared = context
        let key = secret.reveal()
        guard hotswap_hmac_sha256_init(context, key, key.count) == 1 else {
            throw .openSSL("HMAC did not take the key")
        }
    }

    deinit { EVP_MAC_CTX_free(prepared) }

    /// The 32 bytes of the code over `message`; `nil` where OpenSSL is out of memory.
    func code(over message: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let context = EVP_MAC_CTX_dup(prepared) else { return nil }
        defer { EVP_MAC_CTX_free(context) }
        var code = [UInt8](repeating: 0, count: 32)
        var count = 0
        guard EVP_MAC_update(context, message.baseAddress, message.count) == 1,
            EVP_MAC_final(context, &code, &count, code.count) == 1, count == code.count
        else { return nil }
        return code
    }
}
