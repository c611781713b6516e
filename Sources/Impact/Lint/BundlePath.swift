import Domain
import Mesh
import MeshModel

/// Goes through the moves of a bundle and stops at the first moment that treats a request as neither version does.
struct BundlePath {
    let cohort: Cohort
    let scopes: [PodScope]
    let guardian: StepGuard

    /// The moment that is not as it should be.
    struct Breach {
        /// Whose move it was.
        let owner: Int
        /// `once VirtualService shop/reviews is written`.
        let deed: String
        let violation: String
    }

    /// The cluster is as after all of them where it answers `nil`.
    func walk(_ phases: [BundleMoves.Phase], _ cluster: inout WalkedCluster) -> Breach? {
        for phase in phases {
            switch phase {
            case .label(let share, let place):
                if let breach = done(share.map(Move.label) ?? .unlabel, place, &cluster) { return breach }
            case .objects(let ranks):
                for rank in ranks {
                    if let breach = walkBothWays(rank, &cluster) { return breach }
                }
            case .settle: continue
            }
        }
        return nil
    }

    /// They are written at once: the last may well be there before the first.
    private func walkBothWays(_ rank: [BundleMoves.Part], _ cluster: inout WalkedCluster) -> Breach? {
        if rank.count > 1 {
            var other = cluster
            if let breach = walk(rank.reversed(), &other) { return breach }
        }
        return walk(rank, &cluster)
    }

    private func walk(_ rank: [BundleMoves.Part], _ cluster: inout WalkedCluster) -> Breach? {
        for part in rank {
            for move in part.moves {
                if let breach = done(move, part.place, &cluster) { return breach }
            }
        }
        return nil
    }

    private func done(_ move: Move, _ owner: Int, _ cluster: inout WalkedCluster) -> Breach? {
        cluster.apply(move, cohort, scopes)
        return guardian.violation(in: cluster).map { Breach(owner: owner, deed: move.deed, violation: $0) }
    }
}

extension Move {
    /// What has happened once the move is done, for people.
    var deed: String {
        switch self {
        case .write(let object), .overwrite(let object): "once \(object.name) is written"
        case .remove(let name): "once \(name) is removed"
        case .restore(let name): "once \(name) is restored"
        case .label(let share): "once \(share) of the pods have the cohort's label"
        case .unlabel: "once no pod has the cohort's label"
        case .settle: "meanwhile"
        }
    }
}
