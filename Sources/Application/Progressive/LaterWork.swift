import Domain
import Mesh
import Ports

/// What others have done to the objects of a rollout since it wrote them. Nobody is asked anything: the objects are
/// looked at when they are read for the next write.
struct LaterWork: Sendable {
    private let situation: ProgressiveRollout.Situation
    /// Every document that the rollout may have given an object, and the objects that it may have removed.
    private let written: [MeshObjectName: [JSONValue]]
    private let removed: Set<MeshObjectName>
    private let policies: [MeshObjectName: ID<Policy>]
    /// The objects that are there since `standing`.
    private let made: Set<MeshObjectName>

    /// - Parameter standing: The scene that the cluster is in; `nil` where nothing was written, or all is taken back.
    init(_ situation: ProgressiveRollout.Situation, standing: Scene? = nil) {
        self.situation = situation
        var written: [MeshObjectName: [JSONValue]] = [:]
        var removed: Set<MeshObjectName> = []
        var policies: [MeshObjectName: ID<Policy>] = [:]
        for entry in situation.books.entries where situation.mayBeChanged(entry.target) {
            policies[MeshObjectName(entry.target.reference)] = entry.target.object.policy
            for move in entry.moving.allMoves(situation.bundle.deployment.plan.scenes) {
                if let name = move.object { policies[name] = policies[name] ?? entry.target.object.policy }
                switch move {
                case .write(let object), .overwrite(let object):
                    written[object.name, default: []].append(object.document)
                case .remove(let name): removed.insert(name)
                case .restore, .label, .unlabel, .settle: break
                }
            }
        }
        for target in situation.targets where situation.mayBeChanged(target) {
            written[MeshObjectName(target.reference), default: []] += [target.document].compactMap(\.self)
        }
        (self.written, self.removed, self.policies) = (written, removed, policies)
        made = standing.map { scene in situation.madeObjects(of: scene) } ?? []
    }
}

extension LaterWork {
    /// Of the policies' own objects, a sentence each.
    ///
    /// - Parameter consequence: What becomes of a change, after the sentence.
    func onPolicies(consequence: String) -> [ID<Policy>: String] {
        let sentences = situation.targets.compactMap { target in
            sentence(on: target, consequence).map { (target.object.policy, $0) }
        }
        return Dictionary(sentences) { first, _ in first }
    }

    /// Of others' objects that the rollout has touched, by the policy that made it touch them.
    func onCompanions(consequence: String) async throws -> [(ID<Policy>, String)] {
        var sentences: [(ID<Policy>, String)] = []
        for companion in situation.bundle.companions {
            let name = MeshObjectName(companion.reference)
            guard companion.before != nil, let policy = policies[name],
                let live = try await situation.objects.get(companion.reference),
                let changes = changes(in: live, named: name, before: companion.before)
            else { continue }
            sentences.append((policy, "\(name): \(changes.text)\(consequence)"))
        }
        return sentences
    }

    private func sentence(on target: ClusterTarget, _ consequence: String) -> String? {
        let name = MeshObjectName(target.reference)
        guard let capture = target.object.capture else { return nil }
        if let live = target.live {
            return changes(in: live, named: name, before: capture.before).map { $0.text + consequence }
        }
        let wasThere = capture.before != nil && target.document != nil && !removed.contains(name)
        guard wasThere || made.contains(name) else { return nil }
        return "others had deleted it; it was created again, so its uid and age are new"
    }

    /// Where the deployment is no longer its writer the restoring itself says so.
    private func changes(in live: LiveObject, named name: MeshObjectName, before: JSONValue?) -> LaterChanges? {
        guard live.annotation(ManagedAnnotations.deployment) == situation.bundle.deployment.id.description else {
            return nil
        }
        guard !FieldOwners(of: live.body, since: before).isEmpty else { return nil }
        let old = before.map { [ObjectContent.of($0)] } ?? []
        return LaterChanges(in: live.body, since: old + (written[name] ?? []), before: before)
    }
}

extension ProgressiveRollout {
    /// What others have done before this step, and before the ones that were noted.
    func remarks(
        on situation: Situation, before step: Int, _ record: CohortRecord?
    ) -> [ID<Policy>: String] {
        let plan = situation.bundle.deployment.plan
        let work = LaterWork(situation, standing: plan.scene(before: step, on: situation.bundle.cluster.id))
        let takesOver = situation.bundle.deployment.onConflict == .takeOver
        let found = work.onPolicies(
            consequence: takesOver ? LaterChanges.overwritten : "; what the rollout itself does not set stays")
        let noted = record?.written.flatMap(WrittenScene.init(json:))?.remarks ?? [:]
        return noted.merging(found) { $0.contains($1) ? $0 : "\($0); \($1)" }
    }
}

extension ProgressiveRollout.Situation {
    /// Whether a policy's object, or what its rollout touches, may have been changed by somebody else: it is gone, or
    /// another manager has written it. The books of a thousand policies need not be opened for the one.
    fileprivate func mayBeChanged(_ target: ClusterTarget) -> Bool {
        guard let capture = target.object.capture else { return false }
        guard let live = target.live else { return true }
        return !FieldOwners(of: live.body, since: capture.before).isEmpty
            || bundle.companions.contains { $0.before != nil }
    }

    /// The policies' objects that are gone and that the moves to a scene have made.
    fileprivate func madeObjects(of scene: Scene) -> Set<MeshObjectName> {
        var made: Set<MeshObjectName> = []
        for entry in books.entries where entry.target.live == nil && mayBeChanged(entry.target) {
            for move in (try? entry.moving.moves(to: scene)) ?? [] {
                switch move {
                case .write(let object): made.insert(object.name)
                case .remove(let name): made.remove(name)
                case .overwrite, .restore, .label, .unlabel, .settle: break
                }
            }
        }
        return made
    }
}

extension RolloutBook {
    /// All moves of the way there and back; a scene that cannot be had any more has none.
    fileprivate func allMoves(_ scenes: [Scene]) -> [Move] {
        scenes.flatMap { (try? moves(to: $0)) ?? [] } + movesBack()
    }
}
