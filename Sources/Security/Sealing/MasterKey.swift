/// The key that everything secret at rest is sealed with: 32 random bytes, kept as base64 in a file of its own.
package struct MasterKey: Sendable {
    /// Eight hexadecimal digits that follow from the key and tell nothing about it; sealed blobs carry them.
    package let id: String
    let bytes: Secret

    /// The key of these 32 bytes.
    package init(_ bytes: Secret) throws(SecurityError) {
        guard bytes.count == AESGCM.keyBytes else {
            throw SecurityError("a master key has \(AESGCM.keyBytes) bytes, this one has \(bytes.count)")
        }
        self.bytes = bytes
        id = String(SHA256.hex(of: Array("hotswap master key id\n".utf8) + bytes.reveal()).prefix(8))
    }

    /// A new random key, in no file yet.
    package static func generate() throws(SecurityError) -> MasterKey {
        try MasterKey(Secret(SecureRandom.bytes(AESGCM.keyBytes)))
    }

    /// The key in the file at `path`, which nobody but its owner may read (with `groupMayRead`, its group too, for
    /// secrets that Kubernetes mounts).
    package static func load(_ path: String, groupMayRead: Bool = false) throws(SecurityError) -> MasterKey {
        let text = try KeyFile.read(path, Self.fileName, groupMayRead: groupMayRead)
        let content = text.filter { !" \n\r\t".utf8.contains($0) }
        guard let bytes = Base64.standard.decode(content), bytes.count == AESGCM.keyBytes else {
            throw SecurityError(
                "\(fileName) \(path) is no base64 of \(AESGCM.keyBytes) bytes; make one with: openssl rand -base64 32")
        }
        return try MasterKey(Secret(bytes))
    }

    /// The key in the file at `path`, which is made (mode 600, a new random key) where there is none. Safe when
    /// several processes do it at once: all get the same key.
    package static func loadOrCreate(_ path: String) throws(SecurityError) -> MasterKey {
        let fresh = try generate()
        let content = Array((Base64.standard.encode(fresh.bytes.reveal()) + "\n").utf8)
        return try KeyFile.create(path, fileName, content) ? fresh : load(path)
    }

    private static let fileName = "the master key file"
}
