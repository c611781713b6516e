internal import COpenSSL

/// An X.509 certificate of OpenSSL's.
struct OpenSSLCertificate: ~Copyable {
    let raw: OpaquePointer

    /// Takes `raw` over and frees it in the end.
    init(owning raw: OpaquePointer) { self.raw = raw }

    deinit { X509_free(raw) }

    /// One that is to be filled in.
    static func empty() throws(SecurityError) -> OpenSSLCertificate {
        guard let raw = X509_new() else { throw .openSSL("not enough memory for a certificate") }
        return OpenSSLCertificate(owning: raw)
    }

    func publicKey() throws(SecurityError) -> OpenSSLKey {
        guard let key = X509_get_pubkey(raw) else { throw .openSSL("the certificate has no public key") }
        return OpenSSLKey(owning: key)
    }

    func pem() throws(SecurityError) -> String {
        guard let text = PEM.text({ PEM_write_bio_X509($0, raw) }) else {
            throw .openSSL("the certificate cannot be written")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
