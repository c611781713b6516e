import Domain
import Testing

/// What others did to an object after us, told from what the API server does by itself.
@Suite struct LaterChangesTests {
    private static let written: JSONValue = [
        "metadata": ["name": "reviews"], "spec": ["hosts": ["reviews"], "http": [["route": [["weight": 90]]]]],
    ]

    private func entry(_ manager: String, _ fields: JSONValue, at time: String = "2026-11-21T10:00:00Z") -> JSONValue {
        [
            "manager": .string(manager), "operation": "Update", "apiVersion": "v1", "time": .string(time),
            "fieldsV1": fields,
        ]
    }

    private func live(_ managers: [JSONValue], _ change: (inout JSONValue) -> Void = { _ in }) -> JSONValue {
        var live = Self.written
        live["metadata"]?["managedFields"] = .array(managers)
        change(&live)
        return live
    }

    @Test func anObjectAsItWasWrittenIsNotChanged() {
        #expect(LaterChanges(in: live([]), since: [Self.written], before: nil) == nil)
        #expect(LaterChanges(in: live([]), since: [], before: nil) == nil)
    }

    @Test func anotherValueIsToldWithWhoSetIt() {
        let changed = live([entry("kubectl-edit", ["f:spec": ["f:http": [:]]])]) {
            $0["spec"]?["http"] = [["route": [["weight": 1]]]]
        }
        let found = LaterChanges(in: changed, since: [Self.written], before: nil)
        #expect(found?.text == "others (kubectl-edit) had changed spec.http[0].route[0].weight")
    }

    @Test func whatSomebodyAddedIsTold() {
        let added = live([entry("kubectl-edit", ["f:spec": ["f:http": [:]]])]) {
            $0["spec"]?["http"] = [["route": [["weight": 90]], "timeout": "7s"]]
        }
        let found = LaterChanges(in: added, since: [Self.written], before: nil)
        #expect(found?.paths == [["spec", "http", 0, "timeout"]])
    }

    /// Defaults belong to nobody, our own fields to us, and a status is no content.
    @Test func whatNobodyElseOwnsIsNoAddition() {
        for managers in [
            [], [entry("hotswap", ["f:spec": ["f:http": [:]]])],
            [entry("kubectl-edit", ["f:metadata": ["f:labels": ["f:a": [:]]]])],
        ] {
            let defaulted = live(managers) { $0["spec"]?["exportTo"] = ["*"] }
            #expect(LaterChanges(in: defaulted, since: [Self.written], before: nil) == nil, "\(managers)")
        }
        var status = entry("istiod", ["f:status": [:], "f:spec": ["f:exportTo": [:]]])
        status["subresource"] = "status"
        let observed = live([status]) { $0["spec"]?["exportTo"] = ["*"] }
        #expect(LaterChanges(in: observed, since: [Self.written], before: nil) == nil)
    }

    @Test func whatWasThereBeforeIsNoAddition() {
        let owner = entry("kubectl-create", ["f:spec": ["f:exportTo": [:]]])
        let before = live([owner]) { $0["spec"]?["exportTo"] = ["."] }
        #expect(LaterChanges(in: before, since: [Self.written], before: before) == nil)
        // The same manager again, later, with another value.
        let again = live([entry("kubectl-create", ["f:spec": ["f:exportTo": [:]]], at: "2026-11-21T11:00:00Z")]) {
            $0["spec"]?["exportTo"] = ["*"]
        }
        #expect(LaterChanges(in: again, since: [Self.written], before: before)?.paths == [["spec", "exportTo"]])
    }

    /// A rollout writes an object several times: any of it is ours.
    @Test func theNearestOfSeveralDocumentsCounts() {
        var half = Self.written
        half["spec"]?["http"] = [["route": [["weight": 50]]], ["name": "stable"]]
        #expect(LaterChanges(in: half, since: [Self.written, half], before: nil) == nil)
        var edited = half
        edited["spec"]?["hosts"] = ["other"]
        #expect(LaterChanges(in: edited, since: [Self.written, half], before: nil)?.paths == [["spec", "hosts", 0]])
    }

    @Test func manyChangesAreCut() {
        let many = live([]) { document in
            for index in 0..<9 { document["metadata"]?["name"] = "other"; document["spec"]?["x\(index)"] = 1 }
        }
        var written = Self.written
        for index in 0..<9 { written["spec"]?["x\(index)"] = 2 }
        let text = LaterChanges(in: many, since: [written], before: nil)?.text ?? ""
        #expect(text.hasPrefix("others had changed metadata.name, spec.x0") && text.hasSuffix(" and 5 more"), "\(text)")
    }

    @Test func keyedListsAreTheirManagers() {
        let fields: JSONValue = ["f:spec": ["f:ports": ["k:{\"port\":80}": ["f:name": [:]]]]]
        let owners = FieldOwners(of: live([entry("a", fields)]), since: nil)
        #expect(owners.owners(of: ["spec", "ports", 0, "name"]) == ["a"])
        #expect(owners.owners(of: ["spec"]) == ["a"] && owners.owners(of: ["spec", "hosts"]).isEmpty)
        #expect(!owners.isEmpty && FieldOwners(of: .null, since: .null).isEmpty)
    }
}
