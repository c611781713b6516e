import Domain
import TestKit
import Testing

@testable import Sandbox

/// Field sets and server-side apply, where the contract suite does not look. The expected results are what a
/// kube-apiserver 1.20 answered to the same requests.
@Suite struct OwnershipTests {
    @Test func setsOfFields() {
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "K", "metadata": ["name": "a", "uid": "u", "labels": ["x": "1"]],
            "spec": ["list": [["a": 1]], "empty": [:], "nested": ["leaf": 1]],
        ]
        let expected: JSONValue = [
            "f:metadata": ["f:labels": [".": [:], "f:x": [:]]],
            "f:spec": [".": [:], "f:list": [:], "f:empty": [:], "f:nested": [".": [:], "f:leaf": [:]]],
        ]
        let set = FieldTree(ofObject: object)
        #expect(set.fieldsV1 == expected)
        #expect(FieldTree(fieldsV1: expected).fieldsV1 == expected)
        #expect(set.subtracting(set).isEmpty)
        #expect(set.union(.empty) == set && set.intersection(set) == set)
    }

    @Test func comparisonsTellNewChangedAndGone() {
        let old: JSONValue = ["metadata": ["labels": ["a": "1"]], "spec": ["same": 1, "other": 1, "gone": ["x": 1]]]
        let new: JSONValue = [
            "metadata": ["resourceVersion": "9"], "spec": ["same": 1, "other": ["now": "a map"], "added": []],
        ]
        let comparison = FieldComparison(old, new)
        #expect(comparison.changed.paths() == [".spec.added", ".spec.other", ".spec.other.now"])
        #expect(
            comparison.removed.paths() == [".metadata.labels", ".metadata.labels.a", ".spec.gone", ".spec.gone.x"])
        #expect(FieldComparison(old, old).changed.isEmpty && FieldComparison(old, old).removed.isEmpty)
    }

    @Test func conflictsNameEveryOwnerAndField() async throws {
        let client = try SandboxClient()
        _ = try await client.create("a", ["hosts": ["a"], "gateways": ["g"]], manager: "creator")
        _ = try await client.apply("a", ["exportTo": ["."]], manager: "applier")
        let (status, document) = try await client.apply(
            "a", ["hosts": ["b"], "gateways": ["h"], "exportTo": ["*"]], manager: "third")
        #expect(status == 409)
        #expect(
            document["message"]?.string == """
                Apply failed with 3 conflicts: conflict with "applier": .spec.exportTo
                conflicts with "creator" using networking.istio.io/v1:
                - .spec.gateways
                - .spec.hosts
                """)
        #expect(document["details"]?["causes"]?.array?.count == 3)
    }

    @Test func aSharedFieldStaysWhenOneOfItsOwnersLetsGo() async throws {
        let client = try SandboxClient()
        _ = try await client.apply("a", ["hosts": ["a"], "gateways": ["g"]], manager: "one")
        _ = try await client.apply("a", ["hosts": ["a"]], manager: "two")
        let (_, rest) = try await client.apply("a", ["gateways": ["g"]], manager: "one")
        #expect(rest["spec"] == ["hosts": ["a"], "gateways": ["g"]])
        let (_, last) = try await client.apply("a", ["http": []], manager: "two")
        #expect(last["spec"] == ["http": [], "gateways": ["g"]])
    }

    @Test func forceTakesAFieldAndTheOldOwnerCannotRemoveIt() async throws {
        let client = try SandboxClient()
        _ = try await client.apply("a", ["hosts": ["a"], "gateways": ["g"]], manager: "one")
        let (status, _) = try await client.apply("a", ["hosts": ["b"]], manager: "two", force: true)
        #expect(status == 200)
        let (_, rest) = try await client.apply("a", ["gateways": ["g"]], manager: "one")
        #expect(rest["spec"] == ["hosts": ["b"], "gateways": ["g"]])
    }

    @Test func anApplyNeedsAManagerAndNoManagedFields() async throws {
        let client = try SandboxClient()
        let body = SandboxClient.document("a", [:])
        let path = "\(SandboxClient.services)/a"
        #expect(try await client.admin.send("PATCH", path, body, as: "application/apply-patch+yaml").status == 422)
        let owned = SandboxClient.document("a", [:], metadata: ["managedFields": [[:]]])
        #expect(
            try await client.admin.send("PATCH", path + "?fieldManager=m", owned, as: "application/apply-patch+yaml")
                .status
                == 400)
        #expect(
            try await client.admin.send("PATCH", path + "?fieldManager=m", body, as: "application/foo").status == 415)
    }
}
