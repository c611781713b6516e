/// Seals secrets for storage (AES-256-GCM) and opens them again. Thread-safe.
///
/// A blob is `1 | n | key id (n bytes) | nonce (12) | ciphertext | tag (16)`; the tag also covers what is before the
/// nonce and the associated data, so a blob opens only in the place that it was sealed for.
package struct Sealer: Sendable {
    private static let version: UInt8 = 1
    private let current: MasterKey
    private let keys: [String: MasterKey]

    /// Seals with `current`; opens what any of the keys sealed, so that keys can be changed one blob after another.
    package init(_ current: MasterKey, older: [MasterKey] = []) {
        self.current = current
        keys = Dictionary(([current] + older).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The blob of `secret`. `associatedData` names the place that it belongs to (`cluster:west`); it is not stored.
    package func seal(_ secret: Secret, associatedData: String) throws(SecurityError) -> [UInt8] {
        let header = [Self.version, UInt8(current.id.utf8.count)] + Array(current.id.utf8)
        let nonce = SecureRandom.bytes(AESGCM.nonceBytes)
        let (ciphertext, tag) = try AESGCM.encrypt(
            secret.reveal(), key: current.bytes.reveal(), nonce: nonce,
            associatedData: header + Array(associatedData.utf8))
        return header + nonce + ciphertext + tag
    }

    /// The secret in `blob`, if it was sealed with one of the keys and the same associated data.
    package func open(_ blob: [UInt8], associatedData: String) throws(SecurityError) -> Secret {
        let key = try key(of: blob)
        let nonceStart = 2 + key.id.utf8.count
        let start = nonceStart + AESGCM.nonceBytes
        let end = blob.count - AESGCM.tagBytes
        guard start <= end else { throw SecurityError("the sealed secret is cut off") }
        let plain = try AESGCM.decrypt(
            Array(blob[start..<end]), tag: Array(blob[end...]), key: key.bytes.reveal(),
            nonce: Array(blob[nonceStart..<start]),
            associatedData: Array(blob[..<nonceStart]) + Array(associatedData.utf8))
        guard let plain else {
            throw SecurityError(
                "the sealed secret is damaged, or was sealed for another place than `\(associatedData)`")
        }
        return Secret(plain)
    }

    /// The id of the key that sealed `blob`; `nil` where it is no blob. Blobs of older keys are to be sealed anew.
    package static func keyID(of blob: [UInt8]) -> String? {
        guard blob.count >= 2, blob[0] == version, blob.count >= 2 + Int(blob[1]) else { return nil }
        return String(validating: blob[2..<2 + Int(blob[1])], as: UTF8.self)
    }

    private func key(of blob: [UInt8]) throws(SecurityError) -> MasterKey {
        guard let id = Self.keyID(of: blob) else {
            throw SecurityError("these \(blob.count) bytes are no sealed secret, or one of a later version of HotSwap")
        }
        if let key = keys[id] { return key }
        let shown = id.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? id : "of unknown name"
        throw SecurityError("the secret was sealed with key \(shown), which is not here (\(keys.keys.sorted()) are)")
    }
}
