import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// Books of changes in `shop`, for tests.
enum LinkerdChange {
    static let label = "cohort.hotswap.io/5eedc0de"

    static func book(
        _ kind: PolicyKind, _ name: String, _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [],
        pods: [Workload] = KindSample.linkerdFleet, namespace: String = "shop", group: String? = nil,
        unit: CohortUnit?
    ) throws(Impossible) -> any RolloutBook {
        let key = PolicyKey(kind: kind, group: group ?? kind.groups[0], namespace: namespace, name: name)
        let objects = Dictionary(others.map { ($0.name, $0.document) }) { first, _ in first }
        return try Mechanics.book(
            for: PolicyChange(key: key, old: old, new: new), unit: unit,
            in: Surroundings(pods: pods, services: [], objects: objects), cohort: KindSample.cohort)
    }

    /// An object of `shop`, or of the namespace that its document names.
    static func object(_ document: JSONValue?, _ kind: PolicyKind, group: String? = nil) -> MeshObject {
        let metadata = document?["metadata"]
        let key = PolicyKey(
            kind: kind, group: group ?? kind.groups[0], namespace: metadata?["namespace"]?.string ?? "shop",
            name: metadata?["name"]?.string ?? "")
        return MeshObject(name: MeshObjectName(key), document: document ?? .null)
    }

    /// Expects a refusal whose reason has `words`.
    static func expectRefusal(
        _ words: String, offers: [CohortUnit] = [.clusters], _ book: () throws(Impossible) -> any RolloutBook,
        at location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try book()
            Issue.record("not refused: \(words)", sourceLocation: location)
        } catch {
            #expect(error.reason.contains(words), "\(error.reason)", sourceLocation: location)
            #expect(error.offers == offers, sourceLocation: location)
        }
    }
}

extension JSONValue {
    /// The document with something changed in it.
    func with(_ change: (inout JSONValue) -> Void) -> JSONValue {
        var document = self
        change(&document)
        return document
    }

    func named(_ name: String, namespace: String? = nil) -> JSONValue {
        with {
            $0["metadata"]?["name"] = .string(name)
            if let namespace { $0["metadata"]?["namespace"] = .string(namespace) }
        }
    }
}
