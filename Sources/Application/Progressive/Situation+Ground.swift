package import Domain
import Mesh
import MeshModel
import Ports

/// What a rollout has to do with on its cluster, as the cluster is now.
extension ProgressiveRollout.Situation {
    /// Throws `RolloutImpossible` where a policy cannot have one of the scenes, `EmptyCohort` where pods are to be
    /// labelled and there are none. Returns the stakes in others' objects that the scenes write.
    package func check(_ scenes: [Scene]) throws -> [Stake] {
        var stakes: Set<Stake> = []
        for scene in scenes {
            let lists = try books.moves(to: scene)
            try books.checkComparison(in: scene)
            stakes.formUnion(self.stakes(beside: lists))
            let moves = lists.flatMap(\.1)
            guard moves.lastShare != nil, !books.scopes.isEmpty else { continue }
            let scopes = books.scopes
            let isEmpty = !picture.surroundings.pods.contains { pod in scopes.contains { $0.contains(pod) } }
            if isEmpty { throw EmptyCohort(cluster: bundle.cluster.name) }
        }
        return Array(stakes)
    }

    /// The stakes in the objects that moves write beside the policies' own and the rollout's copies.
    func stakes(beside lists: [(RolloutBooks.Entry, [Move])]) -> Set<Stake> {
        let own = targets.map { MeshObjectName($0.reference) }
        let copies = bundle.companions.filter { $0.before == nil }.map { MeshObjectName($0.reference) }
        var stakes: Set<Stake> = []
        for (entry, moves) in lists {
            let beside = Set(moves.compactMap(\.object)).subtracting(own + copies)
                .filter { picture.surroundings.objects[$0] != nil }
            stakes.formUnion(beside.map { Stakes.of(companion: $0, for: entry.target.object.key) })
        }
        return stakes
    }

    /// The policies' own objects as they are now.
    var live: [ID<Policy>: JSONValue] { targets.live }
}

extension [ClusterTarget] {
    /// What stands there now, of those that are there.
    package var live: [ID<Policy>: JSONValue] {
        let live = compactMap { target in target.live.map { (target.object.policy, $0.body) } }
        return Dictionary(live) { first, _ in first }
    }
}

extension [Move] {
    /// The share that the last label move reaches; `nil` where no label is left.
    var lastShare: Share? {
        for move in reversed() {
            switch move {
            case .label(let share): return share
            case .unlabel: return nil
            case .write, .overwrite, .remove, .restore, .settle: continue
            }
        }
        return nil
    }
}
