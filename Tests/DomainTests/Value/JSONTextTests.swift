import Domain
import Testing

@Suite struct JSONTextTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (-7, "-7"), (.int(.min), "-9223372036854775808"),
            (1.0, "1.0"), (-0.5, "-0.5"), (-0.0, "0.0"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (0.1, "0.1"),
            (.double(.leastNonzeroMagnitude), "5e-324"),
            (.double(.infinity), "null"), (.double(.nan), "null"), ("", "\"\""), ([], "[]"), (.object([:]), "{}"),
            ("a\"b\\c/é\u{1F600}\n\r\t\u{8}\u{1F}\u{7F}", "\"a\\\"b\\\\c/é\u{1F600}\\n\\r\\t\\u0008\\u001f\u{7F}\""),
            ([1, [nil], "x"], "[1,[null],\"x\"]"),
            (["b": 1, "a": ["d": 2, "c": 3]], "{\"a\":{\"c\":3,\"d\":2},\"b\":1}"),
        ] as [(JSONValue, String)])
    func knownValuesHaveKnownText(_ value: JSONValue, _ text: String) {
        #expect(value.jsonText == text)
        #expect(value.jsonBytes == Array(text.utf8))
    }

    /// In Swift's own order the composed letters would come elsewhere.
    @Test func keysAreInTheOrderOfTheirBytes() {
        let value: JSONValue = ["e\u{301}x": 1, "z": 2, "Z": 3, "\u{E9}": 4, "": 5, "\u{1F600}": 6, "\u{FF5E}": 7]
        let text = "{\"\":5,\"Z\":3,\"e\u{301}x\":1,\"z\":2,\"\u{E9}\":4,\"\u{FF5E}\":7,\"\u{1F600}\":6}"
        #expect(value.jsonBytes == Array(text.utf8))
    }

    @Test(arguments: [UInt64(11), 12])
    func equalValuesHaveEqualText(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let value = JSONValue.random(depth: 4, using: &random)
            #expect(value.jsonText == rebuilt(value).jsonText)
        }
    }

    /// The same value with its members put in the other way round.
    private func rebuilt(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        var other: [String: JSONValue] = [:]
        for (key, member) in members.reversed() { other[key] = rebuilt(member) }
        return .object(other)
    }

    @Test func valuesAreReadByTheirType() {
        let value: JSONValue = ["s": "x", "i": 3, "d": 1.5, "b": true, "a": [1], "o": ["k": nil], "n": nil]
        #expect(value["s"]?.string == "x" && value["i"]?.int == 3 && value["b"]?.bool == true)
        #expect(value["i"]?.number == 3 && value["d"]?.number == 1.5 && value["s"]?.number == nil)
        #expect(value["a"]?.array == [1] && value["o"]?.object == ["k": nil] && value["a"]?[0] == 1)
        #expect(value["d"]?.int == nil && value["i"]?.string == nil && value["s"]?.bool == nil)
        #expect(value["s"]?.array == nil && value["s"]?.object == nil && value["x"] == nil && value["s"]?["x"] == nil)
        #expect(value["a"]?[1] == nil && value["a"]?[-1] == nil && value["s"]?[0] == nil)
        #expect(
            value.object?.mapValues(\.typeName) == [
                "s": "string", "i": "integer", "d": "number", "b": "boolean", "a": "array", "o": "object", "n": "null",
            ])
    }

    @Test func membersAreSetAndTakenAway() {
        var value: JSONValue = ["a": 1]
        value["b"] = 2
        value["a"] = nil
        #expect(value == ["b": 2])
        var other: JSONValue = "text"
        other["a"] = 1
        #expect(other == "text")
        #expect(JSONValue(dictionaryLiteral: ("k", 1), ("k", 2)) == ["k": 2])
    }
}
