internal import COpenSSL

/// An X.509 certificate that is being filled in.
struct CertificateBuilder: ~Copyable {
    let certificate: OpenSSLCertificate

    static func newKey() throws(SecurityError) -> OpenSSLKey {
        guard let raw = hotswap_generate_p256() else { throw .openSSL("no P-256 key could be made") }
        return OpenSSLKey(owning: raw)
    }

    /// A certificate of `key`, with a random serial number.
    static func of(
        _ key: OpenSSLKey, commonName: String, now: Int64, days: Int
    ) throws(SecurityError) -> CertificateBuilder {
        let certificate = try OpenSSLCertificate.empty()
        // A common name has at most 64 characters (RFC 5280); the alternative names count anyway.
        try fill(certificate.raw, String(commonName.prefix(64)), key)
        try setTimes(certificate.raw, now, days)
        return CertificateBuilder(certificate: certificate)
    }

    private static func fill(_ raw: OpaquePointer, _ name: String, _ key: OpenSSLKey) throws(SecurityError) {
        let count = Int32(clamping: name.utf8.count)
        guard X509_set_version(raw, 2) == 1, setSerial(raw), X509_set_pubkey(raw, key.raw) == 1,
            X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_FLAG, name, count, -1, 0) == 1
        else { throw .openSSL("the certificate of `\(name)` cannot be made") }
    }

    private static func setSerial(_ raw: OpaquePointer) -> Bool {
        var bytes = SecureRandom.bytes(16)
        bytes[0] &= 0x7F
        guard let number = BN_bin2bn(bytes, Int32(clamping: bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil
    }

    /// Valid from five minutes before `now`, because other machines' clocks may be behind.
    private static func setTimes(_ raw: OpaquePointer, _ now: Int64, _ days: Int) throws(SecurityError) {
        let (seconds, overflow) = Int64(days).multipliedReportingOverflow(by: 86_400)
        let (end, endOverflow) = now.addingReportingOverflow(seconds)
        let (start, startOverflow) = now.subtractingReportingOverflow(300)
        guard !overflow, !endOverflow, !startOverflow,
            ASN1_TIME_set(X509_getm_notBefore(raw), time_t(start)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(raw), time_t(end)) != nil
        else { throw .openSSL("a certificate cannot be valid for \(days) days") }
    }

    func setIssuer(of issuer: borrowing OpenSSLCertificate) throws(SecurityError) {
        guard X509_set_issuer_name(certificate.raw, X509_get_subject_name(issuer.raw)) == 1 else {
            throw .openSSL("the certificate takes no issuer")
        }
    }

    func setIssuer(of builder: borrowing CertificateBuilder) throws(SecurityError) {
        try setIssuer(of: builder.certificate)
    }

    /// Adds an extension in OpenSSL's notation.
    func add(_ kind: Int32, _ value: String, issuer: borrowing OpenSSLCertificate) throws(SecurityError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.raw, certificate.raw, nil, nil, 0)
        guard let part = X509V3_EXT_conf_nid(nil, &context, kind, value) else {
            throw .openSSL("the certificate does not take `\(value)`")
        }
        defer { X509_EXTENSION_free(part) }
        guard X509_add_ext(certificate.raw, part, -1) == 1 else {
            throw .openSSL("the certificate does not take `\(value)`")
        }
    }

    /// The finished certificate in PEM.
    func signed(by key: OpenSSLKey) throws(SecurityError) -> String {
        guard X509_sign(certificate.raw, key.raw, EVP_sha256()) > 0 else {
            throw .openSSL("the certificate could not be signed")
        }
        return try certificate.pem()
    }
}
