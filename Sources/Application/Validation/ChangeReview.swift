package import Domain
package import Impact
import MeshModel
import Ports
package import Validation

/// What is dangerous about changes against what lives in a cluster, and about the steps in which they are to be rolled
/// out: found before anything is written.
package struct ChangeReview: Sendable {
    private let knowledge: ClusterKnowledge
    /// `nil`: nothing is stored beside what lives.
    private let plans: PlannedUsers?

    /// Through how many changes' steps it goes at most.
    package static let limit = 50

    package init(_ knowledge: ClusterKnowledge) { self.init(knowledge, nil) }

    init(_ knowledge: ClusterKnowledge, _ plans: PlannedUsers?) {
        self.knowledge = knowledge
        self.plans = plans
    }

    /// What was known of the cluster before `moment` counts no more.
    package func forget(_ cluster: ID<Cluster>, knownBefore moment: ContinuousClock.Instant) {
        knowledge.forget(cluster, knownBefore: moment)
    }

    /// A change, and how it is to come about.
    package struct Change: Sendable {
        package let object: KnownObject.Key
        /// `nil`: the object of that name is to go.
        package let new: KnownObject?
        /// `nil`: nobody has said how.
        package let way: RolloutWay?

        package init(_ object: KnownObject.Key, new: KnownObject?, way: RolloutWay?) {
            self.object = object
            self.new = new
            self.way = way
        }

        /// Whether the object is of a kind that HotSwap rolls out.
        fileprivate var isOfPolicy: Bool { PolicyKind(object.kind.name, group: object.kind.group) != nil }
        /// Whether there are steps to go through.
        fileprivate var isWalked: Bool { isOfPolicy && way != nil }
    }

    /// The report with what is found, at the documents that make the changes; an object that goes is a document of its
    /// own there. A cluster that cannot be asked is said in `unchecked`.
    ///
    /// - Parameter others: What is to be known beside what lives, in its place.
    package func adding(
        to report: ValidationReport, of changes: [Change], beside others: [KnownObject] = [], on cluster: Cluster,
        settings: MeshSettings
    ) async throws -> ValidationReport {
        var report = report
        guard !changes.isEmpty else { return report }
        let live: ClusterSnapshot
        do { live = try await knowledge.snapshot(of: cluster) } catch {
            try Task.checkCancellation()
            report.unchecked.append(
                .unanswered("the changes against what lives, and their steps", why: error.explanation))
            return report
        }
        var users = BrokenUsers(in: Self.outcome(of: changes, others, live.set), settings: settings)
        var planned = try await plans?.reading(of: cluster, live, settings, without: Set(changes.map(\.object))) {
            Self.outcome(of: changes, others, $0)
        }
        try Self.review(
            changes, live, picture: live.picture(settings), users: &users,
            planned: &planned, into: &report)
        return report
    }

    /// Each change as a whole, every step of those that are gone through, and whom it breaks.
    private static func review(
        _ changes: [Change], _ live: ClusterSnapshot, picture: MeshPicture, users: inout BrokenUsers,
        planned: inout PlannedUsers.Reading?, into report: inout ValidationReport
    ) throws {
        let lived = changes.map { live.set.object($0.object.kind, $0.object.namespace, $0.object.name) }
        let readings = stepReadings(of: changes, lived, in: picture)
        for (index, change) in changes.enumerated() {
            try Task.checkCancellation()
            var found: [Finding] = []
            if change.isOfPolicy {
                found += ChangeLint.findings(
                    old: lived[index]?.tree, new: change.new?.tree, way: change.way, in: picture)
            }
            found += readings[index]?.findings ?? []
            if let caveat = readings[index]?.caveat {
                report.unchecked.append(
                    .init(object: change.object, what: "every request at every step of the rollout", why: caveat))
            }
            let whole = lived[index].map { BrokenUsers.Change(old: $0, new: change.new) }
            if let whole = whole ?? change.new.flatMap(BrokenUsers.Change.adding) {
                let broken = users.findings(of: whole)
                found += broken + (planned?.findings(of: whole, beside: broken) ?? [])
            }
            report.add(found, to: change.new, insteadOf: lived[index])
        }
        let skipped = changes.count { $0.isWalked } - readings.count
        if skipped > 0 {
            report.unchecked.append(
                .init(
                    what: "the rollout steps of \(skipped) of \(changes.count) documents",
                    why: "the steps of the first \(limit) are gone through"))
        }
    }

    /// What there is to say about the steps of those changes that are gone through, by their places.
    private static func stepReadings(
        of changes: [Change], _ lived: [KnownObject?], in picture: MeshPicture
    ) -> [Int: RolloutLint.Reading] {
        let walked = Array(changes.indices.filter { changes[$0].isWalked }.prefix(limit))
        let steps = RolloutLint.readings(
            walked.compactMap { index in
                changes[index].way.map { .init(old: lived[index]?.tree, new: changes[index].new?.tree, way: $0) }
            }, in: picture)
        return Dictionary(uniqueKeysWithValues: zip(walked, steps))
    }

    /// The cluster as it is when all changes are there.
    private static func outcome(
        of changes: [Change], _ others: [KnownObject], _ live: ValidationSet
    ) -> ValidationSet {
        let gone = Set(changes.filter { $0.new == nil }.map(\.object))
        return .laying(changes.compactMap(\.new) + others, over: live, without: gone)
    }
}
