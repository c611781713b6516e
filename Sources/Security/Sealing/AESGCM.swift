internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags. Thread-safe.
package enum AESGCM {
    package static let keyBytes = 32
    package static let nonceBytes = 12
    package static let tagBytes = 16

    /// Fetched once. `nonisolated(unsafe)`: never written after this, and OpenSSL lets threads share it.
    private nonisolated(unsafe) static let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    /// The ciphertext, as long as `plain`, and its tag. A nonce must never be used twice with one key.
    package static func encrypt(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(SecurityError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let context = try context(key, nonce, encrypts: true)
        defer { EVP_CIPHER_CTX_free(context) }
        let ciphertext = run(context, plain, associatedData)
        var tag = [UInt8](repeating: 0, count: tagBytes)
        guard let ciphertext, hotswap_gcm_get_tag(context, Int32(tagBytes), &tag) == 1 else {
            throw .openSSL("AES-256-GCM could not encrypt")
        }
        return (ciphertext, tag)
    }

    /// The plain bytes; `nil` where key, nonce, tag, associated data and ciphertext do not belong together.
    package static func decrypt(
        _ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(SecurityError) -> [UInt8]? {
        guard tag.count == tagBytes else { return nil }
        let context = try context(key, nonce, encrypts: false)
        defer { EVP_CIPHER_CTX_free(context) }
        var tag = tag
        guard hotswap_gcm_set_tag(context, Int32(tagBytes), &tag) == 1 else {
            throw .openSSL("AES-256-GCM did not take the tag")
        }
        defer { ERR_clear_error() }
        return run(context, ciphertext, associatedData)
    }

    private static func context(
        _ key: [UInt8], _ nonce: [UInt8], encrypts: Bool
    ) throws(SecurityError) -> OpaquePointer {
        guard key.count == keyBytes, nonce.count == nonceBytes else {
            throw SecurityError("AES-256-GCM needs a key of \(keyBytes) bytes and a nonce of \(nonceBytes)")
        }
        guard let context = EVP_CIPHER_CTX_new() else { throw .openSSL("not enough memory for AES-256-GCM") }
        guard EVP_CipherInit_ex2(context, algorithm, key, nonce, encrypts ? 1 : 0, nil) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw .openSSL("OpenSSL has no AES-256-GCM")
        }
        return context
    }

    /// What comes out of `input`; `nil` where OpenSSL refuses, for decryption when the tag is wrong.
    private static func run(_ context: OpaquePointer, _ input: [UInt8], _ associatedData: [UInt8]) -> [UInt8]? {
        guard let inputCount = Int32(exactly: input.count), let dataCount = Int32(exactly: associatedData.count) else {
            return nil
        }
        var count: Int32 = 0
        var rest: Int32 = 0
        var out = [UInt8](repeating: 0, count: input.count + tagBytes)
        let isDone = out.withUnsafeMutableBufferPointer { out in
            (dataCount == 0 || EVP_CipherUpdate(context, nil, &count, associatedData, dataCount) == 1)
                && EVP_CipherUpdate(context, out.baseAddress, &count, input, inputCount) == 1
                && EVP_CipherFinal_ex(context, out.baseAddress.map { $0 + Int(count) }, &rest) == 1
        }
        guard isDone else { return nil }
        out.removeLast(out.count - Int(count) - Int(rest))
        return out
    }
}
