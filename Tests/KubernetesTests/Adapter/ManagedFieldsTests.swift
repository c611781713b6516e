import Domain
import Ports
import Testing

@testable import Kubernetes

/// How what HotSwap wrote by POST or PUT becomes what it applied.
@Suite struct ManagedFieldsTests {
    private func entry(
        _ manager: String, _ operation: String, _ fields: JSONValue, subresource: String = "", version: String = "v1"
    ) -> JSONValue {
        var entry: JSONValue = [
            "manager": .string(manager), "operation": .string(operation), "fieldsV1": fields,
            "apiVersion": .string(version),
        ]
        if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
        return entry
    }

    private func fields(_ entries: JSONValue...) -> ManagedFields {
        ManagedFields(of: LiveObject(body: ["metadata": ["managedFields": .array(entries)]]))
    }

    @Test func nothingToAdoptWhereWeOnlyApplied() {
        #expect(fields().adopted == nil)
        #expect(fields(entry("hotswap", "Apply", [:]), entry("kubectl", "Update", [:])).adopted == nil)
        #expect(fields(entry("hotswap", "Update", [:], subresource: "status")).adopted == nil)
    }

    @Test func ourUpdateBecomesAnApply() {
        let others = entry("kubectl", "Update", ["f:spec": ["f:http": [:]]])
        let status = entry("hotswap", "Update", ["f:status": [:]], subresource: "status")
        let adopted = fields(entry("hotswap", "Update", ["f:spec": ["f:hosts": [:]]]), others, status).adopted
        #expect(adopted == [entry("hotswap", "Apply", ["f:spec": ["f:hosts": [:]]]), others, status])
    }

    @Test func severalEntriesOfOursBecomeOne() {
        let adopted = fields(
            entry("hotswap", "Update", ["f:spec": ["f:hosts": [:]]], version: "v1beta1"),
            entry("hotswap", "Apply", ["f:spec": [".": [:], "f:http": [:]]], version: "v1"),
            entry("hotswap", "Update", ["f:metadata": ["f:labels": ["f:a": [:]]]])
        ).adopted
        let all: JSONValue = [
            "f:spec": [".": [:], "f:hosts": [:], "f:http": [:]], "f:metadata": ["f:labels": ["f:a": [:]]],
        ]
        #expect(adopted == [entry("hotswap", "Apply", all, version: "v1")])
    }

    @Test func aLeafBesideABranchIsStillOwned() {
        let leaf: JSONValue = ["f:labels": [:]]
        let branch: JSONValue = ["f:labels": ["f:a": [:]]]
        let both: JSONValue = ["f:labels": [".": [:], "f:a": [:]]]
        #expect(FieldSet.union(leaf, branch) == both)
        #expect(FieldSet.union(branch, leaf) == both)
        #expect(FieldSet.union(branch, branch) == branch)
    }

    @Test func othersOwnWhereTheyHaveAnEntryOfTheirOwn() {
        #expect(fields(entry("hotswap", "Update", [:]), entry("x", "Update", [:], subresource: "status")).isAllOurs)
        #expect(!fields(entry("hotswap", "Update", [:]), entry("x", "Apply", [:])).isAllOurs)
    }
}
