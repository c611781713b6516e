import Security
import Testing

@Suite struct SigningKeyFileTests {
    @Test(arguments: TokenAlgorithm.allCases)
    func keyIsKeptInAPrivateFile(_ algorithm: TokenAlgorithm) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        let key = try SigningKey.loadOrCreate(path, algorithm)
        #expect(key.algorithm == algorithm && folder.mode(path) == 0o600 && folder.count == 1)
        let again = try SigningKey.loadOrCreate(path, algorithm)
        #expect(again.id == key.id && again.algorithm == algorithm)
        #expect(try key.create(path) == false)
        let token = try TokenSigner(again, issuer: "i", audience: "a").token(
            subject: "s", roles: [], now: 0, lifetime: 9)
        let verifier = TokenVerifier(keys: [key.verificationKey], issuer: "i", audience: "a")
        #expect(throws: Never.self) { try verifier.verify(token, now: 0) }
    }

    @Test(arguments: [
        "", "AAAA", "!!", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        // An Ed25519 key, of which tokens know nothing.
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n",
        // Encrypted: nobody may be asked for a passphrase.
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAgAAAAAAAAAAAICCAAw\n"
            + "DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIAAAAAAAAAAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
    ])
    func badKeyFileIsRefused(_ content: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(content, mode: 0o600)
        #expect(throws: SecurityError.self) { try SigningKey.load(path) }
    }

    @Test func readableKeyFileIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file(String(repeating: "A", count: 88), mode: 0o644)
        let error = #expect(throws: SecurityError.self) { try SigningKey.load(path) }
        #expect(error?.message.contains("chmod 600") == true)
    }

    @Test func hs256HasNoPublicPart() throws {
        #expect(throws: SecurityError.self) { try SigningKey.generate(.hs256).publicKeyPEM() }
        #expect(throws: SecurityError.self) { try SigningKey(Secret("short")) }
        #expect(throws: SecurityError.self) { try VerificationKey.hs256(Secret("short")) }
    }
}
