import COpenSSL
import Domain
import Glibc
import Security
import Testing

@Suite struct CertificateTests {
    private let now = Int64(time(nil))

    /// OpenSSL's own reading of a certificate; the caller frees it.
    private func certificate(_ pem: String) throws -> OpaquePointer {
        let certificate = pem.withCString { text in
            let bio = BIO_new_mem_buf(text, -1)
            defer { BIO_free(bio) }
            return PEM_read_bio_X509(bio, nil, nil, nil)
        }
        return try #require(certificate)
    }

    /// 0, or OpenSSL's reason against trusting `server` because of `authority`.
    private func verdict(_ server: OpaquePointer, trusting authority: OpaquePointer, at time: Int64) -> Int32 {
        let (store, context) = (X509_STORE_new(), X509_STORE_CTX_new())
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        X509_STORE_add_cert(store, authority)
        X509_STORE_CTX_init(context, store, server, nil)
        X509_STORE_CTX_set_time(context, 0, time_t(time))
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER)
        return X509_verify_cert(context) == 1 ? 0 : X509_STORE_CTX_get_error(context)
    }

    @Test func serverIsTrustedBecauseOfItsAuthority() throws {
        let authority = try CertificateAuthority.make(commonName: "HotSwap sandbox", now: now, days: 30)
        let issued = try CertificateAuthority(authority.own).issue(
            names: ["localhost", "*.sandbox.local"], addresses: ["127.0.0.1", "::1"], now: now, days: 10)
        let server = try certificate(issued.certificatePEM)
        let root = try certificate(authority.own.certificatePEM)
        let stranger = try certificate(
            CertificateAuthority.make(commonName: "HotSwap sandbox", now: now).own.certificatePEM)
        defer { for certificate in [server, root, stranger] { X509_free(certificate) } }
        #expect(verdict(server, trusting: root, at: now) == 0)
        #expect(verdict(server, trusting: root, at: now - 299) == 0)
        #expect(verdict(server, trusting: root, at: now + 11 * 86_400) == X509_V_ERR_CERT_HAS_EXPIRED)
        #expect(verdict(server, trusting: root, at: now - 400) == X509_V_ERR_CERT_NOT_YET_VALID)
        #expect(verdict(server, trusting: stranger, at: now) != 0)
        #expect(X509_check_host(server, "localhost", 9, 0, nil) == 1)
        #expect(X509_check_host(server, "a.sandbox.local", 15, 0, nil) == 1)
        #expect(X509_check_host(server, "example.com", 11, 0, nil) == 0)
        #expect(X509_check_ip_asc(server, "127.0.0.1", 0) == 1 && X509_check_ip_asc(server, "::1", 0) == 1)
        #expect(X509_check_ip_asc(server, "127.0.0.2", 0) == 0)
    }

    @Test func keyBelongsToItsCertificate() throws {
        let own = try CertificateAuthority.make(commonName: "HotSwap", now: now).own
        let token = try TokenSigner(SigningKey(pem: own.keyPEM), issuer: "i", audience: "a")
            .token(claims: ["sub": "s", "exp": 9, "iss": "i", "aud": "a"])
        let verifier = TokenVerifier(keys: [try .pem(own.certificatePEM)], issuer: "i", audience: "a")
        #expect(throws: Never.self) { try verifier.verify(token, now: 0) }
    }

    @Test(
        arguments: [
            (["a,DNS:evil.example"], []), (["a b"], []), ([""], []), ([], ["1.2.3.4,DNS:evil"]), ([], ["hello"]),
            ([], [""]),
            ([], []), ([], ["300.1.1.1"]), (["é"], []), ([String(repeating: "a", count: 300)], []),
        ] as [([String], [String])])
    func badNamesAreRefused(_ names: [String], _ addresses: [String]) throws {
        let authority = try CertificateAuthority.make(commonName: "HotSwap", now: now)
        #expect(throws: SecurityError.self) { try authority.issue(names: names, addresses: addresses, now: now) }
    }

    @Test func absurdTimesAreRefused() {
        #expect(throws: SecurityError.self) { try CertificateAuthority.make(commonName: "x", now: now, days: .max) }
        #expect(throws: SecurityError.self) { try CertificateAuthority.make(commonName: "x", now: .max) }
        #expect(throws: SecurityError.self) { try CertificateAuthority.make(commonName: "x", now: .min) }
        #expect(throws: SecurityError.self) {
            let broken = CertificateAndKey(certificatePEM: "x", keyPEM: Secret("y"))
            return try CertificateAuthority(broken).issue(names: ["a"], now: now)
        }
    }
}
