import Domain
import Mesh
import MeshModel
import Ports

/// What a rollout has put on a cluster for those who try the new version, looked at before the next scene is written:
/// where it was not left alone, whoever was watched had something else, and what the watch has found says nothing of
/// the new version.
struct StandingScene: Sendable {
    private let situation: ProgressiveRollout.Situation
    /// What each object of the scene was given.
    private let written: [MeshObjectName: JSONValue]

    /// `nil` where nobody tries anything: nothing was written, all have the new version, or an attempt at `step` has
    /// begun to change what stands.
    init?(_ situation: ProgressiveRollout.Situation, before step: Int, _ record: CohortRecord?) {
        // Who promotes to the end passes steps over: what stands is what was written last, not the step before.
        guard let last = record?.step, last < step, let scene = situation.bundle.deployment.plan.step(last)?.scene,
            scene.isTried
        else { return nil }
        self.situation = situation
        written = situation.books.documents(of: scene)
    }

    /// The rollout's copies as they are now. Throws `SceneDisturbed` naming what is not as it was written, `PortError`.
    func undisturbed(limit: Int) async throws -> [MeshObjectName: LiveObject] {
        let own = situation.targets.compactMap(sentence(on:))
        let companions = situation.bundle.companions.filter { written[MeshObjectName($0.reference)] != nil }
        let objects = situation.objects
        let found = try await companions.concurrentMap(limit: limit) { ($0, try await objects.get($0.reference)) }
        let problems = own + found.compactMap { sentence(on: $0.reference, before: $0.before, live: $1) }
        guard problems.isEmpty else {
            throw SceneDisturbed(cluster: situation.bundle.cluster.name, problems: problems.sorted())
        }
        let seen = found.compactMap { companion, live in live.map { (MeshObjectName(companion.reference), $0) } }
        return Dictionary(seen) { first, _ in first }
    }

    /// Of a policy's own object: what was never captured was never written.
    private func sentence(on target: ClusterTarget) -> String? {
        target.object.capture.flatMap { sentence(on: target.reference, before: $0.before, live: target.live) }
    }

    private func sentence(on reference: ObjectReference, before: JSONValue?, live: LiveObject?) -> String? {
        let name = MeshObjectName(reference)
        guard let document = written[name] else { return nil }
        guard let live else { return "\(name) was deleted by others" }
        let isCopy = before == nil && !situation.targets.contains { $0.reference == reference }
        // Fields of an object that is not the rollout's alone may be taken over; what others add to it stays.
        if !isCopy && situation.bundle.deployment.onConflict == .takeOver { return nil }
        var comparable = document
        // In which of a group's versions an object was written says nothing.
        comparable["apiVersion"] = live.body["apiVersion"]
        let changes = LaterChanges(
            in: live.body, insteadOf: comparable, before: before, withAdditions: isCopy
        ) { path in
            !SameToTheMesh.isOthers(path, in: live.body)
        }
        return changes.map { "\(name): \($0.text)" }
    }
}

/// Others have changed what a cohort had, so that the rollout must not go on from there.
package struct SceneDisturbed: Error, Hashable, Sendable {
    package let cluster: String
    package let problems: [String]

    /// In a sentence, for people.
    package var explanation: String {
        "Cluster \(cluster): what was watched is not what was written, so it proves nothing of the new version: "
            + problems.joined(separator: "; ")
    }
}

extension Scene {
    /// Whether some have, test or watch the new version, and all others the old one.
    fileprivate var isTried: Bool {
        switch self {
        case .shadow, .green, .share, .variant: true
        case .switched, .promoted: false
        }
    }
}

extension RolloutBooks {
    /// What the objects of a scene are when its moves are done; nothing of a policy that can no more have the scene.
    fileprivate func documents(of scene: Scene) -> [MeshObjectName: JSONValue] {
        var documents: [MeshObjectName: JSONValue] = [:]
        for move in entries.flatMap({ (try? $0.book.moves(to: scene)) ?? [] }) {
            switch move {
            case .write(let object): documents[object.name] = object.document
            case .remove(let name), .restore(let name): documents[name] = nil
            case .overwrite, .label, .unlabel, .settle: break
            }
        }
        return documents
    }
}
