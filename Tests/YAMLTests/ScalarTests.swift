import Domain
import Testing
import YAML

/// What unquoted, quoted and tagged scalars stand for. The first table is what Kubernetes' own library answers.
@Suite struct ScalarTests {
    @Test(
        arguments: [
            ("yes", true), ("Y", true), ("on", true), ("True", true), ("no", false), ("N", false), ("OFF", false),
            ("false", false), ("yEs", "yEs"), ("tRUE", "tRUE"), ("~", nil), ("Null", nil), ("nULL", "nULL"),
            ("0", 0), ("-12", -12), ("+5", 5), ("1_000", 1000), ("0x1F", 31), ("-0x1f", -31), ("0o17", 15),
            ("0777", 511),
            ("0b101", 5), ("-0b11", -3), ("08", 8), ("0x", "0x"), ("0xg", "0xg"), ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)), ("1.5", 1.5), (".5", 0.5), (".5_", ".5_"), ("-.5e1", -5), ("1.", 1),
            ("5.0", 5),
            ("1e3", 1000),
            ("1e-2", 0.01), ("1e", "1e"), ("1.2.3", "1.2.3"), ("10.0.0.1", "10.0.0.1"), ("1e400", "1e400"), ("+", "+"),
            (".", "."), ("-", [nil]), ("12:30", "12:30"), ("2024-01-02", "2024-01-02"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
            ("30s", "30s"), ("<<", "<<"), ("=", "="), ("'yes'", "yes"), ("\"1\"", "1"), ("|\n  1", "1"),
            (">-\n  a\n  b", "a b"),
            ("!!str 12", "12"), ("!!str yes", "yes"), ("! 12", "12"), ("!!int \"12\"", 12), ("!!int 0x10", 16),
            ("!!float 3", 3),
            ("!!bool \"no\"", false), ("!!null ''", nil), ("!!timestamp 2024-01-02", "2024-01-02"),
            ("!!map {a: 1}", ["a": 1]),
            ("!!seq [1]", [1]), ("\"\\u00e9\\x41\\U0001F600\\/\"", "éA😀/"),
        ] as [(String, JSONValue)])
    func scalarIsReadAsKubernetesReadsIt(_ text: String, _ expected: JSONValue) throws {
        let documents = try YAMLParser.documents("- " + text.replacing("\n", with: "\n  "))
        #expect(documents.map(\.value) == [[expected]])
    }

    @Test(arguments: [
        (".inf", "no number"), ("-.INF", "no number"), (".nan", "no number"), ("9223372036854775808", "64 bits"),
        ("123456789012345678901234567890", "64 bits"), ("0xFFFFFFFFFFFFFFFFFF", "64 bits"), ("!!int abc", "tag says"),
        ("!!int 1.5", "tag says"), ("!!bool 1", "tag says"), ("!!null x", "tag says"), ("!!binary aGk=", "!!binary"),
        ("!foo bar", "!foo"), ("!!set {a}", "!!set"), ("!!map [1]", "!!map"), ("!!seq {a: 1}", "!!seq"),
        ("!!map x", "!!map"),
        ("\"a\\0\"", "NUL"), ("\"\\ud800\"", "escape"), ("*", "begins with `*`"), ("*.example.com", "begins with `*`"),
        ("*foo", "begins with `*`"), ("&", "begins with `&`"), ("@a", "cannot begin with `@`"),
        ("`a", "cannot begin with ```"),
        ("!e!x a", "begins with `!`"), ("%a", "cannot begin with `%`"),
    ])
    func scalarThatWouldBeLostIsRefused(_ text: String, _ message: String) {
        let error = #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents("a: 1\nb:\n- " + text) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.line == 3)
    }

    @Test(
        arguments: [
            ("8080: x", "8080"), ("-1: x", "-1"), ("true: x", "true"), ("\"on\": x", "on"), ("'1.10': x", "1.10"),
            ("a b: x", "a b"),
            ("\"\": x", ""), ("? long\n: x", "long"), ("!!str 1.5: x", "1.5"), ("2024-01-01: x", "2024-01-01"),
            ("\"<<\": x", "<<"),
            ("*.a: x", nil), ("on: x", nil), ("y: x", nil), ("1.10: x", nil), ("0x1F: x", nil), ("null: x", nil),
            (": x", nil),
            ("[a]: x", nil), ("{a: b}: x", nil), ("{{ a }}: x", nil), ("? \n  a: b\n: x", nil),
        ] as [(String, String?)])
    func keyIsTextOrRefused(_ text: String, _ key: String?) throws {
        if let key {
            #expect(try YAMLParser.documents(text).map(\.value) == [.object([key: "x"])])
        } else {
            let error = #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(text) }
            #expect(error.map { $0.line <= 2 } == true)
        }
    }
}
