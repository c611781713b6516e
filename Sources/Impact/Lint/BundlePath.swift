import Domain
import Mesh
import MeshModel

/// Goes the steps of a bundle and stops at the first moment that treats a request as neither version does.
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

    /// The cluster is as after the steps where it answers `nil`.
    func walk(_ steps: [BundleSteps.Step], _ cluster: inout WalkedCluster) -> Breach? {
        for step in steps {
            switch step {
            case .label(let move, let owner):
                if let breach = done(move, owner, &cluster) { return breach }
            case .together(let scripts):
                // They are written at once: the last may well be there before the first.
                if scripts.count > 1 {
                    var other = cluster
                    if let breach = walk(scripts.reversed(), &other) { return breach }
                }
                if let breach = walk(scripts, &cluster) { return breach }
            }
        }
        return nil
    }

    private func walk(_ scripts: [BundleSteps.Script], _ cluster: inout WalkedCluster) -> Breach? {
        for script in scripts {
            for move in script.moves {
                if let breach = done(move, script.owner, &cluster) { return breach }
            }
        }
        return nil
    }

    private func done(_ move: Move, _ owner: Int, _ cluster: inout WalkedCluster) -> Breach? {
        cluster.apply(move, cohort, scopes)
        return guardian.violation(in: cluster).map { Breach(owner: owner, deed: move.deed, violation: $0) }
    }
}
