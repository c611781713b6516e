import Security
import Testing

@Suite struct PrimitivesTests {
    @Test func sha256IsTheStandards() {
        #expect(SHA256.hex(of: "abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(SHA256.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let million = repeatElement(UInt8(ascii: "a"), count: 1_000_000)
        #expect(SHA256.hex(of: million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(SHA256.hash("abc".utf8).count == 32)
    }

    @Test func comparisonIsByContent() {
        #expect(ConstantTime.equal([], []) && ConstantTime.equal([1, 2], [1, 2]))
        #expect(!ConstantTime.equal([1, 2], [1, 3]) && !ConstantTime.equal([1], [1, 2]))
    }

    @Test func randomBytesDiffer() {
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        #expect(SecureRandom.bytes(0).isEmpty && SecureRandom.bytes(-1).isEmpty && SecureRandom.bytes(7).count == 7)
    }

    @Test func secretIsNeverPrinted() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        #expect("\(secret)\(String(reflecting: secret))" == "******" && "\([secret])" == "[***]")
        #expect(!dumped.contains("hunter2") && !dumped.contains("104"))
        #expect(
            secret.revealText() == "hunter2" && secret == Secret(Array("hunter2".utf8)) && secret != Secret("hunter3"))
        #expect(Secret([0xFF]).revealText() == nil && secret.count == 7)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func base64IsTheStandards(_ plain: String, _ text: String) {
        #expect(Base64.standard.encode(plain.utf8) == text)
        #expect(Base64.standard.decode(text.utf8) == Array(plain.utf8))
        #expect(Base64.url.encode(plain.utf8) == text.replacing("=", with: ""))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9", "Zm8=Zg==", "Zm-v", "Zm9v\n", "=", "====", "Zm9v===="])
    func otherBase64IsRefused(_ text: String) {
        #expect(Base64.standard.decode(text.utf8) == nil)
    }

    @Test func base64GoesBothWays() {
        var random = SeededRandom(seed: 41)
        for count in 0..<300 {
            let bytes = random.bytes(count)
            #expect(Base64.standard.decode(Base64.standard.encode(bytes).utf8) == bytes)
            #expect(Base64.url.decode(Base64.url.encode(bytes).utf8) == bytes)
        }
        #expect(Base64.url.encode([0xFB, 0xFF]) == "-_8" && Base64.url.decode("+/8".utf8) == nil)
        #expect(Base64.url.decode("-_9".utf8) == nil, "unused bits must be zero")
    }
}
