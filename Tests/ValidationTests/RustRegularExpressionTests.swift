import Testing

@testable import Validation

/// The dialect of Rust's crate `regex`, by its documentation and its parser.
@Suite struct RustRegularExpressionTests {
    @Test(
        arguments: [
            (#"(?x) /a b # what"#, "/ab", true), ("/a**", "/aaa", true), ("a*??", "", true), ("a{2}{2}", "aaaa", true),
            (#"\u{e9}\u00e9\U000000E9\x{e9}\xe9"#, "ééééé", true), ("a{ 2 , 3 }", "aa", true), ("a{0}", "", true),
            ("[a-z--b]+", "acz", true), ("[a-z--b]", "b", false), ("[a-z&&[^aeiou]]", "a", false),
            ("[a-z&&[^aeiou]]", "b", true), ("[a-c~~b-d]+", "ad", true), ("[a-c~~b-d]", "b", false),
            ("[a[b-d]]+", "abcd", true), ("[^[ab]]", "a", false), ("[[:foo:]]", "f", true), ("[[:alpha:]]", "1", false),
            ("[]a]+", "]a", true), ("[-a]+", "-a", true), ("[a-]+", "a-", true), ("[&&a]", "a", false),
            (#"\d\w\s"#, "\u{0663}é\u{A0}", true), (#"\{id\}\/\-\%\_"#, "{id}/-%_", true), ("}", "}", true),
            ("(?<a.b[0]>x)(?P<_c>y)", "xy", true), ("(?i:A)(?-i)b", "ab", true), ("(?U)a+", "aa", true),
            (".", "\n", false),
            ("(?i)[k]", "K", true), (#"\b{2}a"#, "a", true), ("a|", "", true), ("()*", "", true),
            ("(?x) [ a b ] ", "b", true), (#"(?x)\ "#, " ", true), (#"\p{Lu}"#, "Ä", true), ("a{,3}|b", "b", nil),
        ] as [(String, String, Bool?)])
    func wholeTextsMatch(_ pattern: String, _ text: String, _ expected: Bool?) {
        #expect((try? RegularExpression(pattern, .rust))?.matches(whole: text) == expected, "\(pattern)")
    }

    @Test(arguments: [
        ("/users/{id}/.*", "has a \"{\" that begins no repetition"), ("/a{", "has a \"{\" that begins no repetition"),
        ("a{,3}", "has a \"{\" that begins no repetition"), ("/a{x}", "has a \"{\" that begins no repetition"),
        ("a{3,2}", "repeats at least more often"), ("{2}", "repeats nothing"), ("(?i)*", "repeats nothing"),
        ("a|+", "repeats nothing"), ("(*)", "repeats nothing"), ("a{99999999999}", "repeats more than"),
        (#"/\Qa\E"#, "has an escape that Linkerd's proxies do not know: \\Q"), (#"\e"#, "has an escape"),
        (#"\Z"#, "has an escape"), ("\\é", "has an escape"), (#"/\012"#, "refers back to a group or has an octal"),
        (#"(a)\1"#, "refers back"), (#"\"#, "ends with a"), ("/[[a]", "has a \"[\" that is never closed"),
        ("[a&&b", "has a \"[\" that is never closed"), ("[a-", "has a \"[\" that is never closed"),
        (#"[\b]"#, "has a place such as"), (#"[\d-z]"#, "has a range that is not between"),
        ("[z-a]", "has a range that"),
        ("(", "has a \"(\""), ("a)", "has a \")\""), ("(?=a)", "looks ahead"), ("(?<!a)", "looks back"),
        ("(?>a)", "has a group or flag"), ("(?ii)", "has a group or flag"), ("(?i-)", "has a group or flag"),
        ("(?)", "has a group or flag"), ("(?--i:a)", "has a group or flag"),
        ("(?P<1a>x)", "has a group with a bad name"),
        ("(?<a>x)(?<a>y)", "names two groups"), (#"\u{d800}"#, "names a character"),
        (#"\x{}"#, "has an escape without"),
        (#"\xg"#, "has an escape without"), (#"\b{begin}"#, "has \"\\b{\""), (#"\p{L"#, "has a \"\\p{\""),
        (#"\pé"#, "names a class of"), (#"\p1"#, "names a class of"), (#"\pX"#, "names a class of"),
        (#"\p{é}"#, "names a class of"), (#"\p{}"#, "names a class of"), (#"\p{^Greek}"#, "names a class of"),
        (#"\p{sc=}"#, "names a class of"), (#"\p{a.b}"#, "names a class of"), (#"\p{ - }"#, "names a class of"),
        ("(/a{1000}){1000}{100}", "is larger than"), (#"\p{Klingon}("#, "has a \"(\""),
    ])
    func whatTheCrateRefuses(_ pattern: String, _ message: String) throws {
        let problem = try #require(RegularExpression.problem(of: pattern, in: .rust), "\(pattern)")
        #expect(problem.description.hasPrefix(message), "\(pattern): \(problem)")
        #expect(problem.offset <= pattern.unicodeScalars.count)
    }

    /// HotSwap has no engine for these; they are no fault.
    @Test(arguments: [
        #"/\p{sc=Greek}"#, #"\p{Klingon}"#, #"[\p{Greek}--α]"#, "/a{2000}", "(?R)/a.", "(?R)/a", #"/\b{start}a"#,
        #"\<a\>"#, #"\pl\PL"#, #"\p{sc!=Greek}"#, #"\p{age=3.0}"#, #"\p{Gréeek}"#, #"\p{ is_greek }"#,
        "(?-u)a", "(){4000000000}", "(?i)[a-z--b]", "(?mR)^a$",
    ])
    func whatTheCrateTakes(_ pattern: String) {
        #expect(RegularExpression.problem(of: pattern, in: .rust) == nil)
    }

    @Test func noTextRunsAway() {
        for text in ["(", "[", "a" + String(repeating: "*?", count: 50_000), "(a*"] {
            let deep = String(repeating: text, count: max(1, 100_000 / text.count))
            #expect(
                RegularExpression.problem(of: deep, in: .rust)?.message.contains("too deep") ?? false,
                "\(text.prefix(9))")
        }
        var random = Shuffler(seed: 11)
        let letters = Array(#"ab01(){}[]*+?|\^$.,-&~:<>=!PpLxuUdsSwbAzi #"#)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
            _ = (try? RegularExpression(text, .rust))?.matches(in: text)
        }
    }
}
