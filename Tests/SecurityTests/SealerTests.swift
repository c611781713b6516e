import Glibc
import Security
import Testing

@Suite struct SealerTests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal).compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static let zero = String(repeating: "00", count: 32)
    private static let key16 = String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2)

    /// Test cases 13, 14 and 16 of the GCM specification that NIST SP 800-38D refers to.
    @Test(arguments: [
        [zero, "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
        [
            zero, "000000000000000000000000", "", "00000000000000000000000000000000",
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ],
        [
            key16, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
                + "ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
                + "bcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ],
    ])
    func gcmIsTheStandards(_ vector: [String]) throws {
        let parts = vector.map(Self.bytes)
        let (key, nonce, data, plain, ciphertext, tag) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
        let sealed = try AESGCM.encrypt(plain, key: key, nonce: nonce, associatedData: data)
        #expect(sealed.ciphertext == ciphertext && sealed.tag == tag)
        #expect(try AESGCM.decrypt(ciphertext, tag: tag, key: key, nonce: nonce, associatedData: data) == plain)
        #expect(try AESGCM.decrypt(ciphertext, tag: [], key: key, nonce: nonce, associatedData: data) == nil)
        #expect(throws: SecurityError.self) {
            try AESGCM.encrypt(plain, key: [1], nonce: nonce, associatedData: data)
        }
    }

    @Test func sealedSecretsOpenInTheirPlaceOnly() throws {
        let sealer = Sealer(try .generate())
        var random = SeededRandom(seed: 51)
        for count in [0, 1, 15, 16, 17, 1000, 70_000] {
            let secret = Secret(random.bytes(count))
            let blob = try sealer.seal(secret, associatedData: "cluster:west")
            #expect(try sealer.open(blob, associatedData: "cluster:west") == secret)
            #expect(try sealer.seal(secret, associatedData: "cluster:west") != blob)
            let error = #expect(throws: SecurityError.self) { try sealer.open(blob, associatedData: "cluster:east") }
            #expect(error?.message.contains("cluster:east") == true)
        }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let sealer = Sealer(try .generate())
        let blob = try sealer.seal(Secret("kubeconfig"), associatedData: "")
        for index in blob.indices {
            for bit in 0..<8 {
                var changed = blob
                changed[index] ^= 1 << bit
                #expect(throws: SecurityError.self, "byte \(index)") { try sealer.open(changed, associatedData: "") }
            }
            #expect(throws: SecurityError.self) { try sealer.open(Array(blob[..<index]), associatedData: "") }
        }
        #expect(throws: SecurityError.self) { try sealer.open(blob + [0], associatedData: "") }
    }

    @Test func keysCanBeChanged() throws {
        let (old, new) = (try MasterKey.generate(), try MasterKey.generate())
        let blob = try Sealer(old).seal(Secret("x"), associatedData: "a")
        #expect(Sealer.keyID(of: blob) == old.id && Sealer.keyID(of: []) == nil && Sealer.keyID(of: [2, 0]) == nil)
        #expect(try Sealer(new, older: [old]).open(blob, associatedData: "a") == Secret("x"))
        let error = #expect(throws: SecurityError.self) { try Sealer(new).open(blob, associatedData: "a") }
        #expect(error?.message.contains(old.id) == true)
    }

    @Test func keyFileIsMadeOnceAndPrivate() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        let key = try MasterKey.loadOrCreate(path)
        #expect(folder.mode(path) == 0o600 && folder.count == 1)
        #expect(try MasterKey.loadOrCreate(path).id == key.id && MasterKey.load(path).id == key.id)
        #expect(folder.count == 1)
    }

    @Test func manyProcessesAgreeOnOneKeyFile() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/key"
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try MasterKey.loadOrCreate(path).id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test(
        arguments: [
            (String(repeating: "A", count: 43) + "=\n", 0o640, "chmod 600"),
            (String(repeating: "A", count: 43) + "=", 0o604, "chmod 600"),
            ("short", 0o600, "openssl rand"), (String(repeating: "A", count: 44), 0o600, "openssl rand"),
            ("", 0o600, "openssl rand"),
            (String(repeating: "A", count: 100_000), 0o600, "too long"),
        ] as [(String, mode_t, String)])
    func badKeyFileIsRefused(_ text: String, _ mode: mode_t, _ message: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(text, mode: mode)
        let error = #expect(throws: SecurityError.self) { try MasterKey.load(path) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        if mode == 0o640 { #expect(throws: Never.self) { try MasterKey.load(path, groupMayRead: true) } }
        if mode == 0o604 { #expect(throws: SecurityError.self) { try MasterKey.load(path, groupMayRead: true) } }
    }

    @Test func missingKeyFileIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        let missing = #expect(throws: SecurityError.self) { try MasterKey.load("\(path)/other") }
        #expect(missing?.message.contains("\(path)/other cannot be opened: No such file") == true)
        #expect(throws: SecurityError.self) { try MasterKey.load(path) }
        #expect(throws: SecurityError.self) { try MasterKey.loadOrCreate("\(path)/none/key") }
        #expect(throws: SecurityError.self) { try MasterKey(Secret("short")) }
    }
}
