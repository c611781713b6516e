import Domain
import Testing

@testable import Validation

@Suite struct CELTests {
    private let document: JSONValue = [
        "name": "a", "port": 80, "share": 0.5, "tags": ["x", "y"], "labels": ["app": "web"], "namespace": "shop",
        "items": [["n": 1], ["n": 2], ["n": 2]], "a-b": true,
    ]

    private func holds(_ rule: String) throws -> Bool {
        var steps = 100_000
        return try CELProgram(rule).holds(document, steps: &steps)
    }

    @Test(arguments: [
        "self.port == 80", "self.port == 80.0", "self.share < 1", "self.port + 1 == 81", "-self.port == -80",
        "7 % 4 == 3 && 7 / 2 == 3 && 7.0 / 2.0 == 3.5", "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "self.name != 'b'",
        "'b' > self.name", "self.name + 'b' == 'ab'", "[1] + [2] == [1, 2]", "2 in [1, 2]", "'app' in self.labels",
        "has(self.name) && !has(self.nothing)", "has(self.nothing) ? false : true", "self.tags[1] == 'y'",
        "self.labels['app'] == 'web'", "self.__namespace__ == 'shop'", "self.a__dash__b", "size(self.tags) == 2",
        "self.name.size() == 1", "self.tags.all(t, t.size() == 1)", "self.tags.exists(t, t == 'x')",
        "self.items.exists_one(i, i.n == 1)", "!self.items.exists_one(i, i.n == 2)", "self.labels.all(k, k == 'app')",
        "self.items.filter(i, i.n == 2).size() == 2", "self.items.map(i, i.n) == [1, 2, 2]",
        "self.items.map(i, i.n > 1, i.n) == [2, 2]", "self.items.all(i, self.items.exists(j, i.n == j.n))",
        "{'a': 1}.size() == 1 && {}.size() == 0", "type(self.name) == string && type(1) == int", "int('42') == 42",
        "string(42) == '42' && double('1.5') == 1.5", "duration('1h20m') > duration('3s')",
        "duration('1.5s').getMilliseconds() == 1500", "duration('1m') + duration('1m') == duration('2m')",
        "'abc'.substring(1) == 'bc' && 'abc'.substring(0, 2) == 'ab'", "'a,b'.split(',') == ['a', 'b']",
        "'a,b,c'.split(',', 2) == ['a', 'b,c']", "'aBc'.lowerAscii() == 'abc' && 'aBc'.upperAscii() == 'ABC'",
        "'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c')", "' a '.trim() == 'a'",
        "'a.b'.replace('.', '-') == 'a-b'", "'abca'.indexOf('a', 1) == 3 && 'abca'.lastIndexOf('a') == 3",
        "['a', 'b'].join('-') == 'a-b'", "[1, 2].sum() == 3 && [2, 1].min() == 1 && [1, 2].isSorted()",
        #"'abc'.matches('^a.c$') && 'a\nb'.size() == 3 && r'\d' == '\\d'"#, #""""a"b""" == 'a"b'"#,
        "isIP('10.0.0.1') && isIP('::1') && !isIP('a')", "url('https://a.b:8/c').getScheme() == 'https'",
        "url('https://a.b:8/c').getPort() == '8' && url('https://a.b/c').getHostname() == 'a.b'",
        "!isURL('a.b/c') && isURL('/c') && isURL('http://a')", "false && self.nothing == 1 || true",
        "self.nothing == 1 || true", "[1, 2].exists(i, i == 2 || self.nothing == i)", "oldSelf == self", "1 < 2 // so",
        "-9223372036854775808 < -9223372036854775807", "- -1 == 1 && 2 -1 == 1 && -1.5 < 0 && -1 in [-1]",
    ])
    func rulesHold(_ rule: String) throws { #expect(try holds(rule)) }

    @Test(arguments: [
        "self.nothing == 1", "self.tags[2] == 'z'", "1 / 0 == 1", "duration('x') > duration('1s')",
        "self.name.all(c, true)",
        "self.port + 'a' == 'a'", "self.name < 1", "self.port", "9223372036854775807 + 1 > 0",
        "'abc'.substring(9) == ''",
        "int('x') == 1", "url('::') != null", "self.name.nothing == 1", "'a'.matches('(')", "1 ==", "'open",
        "-9223372036854775807 - 2 > 0", "has(self)", "9223372036854775808 > 0", "-9223372036854775809 < 0",
        "1u < 1e999",
        "99999999999999999999 > 0", "-(-9223372036854775808) > 0",
    ])
    func failuresAreFailures(_ rule: String) {
        #expect { _ = try holds(rule) } throws: { error in
            if case .failed? = error as? CELFault { true } else { false }
        }
    }

    @Test(arguments: [
        "quantity(self.name) > 1", "ip('1.1.1.1').family() == 4", "self.?name.orValue('') == ''", "1u == 1",
        "b'a' == b'a'",
        "cel.bind(x, 1, x == 1)", "unknown == 1", "self.name.frobnicate()", "'a'.matches(r'\\p{Greek}')", "1 # 2",
        "size() == 1",
        "[duration('1s')].size() == 1",
    ])
    func whatIsNotKnownIsNamed(_ rule: String) {
        #expect { _ = try holds(rule) } throws: { error in
            if case .unsupported? = error as? CELFault { true } else { false }
        }
    }

    @Test func nothingTakesForEver() throws {
        let many = JSONValue.array((0..<2000).map { .int($0) })
        var steps = 100_000
        let program = try CELProgram("self.all(a, self.all(b, self.exists(c, a == b || c >= 0)))")
        #expect(throws: CELFault.exhausted) { try program.holds(many, steps: &steps) }
        for bad in [String(repeating: "(", count: 10_000), String(repeating: "!", count: 10_000) + "true"] {
            #expect(throws: CELFault.self) { try CELProgram(bad) }
        }
        #expect(throws: CELFault.self) { try CELProgram(String(repeating: "true && ", count: 5000) + "true") }
    }

    /// Texts made of a rule's words make nothing trap.
    @Test func anyTextIsReadOrRefused() {
        let words = [
            "self", ".", "all", "(", ")", "x", ",", "[", "]", "{", "}", ":", "?", "1", "'a'", "&&", "!", "-", "==",
            "in", "has",
            "size", "matches", "duration", "map", " ", "9223372036854775807", "/", "0", "name", "tags",
        ]
        var random = Shuffler(seed: 13)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &random)
            let rule = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            var steps = 1000
            _ = try? CELProgram(rule).result(document, steps: &steps)
        }
    }
}
