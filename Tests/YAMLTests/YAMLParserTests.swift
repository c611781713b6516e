import Domain
import Testing
import YAML

@Suite struct YAMLParserTests {
    @Test func documentsAreReadAndEmptyOnesSkipped() throws {
        let text =
            "\u{FEFF}# nothing\n---\n---\na: 1\n...\n---\n# comment\n---\n- b\n- {c: [d, 'e']}\n---\nnull\n---\n''\n"
        #expect(try YAMLParser.documents(text).map(\.value) == [["a": 1], ["b", ["c": ["d", "e"]]], nil, ""])
        #expect(try YAMLParser.documents("").isEmpty)
        #expect(try YAMLParser.documents("# only\n").isEmpty)
        #expect(try YAMLParser.documents("%YAML 1.1\n--- a\r\n").map(\.value) == ["a"])
    }

    @Test(arguments: ["a: 1\nb: 2\n", "---\na: 1\nb: 2\n", "%YAML 1.1\n---\na: 1\nb: 2\n", "{\"a\": 1, \"b\": 2}"])
    func byteOrderMarkIsNoText(_ text: String) throws {
        let (marked, plain) = (try YAMLParser.documents("\u{FEFF}" + text), try YAMLParser.documents(text))
        #expect(marked.map(\.value) == [["a": 1, "b": 2]])
        for path in ["a", "b"] {
            let place = FieldPath([.key(path)])
            #expect(marked[0].positions.exactPosition(of: place) == plain[0].positions.exactPosition(of: place))
        }
        #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents("\u{FEFF}\u{FEFF}" + text) }
    }

