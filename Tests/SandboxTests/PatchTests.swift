import Domain
import TestKit
import Testing

@testable import Sandbox

@Suite struct PatchTests {
    private let document: JSONValue = ["a": ["b": [1, 2, 3]], "x/y": "old"]

    @Test(
        arguments: [
            ([["op": "add", "path": "/a/c", "value": 1]], ["a": ["b": [1, 2, 3], "c": 1], "x/y": "old"]),
            ([["op": "replace", "path": "/x~1y", "value": "new"]], ["a": ["b": [1, 2, 3]], "x/y": "new"]),
            ([["op": "remove", "path": "/a/b/1"]], ["a": ["b": [1, 3]], "x/y": "old"]),
            ([["op": "add", "path": "/a/b/0", "value": 0]], ["a": ["b": [0, 1, 2, 3]], "x/y": "old"]),
            ([["op": "add", "path": "/a/b/-", "value": 4]], ["a": ["b": [1, 2, 3, 4]], "x/y": "old"]),
            ([["op": "test", "path": "/a/b/2", "value": 3], ["op": "remove", "path": "/a"]], ["x/y": "old"]),
        ] as [(JSONValue, JSONValue)])
    func jsonPatches(_ patch: JSONValue, _ expected: JSONValue) throws {
        #expect(try JSONPatch.apply(patch, to: document) == expected)
    }

    @Test(
        arguments: [
            [["op": "replace", "path": "/a/z", "value": 1]], [["op": "remove", "path": "/a/b/3"]],
            [["op": "test", "path": "/a/b", "value": 1]], [["op": "add", "path": "/q/r", "value": 1]],
            [["op": "add", "path": "/a/b/9", "value": 1]], [["op": "move", "path": "/a"]], [["path": "/a"]], [:],
            [["op": "add", "path": "a", "value": 1]],
        ] as [JSONValue])
    func jsonPatchesThatDoNotFit(_ patch: JSONValue) {
        #expect(throws: Refusal.self) { _ = try JSONPatch.apply(patch, to: document) }
    }

    @Test func mergePatches() {
        let patch: JSONValue = ["a": ["b": nil, "c": ["d": 1, "e": nil]], "x/y": [1]]
        #expect(MergePatch.apply(patch, to: document) == ["a": ["c": ["d": 1]], "x/y": [1]])
    }

    @Test func aPatchKeepsTheObjectsIdentity() async throws {
        let client = try SandboxClient()
        let created = try await client.create("a", ["hosts": ["a"]])
        let (status, patched) = try await client.patch("a", ["spec": ["hosts": ["b"]]], as: "merge")
        #expect(status == 200)
        #expect(patched["metadata"]?["uid"] == created["metadata"]?["uid"])
        #expect(patched["metadata"]?["generation"] == 2)
        let renamed = try await client.patch("a", ["metadata": ["name": "b"]], as: "merge")
        #expect(renamed.status == 400)
        let stale = try await client.patch(
            "a", [["op": "replace", "path": "/metadata/resourceVersion", "value": "1"]], as: "json")
        #expect(stale.status == 409)
        let labelled = try await client.patch("a", ["metadata": ["labels": ["x": "y"]]], as: "merge")
        #expect(labelled.document["metadata"]?["generation"] == 2)
    }
}
