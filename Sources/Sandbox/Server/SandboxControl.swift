import Domain
import HTTPServer

/// What no API server has, for tests and demonstrations: faults to switch on, and the changes so far.
struct SandboxControl {
    let faults: FaultBox
    let store: SharedStore

    func answer(_ request: HTTPRequest, _ what: String) throws(Refusal) -> HTTPResponse {
        switch (what, request.method) {
        case ("faults", "GET"): return .json(200, ["faults": .array(faults.all.map(\.document))])
        case ("faults", "POST"):
            let fault = try Fault(try request.document())
            faults.add(fault)
            return .json(201, fault.document)
        case ("faults", "DELETE"):
            faults.clear()
            return .json(200, ["faults": []])
        case ("changes", "GET"): return .json(200, try changes(request))
        case ("changes", "DELETE"):
            store.forgetChanges()
            return .json(200, ["changes": []])
        case ("watches", "DELETE"):
            store.cutWatches()
            return .json(200, [:])
        case ("faults", _), ("changes", _), ("watches", _): throw .methodNotAllowed
        default: throw .unknownPath
        }
    }

    /// Every change after the revision `after`, oldest first: how a test sees that each effect happened once.
    private func changes(_ request: HTTPRequest) throws(Refusal) -> JSONValue {
        let after = request.parameter("after").flatMap { Int64($0) } ?? 0
        let (revision, changes) = store.read { ($0.revision, $0.changes(after: after).map(Array.init)) }
        guard let changes else {
            throw Refusal(code: 410, reason: "Expired", message: "changes so old have been forgotten")
        }
        return [
            "revision": .int(revision),
            "changes": .array(
                changes.map { change in
                    [
                        "revision": .int(change.revision), "change": .string(change.change.rawValue),
                        "group": .string(change.key.type.group), "kind": .string(change.key.type.kind),
                        "namespace": .string(change.key.namespace), "name": .string(change.key.name),
                        "annotations": change.body.metadata("annotations") ?? [:],
                        // Rises with the content only: who merely owns a field changes nothing of it.
                        "generation": change.body.metadata("generation") ?? .null,
                    ]
                }),
        ]
    }
}
