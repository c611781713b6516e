import Domain
import Testing

@Suite struct FieldPathTests {
    @Test(
        arguments: [
            ("", FieldPath.root), ("spec", ["spec"]),
            ("spec.http[0].route[1].weight", ["spec", "http", 0, "route", 1, "weight"]),
            ("metadata.annotations[\"a.b/c\"]", ["metadata", "annotations", "a.b/c"]), ("[3].x-y", [3, "x-y"]),
            ("[\"\"][\"0\"]", ["", "0"]), (#"a["q\"\\\n\u0001é"].b"#, ["a", "q\"\\\n\u{1}é", "b"]),
        ] as [(String, FieldPath)])
    func textGoesBothWays(_ text: String, _ path: FieldPath) {
        #expect(path.description == text)
        #expect(FieldPath(text) == path)
    }

    @Test(arguments: [
        ".", ".a", "a.", "a..b", "a[", "a[]", "a[x]", "a[1", "a[-1]", "a]", "a[\"b", "a[\"b\"", "a[\"\\x\"]", "a b",
        "0a",
        "a[99999999999999999999]", #"a["\u00ff"]"#, #"a["\u0"#,
    ])
    func otherTextIsNoPath(_ text: String) {
        #expect(FieldPath(text) == nil)
    }

    @Test func pathsAreOrderedAndNested() throws {
        let route: FieldPath = ["spec", "http", 2]
        #expect(route.appending("match").appending(0).isWithin(route) && route.isWithin(.root) && route.isWithin(route))
        #expect(!route.isWithin(["spec", "http", 1]))
        #expect(route.parent == ["spec", "http"] && FieldPath.root.parent == nil)
        #expect(
            [FieldPath(["b"]), ["a", 10], ["a", 9], ["a"], []].sorted() == [[], ["a"], ["a", 9], ["a", 10], ["b"]])
        // In Swift's own order of text the composed letter would come last.
        #expect(FieldPath(["e\u{301}x"]) < ["z"] && !(FieldPath(["z"]) < ["e\u{301}x"]))
    }

    @Test func valueIsFoundByPath() {
        let value: JSONValue = ["spec": ["http": [["weight": 5]]]]
        #expect(value[FieldPath(["spec", "http", 0, "weight"])] == 5)
        #expect(value[FieldPath.root] == value)
        #expect(value[FieldPath(["spec", 0])] == nil && value[FieldPath(["spec", "http", 1])] == nil)
    }
}
