import Domain
import Ports
import Testing

@testable import Application

/// Whom the way back names where it leaves an object to others.
@Suite struct RestoreDecisionTests {
    private let writer = ID<Deployment>(high: 0, low: 1)

    private func object(_ version: String, host: String, _ managers: [(String, String)], by mark: String? = nil)
        -> JSONValue
    {
        let entries = managers.map { name, time -> JSONValue in
            ["manager": .string(name), "operation": "Update", "time": .string(time), "fieldsV1": ["f:spec": [:]]]
        }
        let marks: JSONValue = mark.map { [ManagedAnnotations.deployment: .string($0)] } ?? [:]
        return [
            "metadata": [
                "name": "reviews", "uid": "u", "resourceVersion": .string(version), "annotations": marks,
                "managedFields": .array(entries),
            ],
            "spec": ["hosts": [.string(host)]],
        ]
    }

    private func reason(_ before: JSONValue?, _ live: JSONValue) -> String? {
        let decision = RestoreDecision.of(before, live: LiveObject(body: live), writer: writer, state: .new)
        guard case .leave(let reason) = decision else { return nil }
        return reason
    }

    @Test func whoHadFieldsBeforeIsNotNamed() {
        let before = object("1", host: "a", [("argocd", "t1"), ("istiod", "t1")], by: "7")
        let live = object("9", host: "b", [("argocd", "t1"), ("istiod", "t1"), ("kubectl-edit", "t5")], by: "7")
        #expect(
            reason(before, live) == "others (kubectl-edit) have replaced it since this deployment wrote it")
        let again = object("9", host: "b", [("argocd", "t6"), ("istiod", "t1")], by: "8")
        #expect(
            reason(before, again)
                == "others (deployment 8, argocd) have replaced it since this deployment wrote it")
    }

    @Test func whereNobodyIsToldApartItIsOthers() {
        let before = object("1", host: "a", [("argocd", "t1")])
        let live = object("9", host: "b", [("argocd", "t1"), ("hotswap", "t3")])
        #expect(reason(before, live) == "others have replaced it since this deployment wrote it")
        #expect(reason(nil, live) == "it did not exist before; others (argocd) have made it since")
    }

    @Test func whatIsGoneComesBackWhereItWasWritten() {
        let before = object("1", host: "a", [])
        #expect(RestoreDecision.of(before, live: nil, writer: writer, state: .new) == .recreate)
        #expect(RestoreDecision.of(before, live: nil, writer: writer, state: .old) == .nothingToDo)
        #expect(RestoreDecision.of(nil, live: nil, writer: writer, state: .new) == .nothingToDo)
    }
}
