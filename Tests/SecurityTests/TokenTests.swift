import Domain
import Security
import Testing

@Suite struct TokenTests {
    private static let now: Int64 = 1_700_000_000
    private static let signers: [TokenAlgorithm: SigningKey] = Dictionary(
        uniqueKeysWithValues: TokenAlgorithm.allCases.compactMap { name in
            (try? SigningKey.generate(name)).map { (name, $0) }
        })

    private func key(_ algorithm: TokenAlgorithm) throws -> SigningKey { try #require(Self.signers[algorithm]) }

    private func verifier(_ keys: [VerificationKey]) -> TokenVerifier {
        TokenVerifier(keys: keys, issuer: "hotswap", audience: "api", leeway: 30)
    }

    private func signer(_ key: SigningKey) -> TokenSigner { TokenSigner(key, issuer: "hotswap", audience: "api") }

    private func refusal(_ token: String, _ verifier: TokenVerifier, now: Int64 = now) -> TokenError? {
        #expect(throws: TokenError.self) { try verifier.verify(token, now: now) }
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func signedTokenIsAccepted(_ algorithm: TokenAlgorithm) throws {
        let key = try key(algorithm)
        let token = try signer(key).token(
            subject: "ann", roles: ["Operator", "Viewer"], now: Self.now, lifetime: 60, claims: ["team": "mesh"])
        let verified = try verifier([key.verificationKey]).verify(token, now: Self.now)
        #expect(verified.subject == "ann" && verified.roles == ["Operator", "Viewer"])
        #expect(verified.expires == Self.now + 60 && verified.claims["team"] == "mesh")
        if algorithm != .hs256 {
            let fromPEM = try VerificationKey.pem(try key.publicKeyPEM())
            #expect(fromPEM.algorithm == algorithm)
            #expect(try verifier([fromPEM]).verify(token, now: Self.now) == verified)
        }
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func everyChangedByteIsNoticed(_ algorithm: TokenAlgorithm) throws {
        let key = try key(algorithm)
        let verifier = verifier([key.verificationKey])
        let token = Array(try signer(key).token(subject: "a", roles: [], now: Self.now, lifetime: 60).utf8)
        for index in token.indices {
            for other in [UInt8(ascii: "."), token[index] ^ 1]
            where other != token[index] {
                var changed = token
                changed[index] = other
                let text = String(decoding: changed, as: UTF8.self)
                #expect(throws: TokenError.self, "byte \(index)") { try verifier.verify(text, now: Self.now) }
            }
        }
        #expect(refusal(String(decoding: token.dropLast(), as: UTF8.self), verifier) != nil)
    }

    @Test func timesAreChecked() throws {
        let key = try key(.hs256)
        let verifier = verifier([key.verificationKey])
        let now = Self.now
        func token(_ claims: [String: JSONValue]) throws -> String {
            try signer(key).token(subject: "a", roles: [], now: now, lifetime: 60, claims: claims)
        }
        let plain = try token([:])
        #expect(throws: Never.self) { try verifier.verify(plain, now: now + 89) }
        #expect(refusal(plain, verifier, now: now + 90) == .expired(at: now + 60))
        #expect(refusal(plain, verifier, now: .max) == .expired(at: now + 60))
        #expect(throws: Never.self) { try verifier.verify(plain, now: now - 30) }
        #expect(refusal(plain, verifier, now: now - 31) == .notYetValid(from: now))
        #expect(refusal(plain, verifier, now: .min) == .notYetValid(from: now))
        #expect(refusal(try token(["nbf": .int(now + 31)]), verifier) == .notYetValid(from: now + 31))
        #expect(refusal(try token(["exp": .double(1.5)]), verifier) == .expired(at: 1))
        #expect(refusal(try token(["exp": .int(.min)]), verifier) == .expired(at: .min))
        for bad: JSONValue in ["soon", .double(1e300), nil, true] {
            guard case .malformed = refusal(try token(["exp": bad]), verifier) else {
                Issue.record("accepted \(bad)")
                continue
            }
        }
        let bare: JSONValue = ["sub": "a", "iss": "hotswap", "aud": "api"]
        #expect(refusal(try signer(key).token(claims: bare), verifier) == .malformed("the claim `exp` is missing"))
        #expect(throws: SecurityError.self) { try signer(key).token(subject: "a", roles: [], now: now, lifetime: .max) }
    }

    @Test func issuerAudienceAndRolesAreChecked() throws {
        let key = try key(.es256)
        let verifier = verifier([key.verificationKey])
        func token(_ claims: [String: JSONValue]) throws -> String {
            try signer(key).token(subject: "a", roles: [], now: Self.now, lifetime: 60, claims: claims)
        }
        func roles(_ claim: JSONValue) throws -> [String] {
            try verifier.verify(try token(["roles": claim]), now: Self.now).roles
        }
        #expect(refusal(try token(["iss": "other"]), verifier) == .wrongIssuer)
        #expect(refusal(try token(["iss": nil]), verifier) == .wrongIssuer)
        for audience: JSONValue in ["other", [], ["a", "b"], nil, ["api": true], [["api"]]] {
            #expect(refusal(try token(["aud": audience]), verifier) == .wrongAudience)
        }
        #expect(throws: Never.self) { try verifier.verify(try token(["aud": ["web", "api"]]), now: Self.now) }
        #expect(try roles("Admin Viewer") == ["Admin", "Viewer"] && roles([]) == [] && roles("") == [])
        #expect(throws: TokenError.self) { try roles(["Admin", 1]) }
        #expect(throws: TokenError.self) { try roles(["Admin": true]) }
        #expect(refusal(try token(["sub": ""]), verifier) == .malformed("the claim `sub` (a text) is missing"))
        #expect(refusal(try token(["sub": 7]), verifier) == .malformed("the claim `sub` (a text) is missing"))
    }

    @Test func algorithmsCannotBeConfused() throws {
        let rsa = try key(.rs256)
        let pem = try rsa.publicKeyPEM()
        let verifier = verifier([rsa.verificationKey])
        // The classic: the public key, which everyone has, used as an HS256 secret.
        let forger = signer(try SigningKey(Secret(pem)))
        func forged(_ header: [String: JSONValue]) throws -> String {
            let claims: JSONValue = ["sub": "a", "exp": .int(Self.now + 60), "iss": "hotswap", "aud": "api"]
            return try forger.token(claims: claims, header: header)
        }
        #expect(refusal(try forged(["kid": .string(rsa.id)]), verifier) == .unsupportedAlgorithm("HS256"))
        #expect(refusal(try forged(["kid": .string(rsa.id), "alg": "RS256"]), verifier) == .badSignature)
        #expect(refusal(try forged(["kid": "x"]), verifier) == .unknownKey("x"))
        let anonymous = self.verifier([try .pem(pem)])
        #expect(refusal(try forged(["kid": "x"]), anonymous) == .unknownKey("x"))
        #expect(refusal(try forged(["alg": "RS256"]), anonymous) == .badSignature)
        for name in ["none", "None", "", "HS512", "hs256", "ES384"] {
            #expect(refusal(try forged(["alg": .string(name)]), anonymous) == .unsupportedAlgorithm(name))
        }
        for header: [String: JSONValue] in [["alg": 1], ["alg": nil], ["kid": 1, "alg": "RS256"], ["crit": ["exp"]]] {
            guard case .malformed = refusal(try forged(header), anonymous) else {
                Issue.record("accepted \(header)")
                continue
            }
        }
    }

    @Test func keyIsChosenByItsName() throws {
        let (one, other) = (try SigningKey.generate(.es256), try SigningKey.generate(.es256))
        let token = try signer(other).token(subject: "a", roles: [], now: Self.now, lifetime: 60)
        let both = verifier([one.verificationKey, other.verificationKey])
        #expect(throws: Never.self) { try both.verify(token, now: Self.now) }
        #expect(refusal(token, verifier([one.verificationKey])) == .unknownKey(other.id))
        #expect(refusal(token, verifier([])) == .unknownKey(other.id))
        let unnamed = [try VerificationKey.pem(try one.publicKeyPEM()), try .pem(try other.publicKeyPEM())]
        #expect(throws: Never.self) { try verifier(unnamed).verify(token, now: Self.now) }
        let misnamed = [try VerificationKey.pem(try one.publicKeyPEM(), id: other.id)]
        #expect(refusal(token, verifier(misnamed)) == .badSignature)
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "W10.e30.AA", "é.é.é",
    ])
    func otherTextIsMalformed(_ text: String) throws {
        guard case .malformed = refusal(text, verifier([try key(.hs256).verificationKey])) else {
            Issue.record("not malformed")
            return
        }
    }

    @Test func longTokenIsRefused() throws {
        let claims: [String: JSONValue] = ["x": .string(String(repeating: "x", count: 20_000))]
        let key = try key(.hs256)
        let token = try signer(key).token(subject: "a", roles: [], now: Self.now, lifetime: 60, claims: claims)
        #expect(refusal(token, verifier([key.verificationKey])) == .malformed("it is longer than 16384 bytes"))
    }

    @Test(arguments: [61, 62] as [UInt64])
    func mutatedTokenIsNeverAccepted(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let key = try key(.hs256)
        let verifier = verifier([key.verificationKey])
        let token = Array(try signer(key).token(subject: "a", roles: ["b"], now: Self.now, lifetime: 60).utf8)
        for round in 0..<2_000 {
            var bytes = token
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                if Bool.random(using: &random) {
                    bytes.remove(at: place)
                } else {
                    bytes.insert(UInt8.random(in: 1...127, using: &random), at: place)
                }
            }
            guard bytes != token else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(throws: TokenError.self, "seed \(seed), round \(round)") {
                try verifier.verify(text, now: Self.now)
            }
        }
    }

    @Test func verifierIsSharedByThreads() async throws {
        let keys = try TokenAlgorithm.allCases.map { try key($0) }
        let verifier = verifier(keys.map(\.verificationKey))
        let tokens = try keys.map { try signer($0).token(subject: "a", roles: [], now: Self.now, lifetime: 60) }
        let accepted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<150).count { (try? verifier.verify(tokens[$0 % 3], now: Self.now)) != nil }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(accepted == 8 * 150)
    }
}
