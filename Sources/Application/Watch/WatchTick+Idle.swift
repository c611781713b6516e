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
            at: place, state: watch.state ?? .object([:]), evaluation: .object(members), isLast: isOver)
        return (update, isOver || watch.isStanding ? nil : verdict(passing))
    }

    /// Whoever compares elsewhere decides.
    private var passing: WatchVerdict.Outcome {
        guard case .compare = watch.subject else { return .passed }
        let name = watch.comparing > 1 ? cluster.map { "\($0): " } : nil
        return .compared(.abstains(reason: (name ?? "") + ClusterTarget.idleNote))
    }
}
