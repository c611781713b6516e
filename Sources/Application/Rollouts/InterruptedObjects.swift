import Domain
import Ports

extension Deployment {
    /// What became of the objects on which a step was working when it all ended: nobody hears any more how far it came.
    ///
    /// - Parameters:
    ///   - before: Where the deployment stood before this state of it.
    ///   - told: Clusters that have told how far it came.
    func interrupted(_ before: DeploymentState, except told: Set<ID<Cluster>>) -> [ObjectUpdate] {
        guard case .failed(_, wroteSomething: true, _) = state.phase, let position = before.phase.underWay,
            let step = plan.step(position.step), step.writes
        else { return [] }
        let note = "not known: the step (\(step.heading ?? step.name)) was under way when the deployment stopped"
        return position.outstanding.subtracting(told).sorted().flatMap { cluster in
            policies.map { policy in
                ObjectUpdate(
                    deployment: id,
                    report: ObjectReport(cluster: cluster, policy: policy.policy, state: .unknown, note: note))
            }
        }
    }
}

extension Phase {
    /// Where a step is worked on, which goes on while a person holds the deployment.
    fileprivate var underWay: Position? {
        switch self {
        case .advancing(let position), .held(let position): position
        case .queued, .pending, .restoring, .completed, .failed, .rolledBack, .aborted: nil
        }
    }
}
