internal import COpenSSL

/// The hash SHA-256. Thread-safe.
package enum SHA256 {
    /// Fetched once, because looking an algorithm up costs more than hashing a short text.
    /// `nonisolated(unsafe)`: never written after this, and OpenSSL lets any number of threads share it.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    /// The 32 bytes of the hash of `bytes`.
    package static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.withContiguousStorageIfAvailable(digest) ?? Array(bytes).withUnsafeBufferPointer(digest)
    }

    /// The hash of `bytes` as 64 lower-case hexadecimal digits.
    package static func hex(of bytes: some Sequence<UInt8>) -> String { Hexadecimal.text(of: hash(bytes)) }

    private static func digest(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            // Only a broken OpenSSL installation fails here; a wrong hash must never get out.
            precondition(
                EVP_Digest(bytes.baseAddress, bytes.count, out.baseAddress, nil, algorithm, nil) == 1,
                "OpenSSL has no SHA-256")
            count = 32
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
    package static func text(of bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
