import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// Books of Istio's security kinds on three pods of the shop's books and one of its web.
struct SecurityBooks {
    let kind: PolicyKind
    static let label = "cohort.hotswap.io/5eedc0de"

    static let pods =
        (1...3).map { Workload.sample("books-\($0)", ["app": "books"], namespace: "shop") } + [
            .sample("web-1", ["app": "web"], namespace: "shop")
        ]

    func object(_ document: JSONValue) -> MeshObject { KindSample.securityObject(kind, document) }

    func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [JSONValue] = [], services: [MeshService] = [],
        unit: CohortUnit? = .workloads, pods: [Workload] = pods, companions: [PolicyChange] = []
    ) throws(Impossible) -> any RolloutBook {
        let objects = (others + [old].compactMap(\.self)).map(object).map { ($0.name, $0.document) }
        return try Mechanics.book(
            for: change(old, new), unit: unit,
            in: Surroundings(
                pods: pods, services: services, objects: Dictionary(objects) { first, _ in first },
                companions: companions), cohort: KindSample.cohort)
    }

    func change(_ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        let metadata = (new ?? old)?["metadata"]
        let key = PolicyKey(
            kind: kind, group: kind.groups[0], namespace: metadata?["namespace"]?.string ?? "",
            name: metadata?["name"]?.string ?? "")
        return PolicyChange(key: key, old: old, new: new)
    }

    /// The refusal of a change; a failure where there is none.
    func refusal(
        _ old: JSONValue?, _ new: JSONValue?, others: [JSONValue] = [], services: [MeshService] = [],
        unit: CohortUnit? = .workloads, companions: [PolicyChange] = [], at place: SourceLocation = #_sourceLocation
    ) -> Impossible {
        do {
            let book = try book(old, new, others: others, services: services, unit: unit, companions: companions)
            Issue.record("a book: \(book)", sourceLocation: place)
            return Impossible("", offers: [])
        } catch { return error }
    }

    /// The document under another name and with the cohort's label in its selector.
    func copy(_ document: JSONValue, named name: String? = nil, labels: [String: JSONValue] = ["app": "books"])
        -> MeshObject
    {
        var document = document
        if let name { document["metadata"]?["name"] = .string(name) }
        document["spec"]?["selector"] = ["matchLabels": .object(labels.merging([Self.label: "canary"]) { $1 })]
        return object(document)
    }

    /// The world after each of the sample's moves, from the beginning.
    static func worlds(of sample: KindSample) throws -> [(move: Move, world: World)] {
        let book = try sample.book()
        var world = sample.world
        return try sample.scenes.flatMap { try book.moves(to: $0) }.map { move in
            world.apply(move, cohort: KindSample.cohort, scope: book.scope)
            return (move, world)
        }
    }
}

extension Workload {
    var isOfTheCohort: Bool { labels[SecurityBooks.label] != nil }
}
