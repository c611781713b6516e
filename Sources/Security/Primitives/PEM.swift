internal import COpenSSL

/// Keys and certificates in the text form of RFC 7468.
enum PEM {
    /// The private key in `text`. Encrypted keys are refused; nobody is asked for a passphrase.
    static func privateKey(_ text: [UInt8]) throws(SecurityError) -> OpenSSLKey {
        let key = withBIO(text) { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) }
        guard let key else { throw .openSSL("no unencrypted private key in PEM form") }
        return OpenSSLKey(owning: key)
    }

    /// The public key in `text`, which may also be a certificate.
    static func publicKey(_ text: [UInt8]) throws(SecurityError) -> OpenSSLKey {
        let key = withBIO(text) { PEM_read_bio_PUBKEY($0, nil, refusePassphrase, nil) }
        if let key { return OpenSSLKey(owning: key) }
        ERR_clear_error()
        if let key = try? certificate(text).publicKey() { return key }
        throw .openSSL("no public key (or certificate) in PEM form")
    }

    /// The certificate in `text`.
    static func certificate(_ text: [UInt8]) throws(SecurityError) -> OpenSSLCertificate {
        let certificate = withBIO(text) { PEM_read_bio_X509($0, nil, refusePassphrase, nil) }
        guard let certificate else { throw .openSSL("no certificate in PEM form") }
        return OpenSSLCertificate(owning: certificate)
    }

    /// The text that `write` puts into a BIO; `nil` where it fails.
    static func text(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = hotswap_bio_contents(bio, &start)
        guard count > 0, let start else { return nil }
        return UnsafeRawBufferPointer(start: start, count: count).map { $0 }
    }

    /// The BIO reads `text` where it is, so it must not outlive the scope of its pointer.
    private static func withBIO(_ text: [UInt8], _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        guard let count = Int32(exactly: text.count) else { return nil }
        return text.withUnsafeBytes { text in
            guard let bio = BIO_new_mem_buf(text.baseAddress, count) else { return nil }
            defer { BIO_free(bio) }
            return read(bio)
        }
    }
}

/// Called by OpenSSL, on the calling thread, when a PEM text is encrypted; without it, it would ask at the terminal.
private func refusePassphrase(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isForWriting: Int32, _ context: UnsafeMutableRawPointer?
) -> Int32 { -1 }

extension OpenSSLKey {
    /// The private key in PEM (PKCS #8).
    func privatePEM() throws(SecurityError) -> [UInt8] {
        let text = PEM.text { PEM_write_bio_PKCS8PrivateKey($0, raw, nil, nil, 0, nil, nil) }
        guard let text else { throw .openSSL("the private key cannot be written") }
        return text
    }

    /// The public key in PEM (SubjectPublicKeyInfo).
    func publicPEM() throws(SecurityError) -> String {
        guard let text = PEM.text({ PEM_write_bio_PUBKEY($0, raw) }) else {
            throw .openSSL("the public key cannot be written")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
