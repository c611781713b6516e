internal import COpenSSL

/// A certificate and the private key that belongs to it, both in PEM.
package struct CertificateAndKey: Sendable, Equatable {
    package let certificatePEM: String
    package let keyPEM: Secret

    package init(certificatePEM: String, keyPEM: Secret) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }
}

/// A small certificate authority for private servers (the sandbox, tests). All keys are on the curve P-256.
package struct CertificateAuthority: Sendable {
    /// Its own certificate, which clients are to trust, and its key.
    package let own: CertificateAndKey

    /// An authority that exists already.
    package init(_ own: CertificateAndKey) { self.own = own }

    /// A new authority, self-signed, valid from five minutes before `now` (seconds since 1970) for `days` days.
    package static func make(
        commonName: String, now: Int64, days: Int = 3650
    ) throws(SecurityError) -> CertificateAuthority {
        let key = try CertificateBuilder.newKey()
        let builder = try CertificateBuilder.of(key, commonName: commonName, now: now, days: days)
        try builder.setIssuer(of: builder)
        try builder.add(NID_basic_constraints, "critical,CA:TRUE", issuer: builder.certificate)
        try builder.add(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: builder.certificate)
        try builder.add(NID_subject_key_identifier, "hash", issuer: builder.certificate)
        let pem = try builder.signed(by: key)
        return CertificateAuthority(CertificateAndKey(certificatePEM: pem, keyPEM: Secret(try key.privatePEM())))
    }

    /// A new key and a certificate for a server (or client) of these DNS names and IP addresses, at least one of
    /// either; its common name is the first.
    package func issue(
        names: [String], addresses: [String] = [], now: Int64, days: Int = 825
    ) throws(SecurityError) -> CertificateAndKey {
        let alternatives = try Self.alternatives(names, addresses)
        let issuer = try PEM.certificate(Array(own.certificatePEM.utf8))
        let issuerKey = try PEM.privateKey(own.keyPEM.reveal())
        let key = try CertificateBuilder.newKey()
        let commonName = (names + addresses).first ?? ""
        let builder = try CertificateBuilder.of(key, commonName: commonName, now: now, days: days)
        try builder.setIssuer(of: issuer)
        try builder.add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
        try builder.add(NID_key_usage, "critical,digitalSignature", issuer: issuer)
        try builder.add(NID_ext_key_usage, "serverAuth,clientAuth", issuer: issuer)
        try builder.add(NID_subject_alt_name, alternatives, issuer: issuer)
        try builder.add(NID_authority_key_identifier, "keyid", issuer: issuer)
        let pem = try builder.signed(by: issuerKey)
        return CertificateAndKey(certificatePEM: pem, keyPEM: Secret(try key.privatePEM()))
    }

    /// OpenSSL's notation, in which a comma would begin another name.
    private static func alternatives(_ names: [String], _ addresses: [String]) throws(SecurityError) -> String {
        for name in names where !isMade(name, of: "-.*_") { throw SecurityError("`\(name)` is no DNS name") }
        for address in addresses where !isMade(address, of: ".:") {
            throw SecurityError("`\(address)` is no IP address")
        }
        guard !(names + addresses).isEmpty else { throw SecurityError("a certificate needs a name or an address") }
        return (names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" }).joined(separator: ",")
    }

    private static func isMade(_ text: String, of marks: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
                    || marks.unicodeScalars.contains($0)
            }
    }
}
