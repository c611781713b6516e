import Domain
import Ports
import Validation

/// What a change takes away from policies that HotSwap has for a cluster and that are not in force there: those that a
/// deployment is about to bring break as soon as they come, those that are stored as soon as somebody deploys them.
struct PlannedUsers: Sendable {
    private let pending: PendingKnowledge?

    init(_ pending: PendingKnowledge?) { self.pending = pending }

    /// The reading of a cluster's plans, beside changes that are to come about; `nil` where there are none.
    ///
    /// - Parameter outcome: Lays the changes over what is there.
    func reading(
        of cluster: Cluster, _ live: ClusterSnapshot, _ settings: MeshSettings, without changed: Set<KnownObject.Key>,
        outcome: (ValidationSet) -> ValidationSet
    ) async throws -> Reading? {
        guard let pending = try await pending?.pending(on: cluster) else { return nil }
        let plans = pending.objects.filter { $0.known != nil && !changed.contains($0.key) }
        guard !plans.isEmpty else { return nil }
        let standing = live.standing(beside: pending)
        let users = BrokenUsers(in: outcome(standing.planned ?? standing.base), settings: settings)
        return Reading(plans, users)
    }

    struct Reading {
        private let underway: [PendingKnowledge.Object]
        private let stored: [PendingKnowledge.Object]
        private var users: BrokenUsers

        fileprivate init(_ plans: [PendingKnowledge.Object], _ users: BrokenUsers) {
            underway = plans.filter { $0.version.deployment != nil }
            stored = plans.filter { $0.version.deployment == nil }
            self.users = users
        }

        /// What is to be said about a change beside `told`, which is said of what is in force.
        mutating func findings(of change: BrokenUsers.Change, beside told: [Finding]) -> [Finding] {
            let known = Set(told.flatMap(\.about))
            return findings(of: change, underway, known, isPlanned: false)
                + findings(of: change, stored, known, isPlanned: true)
        }

        private mutating func findings(
            of change: BrokenUsers.Change, _ plans: [PendingKnowledge.Object], _ known: Set<KnownObject.Key>,
            isPlanned: Bool
        ) -> [Finding] {
            let keys = Set(plans.map(\.key)).subtracting(known)
            guard !keys.isEmpty else { return [] }
            return users.findings(of: change, among: keys, isPlanned: isPlanned).map {
                $0.saying(StandingSet.origin(of: $0, plans))
            }
        }
    }
}
