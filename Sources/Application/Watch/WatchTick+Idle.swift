import Domain
import Mesh
import Ports

/// A cluster that had the new version before the rollout: nothing is written there, so nothing that is measured there
/// speaks for or against the new version, and nobody waits for it.
extension WatchTick {
    func idle(_ reading: Reading) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        let isOver = watch.restoredAt != nil
        var members = evaluation([], .passed, reading).object ?? [:]
        if isOver { members["outcome"] = .string(Recovery.unknown.rawValue) }
        members["note"] = .string(ClusterTarget.idleNote)
        let update = WatchUpdate(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step, slot: slot,
            state: watch.state ?? .object([:]), evaluation: .object(members), isLast: isOver)
        return (update, isOver || watch.isStanding ? nil : verdict(passing))
    }

    /// Whoever compares elsewhere decides; here neither version can lose.
    private var passing: WatchVerdict.Outcome {
        guard case .compare = watch.subject else { return .passed }
        return .compared(.newWins(reason: ClusterTarget.idleNote))
    }
}
