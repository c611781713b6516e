import Domain
import HTTPServer
import MeshTraffic

/// What no API server has, for tests and demonstrations: faults to switch on, the traffic's scenario, and the
/// changes so far.
struct SandboxControl {
    let faults: FaultBox
    let store: SharedStore
    let mesh: SimulatedMesh

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
        case ("scenario", "GET"): return .json(200, mesh.scenario)
        case ("scenario", "PUT"):
            let document = try request.document()
            do throws(ScenarioProblem) { try mesh.begin(document) } catch {
                throw .badRequest("the scenario is wrong: \(error)")
            }
            return .json(200, document)
        case ("propagation", "GET"): return .json(200, propagation)
        case ("propagation", "PUT"):
            guard let milliseconds = try request.document()["milliseconds"]?.int, (0...600_000).contains(milliseconds)
            else { throw .badRequest("`milliseconds` between 0 and 600000 are due") }
            mesh.delay = .milliseconds(milliseconds)
            return .json(200, propagation)
        case ("faults", _), ("changes", _), ("watches", _), ("scenario", _), ("propagation", _): throw .methodNotAllowed
        default: throw .unknownPath
        }
    }

    private var propagation: JSONValue { ["milliseconds": .int(mesh.delay.wholeMicroseconds / 1000)] }

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
