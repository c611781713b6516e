extension SigningKey {
    private static let fileName = "the signing key file"

    /// The key in the file at `path`, which nobody but its owner may read (with `groupMayRead`, its group too): a
    /// private key in PEM, or the base64 of an HS256 secret.
    package static func load(_ path: String, groupMayRead: Bool = false) throws(SecurityError) -> SigningKey {
        let content = try KeyFile.read(path, fileName, groupMayRead: groupMayRead)
        if content.starts(with: "-----BEGIN".utf8) { return try SigningKey(pem: Secret(content)) }
        guard let secret = Base64.standard.decode(content.filter { !" \n\r\t".utf8.contains($0) }) else {
            throw SecurityError("\(fileName) \(path) holds neither a private key in PEM nor the base64 of a secret")
        }
        return try SigningKey(Secret(secret))
    }

    /// The key in the file at `path`, which is made (mode 600, a new random key of `algorithm`) where there is none.
    /// Safe when several processes do it at once: all get the same key.
    package static func loadOrCreate(_ path: String, _ algorithm: TokenAlgorithm) throws(SecurityError) -> SigningKey {
        let fresh = try generate(algorithm)
        return try fresh.create(path) ? fresh : load(path)
    }

    /// Writes the key to a new file with mode 600; `false`, and nothing changed, where there is one already.
    package func create(_ path: String) throws(SecurityError) -> Bool {
        let content: [UInt8]
        switch material {
        case .secret(let secret, _): content = Array((Base64.standard.encode(secret.reveal()) + "\n").utf8)
        case .privateKey(let key): content = try key.privatePEM()
        }
        return try KeyFile.create(path, Self.fileName, content)
    }
}