    @Test func anchorsAndMergeKeysAreFollowed() throws {
        let text = """
            base: &base {timeout: 5s, retries: &r [1, 2]}
            more: &more {timeout: 9s, extra: true}
            one: {<<: *base, timeout: 1s}
            two: {timeout: 2s, <<: [*base, *more]}
            three: {!!merge <<: {a: 1}, "<<": text}
            list: *r
            &k key: *k
            *k : again
            """
        let error = #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(text) }
        #expect(error?.message == "the key `key` is given twice: here and in line 7" && error?.line == 8)
        let value = try YAMLParser.documents(text.replacing("*k : again", with: "")).first?.value
        let base: JSONValue = ["timeout": "5s", "retries": [1, 2]]
        #expect(value?["one"] == ["timeout": "1s", "retries": [1, 2]] && value?["base"] == base)
        #expect(value?["two"] == ["timeout": "2s", "retries": [1, 2], "extra": true])
        #expect(value?["three"] == ["a": 1, "<<": "text"])
        #expect(value?["list"] == [1, 2] && value?["key"] == "key")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", 3, 1, "twice: here and in line 1"),
        (
            "a: 1\na: 2\nb: {c: 1, c: 2}", 2, 1,
            "in line 1; line 3, column 11: the key `c` is given twice: here and in line 3"
        ),
        ("a: 1\na: 2\nb: c: d", 2, 1, "in line 1; line 3, column 5: "), ("{x: 1, \"x\": 2}", 1, 8, "twice"),
        ("a:\n  b: 1\n c: 2", 3, 2, "indentation is wrong"), ("a: 1\n  b: 2", 2, 4, "indentation is wrong"),
        ("a: b: c", 1, 5, "needs quotes"), ("a:\n\tb: 1", 2, 1, "tab"), ("\ta: 1", 1, 1, "tab"),
        ("a:\n  - b\n c", 3, 2, "no key of the mapping that begins in line 1"),
        ("- a\nb: 1", 2, 1, "a `-` is due for the list that begins in line 1"), ("a: - b", 1, 4, "line of its own"),
        ("a: 'b\nc: d\n", 1, 4, "quote that opens here"), ("a: \"b\n---\n", 1, 4, "quote that opens here"),
        ("a: [1, 2\nb: 3", 2, 2, "`,` or `]`"), ("a: {b: 1\n", 2, 1, "`,` or `}`"), ("a:\n  b\nc\nd: 1", 3, 1, "`:`"),
        ("key: value\nabc", 2, 1, "`:`"), ("a: \"\\q\"", 1, 5, "escape"), ("a: *b", 1, 4, "anchor"),
        ("a: &b [*b]", 1, 8, "anchor"),
        ("é: é\né: 1", 2, 1, "twice"), ("<<: 1", 1, 5, "takes a mapping"), ("<<: [1]", 1, 5, "takes a mapping"),
        ("a: 1\n--- b\n  c: d: e", 3, 4, "`:`"), ("'a' b", 1, 5, "the document has ended"),
        ("a: }", 1, 4, "value is due"),
        ("a: [b, ,]", 1, 8, "value is due"), ("%YAML 3.0\n---\na", 1, 1, "not YAML"), ("*a : 1", 1, 1, "anchor"),
    ])
    func faultIsPlacedAndExplained(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let error = #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(text) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.position == SourcePosition(line: line, column: column), "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], 4, "UTF-8"), ([0x61, 0x0A, 0x62, 0x00], 2, "NUL"),
            ([0xC3, 0xA9, 0x01], 2, "0x1"),
            ([0x61, 0x7F], 2, "0x7f"), ([0x61, 0xC2, 0x80], 2, "control character"),
            ([0x61, 0xEF, 0xBF, 0xBF], 2, "U+FFFF"),
            ([0x61, 0xEF, 0xBB, 0xBF], 2, "byte order mark"), ([0xFE, 0xFF, 0x00, 0x61], 1, "UTF-8"),
            ([0x61, 0xED, 0xA0, 0x80], 2, "UTF-8"),
        ] as [([UInt8], Int, String)])
    func bytesThatAreNoTextAreRefused(_ bytes: [UInt8], _ column: Int, _ message: String) {
        let error = #expect(throws: YAMLSyntaxError.self) { try YAMLParser.documents(bytes) }
        #expect(error?.column == column && error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func fieldsArePlaced() throws {
        let text = """
            # first line
            metadata: {name: a, labels: {"a/b": c}}
            spec: &spec
              http:
              - route:
                - destination: {host: é}
                  weight: 50
            copy: *spec
            """
        let positions = try #require(try YAMLParser.documents(text).first).positions
        func at(_ path: FieldPath) -> [Int] {
            let (field, value) = (positions.position(of: path), positions.valuePosition(of: path))
            return [field.line, field.column, value.line, value.column]
        }
        #expect(at([]) == [2, 1, 2, 1] && at(["metadata", "name"]) == [2, 12, 2, 18])
        #expect(at(["metadata", "labels", "a/b"]) == [2, 30, 2, 37])
        #expect(at(["spec", "http"]) == [4, 3, 5, 3] && at(["spec", "http", 0]) == [5, 5, 5, 5])
        #expect(at(["spec", "http", 0, "route", 0, "weight"]) == [7, 7, 7, 15])
        #expect(at(["spec", "http", 0, "route", 7, "weight"]) == at(["spec", "http", 0, "route"]))
        #expect(at(["spec", "tcp"]) == at(["spec"]) && at(["spec", 1]) == at(["spec"]))
        #expect(at(["copy", "http", 0]) == [5, 5, 5, 5] && at(["copy"]) == [8, 1, 3, 7])
        #expect(positions.exactPosition(of: ["spec", "tcp"]) == nil)
        #expect(positions.exactPosition(of: ["spec", "http"]) == SourcePosition(line: 4, column: 3))
    }

    @Test func jsonIsReadToo() throws {
        let text = "{\n\t\"a\":{\"b\":[1,\"x\\/\\u00e9\\ud83d\\ude00\\\\ud83d\"],\"c\":\"yes\"},\n\t\"d\": true}"
        let document = try #require(try YAMLParser.documents(text).first)
        #expect(document.value == ["a": ["b": [1, "x/é😀\\ud83d"], "c": "yes"], "d": true])
        #expect(document.positions.position(of: ["a", "b", 0]) == SourcePosition(line: 2, column: 12))
        #expect(document.positions.position(of: ["d"]) == SourcePosition(line: 3, column: 2))
    }
}
