import Domain
import Mesh
import MeshModel
import Ports

extension ProgressiveRollout {
    /// Stores the way back of everything that the moves may write, once; returns where everything is.
    func capture(
        _ moves: [Move], _ situation: Situation, _ lease: WorkLease
    ) async throws -> [MeshObjectName: MoveWriter.Place] {
        let deployment = situation.bundle.deployment.id
        let cluster = situation.bundle.cluster.id
        let missing = situation.targets.filter { $0.object.capture == nil }
        if !missing.isEmpty {
            _ = try await bundles.capture(
                missing.map { Capture(policy: $0.object.policy, before: $0.live?.body) }, deployment: deployment,
                cluster: cluster, claim: lease.claim)
        }
        return try await captureCompanions(of: moves, known: situation.knownPlaces, situation, lease)
    }

    /// The same for the objects beside the policies' own that are not among `known`.
    func captureCompanions(
        of moves: [Move], known: [MeshObjectName: MoveWriter.Place], _ situation: Situation, _ lease: WorkLease
    ) async throws -> [MeshObjectName: MoveWriter.Place] {
        var places = known
        let found = try await companions(of: moves, beside: known, situation)
        guard !found.isEmpty else { return places }
        let stored = try await bundles.capture(
            found.map { CompanionCapture(reference: $0.0, before: $0.1?.body) },
            deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id, claim: lease.claim)
        let seen = Dictionary(found) { first, _ in first }
        for capture in stored {
            places[MeshObjectName(capture.reference)] = MoveWriter.Place(
                reference: capture.reference, before: capture.before, seen: seen[capture.reference] ?? nil)
        }
        return places
    }

    /// The objects that moves write beside those in `known`, as they are now.
    private func companions(
        of moves: [Move], beside known: [MeshObjectName: MoveWriter.Place], _ situation: Situation
    ) async throws -> [(ObjectReference, LiveObject?)] {
        var references: [MeshObjectName: ObjectReference] = [:]
        for move in moves {
            guard let name = move.object, known[name] == nil, references[name] == nil else { continue }
            guard let reference = situation.picture.reference(of: name, document: move.document) else {
                throw ClusterRefusal.notServed(
                    "The cluster does not serve \(name.resource.plural).\(name.resource.group)")
            }
            references[name] = reference
        }
        let objects = situation.objects
        return try await Array(references.values).concurrentMap(limit: settings.concurrency) {
            ($0, try await objects.get($0))
        }
    }
}

extension Move {
    fileprivate var document: JSONValue? {
        switch self {
        case .write(let object), .overwrite(let object): object.document
        case .remove, .restore, .label, .unlabel, .settle: nil
        }
    }
}
