internal import COpenSSL

/// Random bytes that nobody can foretell: keys, nonces, ids. Thread-safe.
package enum SecureRandom {
    /// `count` random bytes, none where it is not positive.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
            // As Swift's own generator, this does not go on without randomness; the kernel always has some.
            precondition(RAND_bytes(out.baseAddress, Int32(clamping: count)) == 1, "OpenSSL has no randomness")
            initialized = count
        }
    }
}

/// Comparison that takes equally long wherever the first difference is.
package enum ConstantTime {
    /// Whether both hold the same bytes. Only the lengths can be learned from the time it takes.
    package static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}
