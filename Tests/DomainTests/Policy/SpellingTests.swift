import Domain
import Testing

@Suite struct SpellingTests {
    @Test(
        arguments: [
            ("htpp", "http"), ("HTTP", "http"), ("host", "hosts"), ("hostss", "hosts"), ("gatewaysss", "gateways"),
            ("exporto", "exportTo"), ("xxxx", nil), ("", nil), ("completelyElse", nil),
        ] as [(String, String?)])
    func theNearestKnownWord(_ word: String, _ nearest: String?) {
        #expect(Spelling.nearest(to: word, in: ["http", "hosts", "gateways", "exportTo"]) == nearest)
    }

    @Test func endlessWordsAreNotTried() {
        #expect(Spelling.nearest(to: String(repeating: "a", count: 65), in: [String(repeating: "a", count: 65)]) == nil)
        #expect(Spelling.nearest(to: "a", in: []) == nil)
    }
}
