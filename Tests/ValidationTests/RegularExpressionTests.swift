import Testing

@testable import Validation

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "b", false), ("a|b", "b", true), ("a|", "", true),
        ("ab*", "abbb", true),
        ("a{2,3}", "a", false), ("a{2,3}", "aaa", true), ("a{2,3}", "aaaa", false), ("a{2,}", "aaaaaa", true),
        ("a{0}", "", true), ("a{,2}", "a{,2}", true), ("x{", "x{", true), ("[a-c]+", "abcabc", true),
        ("[^a-c]+", "xyz", true), ("[^a-c]+", "xaz", false), ("[]a]+", "]a]", true), ("[a-]+", "a-", true),
        (#"\d+\.\w*"#, "12.ab_1", true), (#"[\D]+"#, "abc", true), (#"[^\D]+"#, "123", true), ("(?i)AbC", "aBc", true),
        ("(?i:a)b", "Ab", true), ("(?i:a)b", "AB", false), ("(?i)[^k]", "K", false), ("(?i)straße", "STRAßE", true),
        (".", "\n", false), ("(?s).", "\n", true), ("(?m)a$\n^b", "a\nb", true), ("a$\n^b", "a\nb", false),
        (#"\bfoo\b"#, "foo", true), (#"\Qa.b\E+"#, "a.bb", true), (#"\x41\x{42}\103"#, "ABC", true),
        ("[[:alpha:]]+", "abc", true), ("[[:^alpha:]]+", "123", true), (#"\pL+"#, "äöü", true),
        (#"\p{Lu}\P{Lu}"#, "Ää", true), (#"[^\p{Lu}]+"#, "ABC", false), ("(?P<a>x)(?<b>y)", "xy", true),
        ("(a*)*", "aaaa", true), ("((a|b)*c)?", "ababc", true), ("a+?b??", "aab", true), ("é", "é", true),
        ("..", "日本", true),
        ("^(|a)+$", "aa", true), (#"\A\z"#, "", true), ("()", "", true), ("(?)a", "a", true), (#"[\]\-]+"#, "]-", true),
    ])
    func wholeTextsMatch(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try RegularExpression(pattern).matches(whole: text) == expected)
    }

    @Test(arguments: [
        ("b", "abc", true), ("^b", "abc", false), ("c$", "abc", true), ("^$", "", true), ("^$", "a", false),
        (#"\bc"#, "abc", false), (#"\Bc"#, "abc", true), ("a.c", "xxabcxx", true), ("", "abc", true),
        ("^Hostname|IPAddress", "an IPAddress", true), ("(^a$)|b", "xb", true),
        (#"^([0-9]{1,5}(h|m|s|ms)){1,4}$"#, "1h20m", true), (#"^([0-9]{1,5}(h|m|s|ms)){1,4}$"#, "1d", false),
    ])
    func partsOfTextsMatch(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try RegularExpression(pattern).matches(in: text) == expected)
    }

    @Test(arguments: [
        ("(", #"has a "(" that is never closed (at character 1)"#), ("a)", #"has a ")" that closes nothing"#),
        ("[a", #"has a "[" that is never closed"#), ("[]", #"has a "[" that is never closed"#),
        ("*", "repeats nothing"),
        ("a|*", "repeats nothing"), ("a**", "repeats a repetition"), ("a{2}{3}", "repeats a repetition"),
        ("a*??", "repeats a repetition"), ("a{1001}", "repeats more than 1000 times"),
        ("(a{100}){11}", "repeats more than 1000 times"), ("a{3,2}", "repeats at least more often than at most"),
        ("[b-a]", "has a range that ends before it begins"), ("(?=a)", "looks ahead, which RE2 cannot"),
        ("(?!a)", "looks ahead, which RE2 cannot"), ("(?<=a)b", "looks back, which RE2 cannot"),
        (#"(a)\1"#, "refers back to a group, which RE2 cannot"), (#"\y"#, #"has an escape that RE2 does not know: \y"#),
        (#"\"#, #"ends with a "\""#), (#"\p{Klingon}"#, "names a class of characters that does not exist"),
        ("[[:foo:]]", "names a class of characters that does not exist"), (#"\xg"#, #"has "\x" without a hexadecimal"#),
        (#"\x{110000}"#, "names a character beyond Unicode"), ("(?P<a>x)(?P<a>y)", "names two groups a"),
        ("(?P<1-2>x)", "has a group with a bad name"), ("(?z)", "has a group of a kind that RE2 does not know"),
        ("(?-)", "has a group of a kind that RE2 does not know"), ("(?i", #"has a "(" that is never closed"#),
        ("[a-\\d]", #"has an escape that RE2 does not know: \d"#),
    ])
    func whatRE2RefusesIsRefusedWithTheReason(_ pattern: String, _ message: String) throws {
        let problem = try #require(RegularExpression.problem(of: pattern))
        #expect(problem.description.hasPrefix(message), "\(problem)")
        #expect(problem.offset <= pattern.unicodeScalars.count)
    }

    @Test func whatOnlyHotSwapCannotIsValid() {
        #expect(RegularExpression.problem(of: #"\p{Greek}+"#) == nil)
        #expect(throws: RegularExpressionError.self) { try RegularExpression(#"\p{Greek}+"#) }
        #expect(RegularExpression.problem(of: "(" + String(repeating: "abcdefgh", count: 100) + "){1000}") == nil)
    }

    /// Expressions on which backtracking takes for ever, and depth on which recursion dies.
    @Test func neitherTimeNorDepthRunAway() throws {
        let text = String(repeating: "a", count: 5000)
        #expect(try !RegularExpression("(a*)*b").matches(whole: text))
        #expect(try !RegularExpression("(a|aa|a?)+$b").matches(in: text))
        #expect(try RegularExpression("(a?){500}a{500}").matches(in: text))
        let deep = String(repeating: "(", count: 900) + "a" + String(repeating: ")*", count: 900)
        #expect(try RegularExpression(deep).matches(whole: "aaa"))
        #expect(
            RegularExpression.problem(of: String(repeating: "(", count: 100_000))?.message == "nests groups too deep")
        var steps = 1000
        #expect(try RegularExpression("a*b").matches(in: text, steps: &steps) == nil)
    }

    /// No text whatever makes the reader trap, and what it takes it can match with.
    @Test func anyTextIsReadOrRefused() {
        var random = Shuffler(seed: 12)
        let letters = Array(#"ab01(){}[]*+?|\^$.,-:<>=!PQEpLxdDsSwWbBAzi"#)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
            _ = (try? RegularExpression(text))?.matches(in: text)
        }
    }
}
