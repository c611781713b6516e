import Domain
import Testing

/// The names that Kubernetes takes and refuses, tried through a document's metadata.
@Suite struct KubernetesNameTests {
    private func isTaken(_ field: String, _ value: JSONValue) -> Bool {
        var tree = PolicyDocumentTests.reviews
        tree["metadata"]?[field] = value
        guard case .success = PolicyDocument.read(tree) else { return false }
        return true
    }

    private static func a(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test(arguments: ["a", "0", "a-b", "a.b", "reviews.shop.svc.cluster.local", "1.2.3", a(253), a(100) + "." + a(152)])
    func goodNames(_ name: String) { #expect(isTaken("name", .string(name))) }

    @Test(arguments: [
        "", "-", "a-", "-a", ".", "a.", ".a", "a..b", "a.-b", "A", "a_b", "a/b", "a b", "é", "a\n", a(254),
    ])
    func badNames(_ name: String) { #expect(!isTaken("name", .string(name))) }

    @Test(arguments: ["a", "0", "a-b", "1-2", a(63)])
    func goodNamespaces(_ name: String) { #expect(isTaken("namespace", .string(name))) }

    @Test(arguments: ["a.b", "-a", "a-", "A", "a_b", "é", a(64)])
    func badNamespaces(_ name: String) { #expect(!isTaken("namespace", .string(name))) }

    @Test(arguments: ["a", "A.b_c-D", "0", "example.com/A", "a.b.c/x_y", a(63), a(253) + "/" + a(63)])
    func goodKeys(_ key: String) {
        #expect(isTaken("labels", .object([key: "x"])) && isTaken("annotations", .object([key: "x"])))
    }

    @Test(arguments: ["", "/", "/a", "a/", "a/b/c", "-a", "a-", "a b", "_a/b", "é", a(64), a(254) + "/a", "a..b/c"])
    func badKeys(_ key: String) {
        #expect(!isTaken("labels", .object([key: "x"])) && !isTaken("annotations", .object([key: "x"])))
    }

    @Test func annotationKeysMayHaveAnUpperCasePrefix() {
        #expect(isTaken("annotations", ["Example.COM/a": "x"]) && !isTaken("labels", ["Example.COM/a": "x"]))
    }

    @Test(arguments: ["", "a", "A_b.c-9", a(63)])
    func goodLabelValues(_ value: String) { #expect(isTaken("labels", ["k": .string(value)])) }

    @Test(arguments: ["-", "a-", ".a", "a b", "a/b", "é", a(64)])
    func badLabelValues(_ value: String) { #expect(!isTaken("labels", ["k": .string(value)])) }

    @Test func annotationValuesAreFree() {
        #expect(isTaken("annotations", ["k": "any text, é\n"]))
    }
}
