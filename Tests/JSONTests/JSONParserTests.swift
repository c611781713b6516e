import Domain
import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("1.5", 1.5),
            ("5.0", .double(5)),
            ("1e3", .double(1000)), ("-2.5E-1", -0.25), ("\"\"", ""),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u00e9\ud83d\ude00é""#, "é😀é"), ("[]", []), ("[1, [2], {}]", [1, [2], [:]]),
            ("\u{FEFF}{\"a\": {\"b\": [null]}}", ["a": ["b": [nil]]]),
        ] as [(String, JSONValue)])
    func valueIsRead(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    @Test(arguments: [
        "[]", " [ ] ", "[1]", "\u{FEFF}[1, [2, [3]], {\"a\": [4]}, \"[5]\"]\n", "{}", "1", "\"[]\"", "[1,]", "[1 2]",
        "[1",
        "[1] 2", "[", "[[[[1]]]]", "[1, {\"a\": 1, \"a\": 2}]",
    ])
    func elementsAreThoseOfTheArray(_ text: String) {
        let limits = JSONLimits(maximumDepth: 3)
        let whole = Result { () throws(JSONSyntaxError) in try JSONParser.parse(text, limits: limits).array }
        let single = Result { () throws(JSONSyntaxError) -> [JSONValue]? in
            var elements: [JSONValue] = []
            return try JSONParser.elements(of: Array(text.utf8), limits: limits) { elements.append($0) }
                ? elements : nil
        }
        #expect(single == whole)
    }

    @Test(arguments: [
        ("", 1, 1, "empty"), ("  ", 1, 3, "empty"), ("{", 1, 2, "key in double quotes"), ("[1,]", 1, 4, "value is due"),
        ("{\"a\" 1}", 1, 6, "`:` is due"), ("{'a': 1}", 1, 2, "double quotes"), ("{\"a\":1,}", 1, 8, "double quotes"),
        ("{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "`,` or `}`"), ("[1 2]", 1, 4, "`,` or `]`"),
        ("1 x", 1, 3, "after the end"),
        ("{\"é\": tru}", 1, 7, "`true`"), ("nul", 1, 1, "`null`"), ("01", 1, 1, "begin with 0"), ("-", 1, 2, "digit"),
        ("1.", 1, 3, "digit"), ("1e+", 1, 4, "digit"), ("9223372036854775808", 1, 1, "64 bits"),
        ("1e400", 1, 1, "too large"),
        ("\"ab", 1, 1, "not closed"), ("\"a\nb\"", 1, 3, "next line"), ("\"a\tb\"", 1, 3, #"\t"#),
        (#""\x""#, 1, 2, "backslash"),
        (#""\u12g4""#, 1, 2, "hexadecimal"), (#""\u12"#, 1, 2, "hexadecimal"), (#""\ud800""#, 1, 2, "surrogate"),
        (#""\ude00\ud83d""#, 1, 2, "surrogate"), (#""a\u0000""#, 1, 3, "NUL"), ("\"\0\"", 1, 2, "NUL"),
        ("\0", 1, 1, "NUL"),
        ("{\"a\": 1,\n \"b\": 2, \"b\": 3}", 2, 2, "`b` is given again"),
        ("{\"e\u{301}\": 1, \"\u{e9}\": 2}", 1, 2, "given again"), ("NaN", 1, 1, "`N` cannot stand"),
    ])
    func faultIsPlacedAndExplained(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        #expect(error?.position == SourcePosition(line: line, column: column), "\(String(describing: error))")
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 2), ([0x22, 0xED, 0xA0, 0x80, 0x22], 2), ([0xFF], 1),
            ([0x22, 0xC3, 0xA9, 0xF5, 0x80, 0x80, 0x80, 0x22], 3), ([0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], 4),
        ] as [([UInt8], Int)])
    func invalidUTF8IsRefused(_ bytes: [UInt8], _ column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bytes) }
        #expect(error?.message.contains("UTF-8") == true && error?.column == column)
    }

    @Test func limitsHold() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONParser.parse(nested(200)) }
        let deep = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(201)) }
        #expect(deep?.column == 201)
        let greedy = JSONLimits(maximumDepth: .max)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(1_000_000), limits: greedy) }
        let long = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse("[1,2,3]", limits: JSONLimits(maximumBytes: 6))
        }
        #expect(long?.message.contains("at most 6") == true)
    }

    @Test func prettyTextIsForPeople() {
        let value: JSONValue = ["b": [1, ["c": nil]], "a": [:], "d": [], "e": "x\"y"]
        let expected = """
            {
              "a": {},
              "b": [
                1,
                {
                  "c": null
                }
              ],
              "d": [],
              "e": "x\\"y"
            }

            """
        #expect(value.prettyText == expected)
    }
}
