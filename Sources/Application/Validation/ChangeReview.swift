package import Domain
package import Impact
import MeshModel
import Ports
package import Validation

/// What is dangerous about changes against what lives in a cluster, and about the steps in which they are to be rolled
/// out: found before anything is written.
package struct ChangeReview: Sendable {
    private let knowledge: ClusterKnowledge

    /// Through how many changes' steps it goes at most.
    package static let limit = 50

    package init(_ knowledge: ClusterKnowledge) { self.knowledge = knowledge }

    /// What was known of the cluster before `moment` counts no more; answers whether there was anything.
    package func forget(_ cluster: ID<Cluster>, knownBefore moment: ContinuousClock.Instant) -> Bool {
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
    }

    /// The report with what is found, at the documents that make the changes; an object that goes is a document of its
    /// own there. A cluster that cannot be asked is said in `unchecked`.
    package func adding(
        to report: ValidationReport, of changes: [Change], on cluster: Cluster, settings: MeshSettings
    ) async throws -> ValidationReport {
        var report = report
        let all = changes.filter { PolicyKind($0.object.kind.name, group: $0.object.kind.group) != nil }
        guard !all.isEmpty else { return report }
        let live: ClusterKnowledge.Snapshot
        do { live = try await knowledge.snapshot(of: cluster) } catch {
            try Task.checkCancellation()
            report.unchecked.append(
                .unanswered("the changes against what lives, and their steps", why: error.explanation))
            return report
        }
        let picture = live.picture(rootNamespace: settings.rootNamespace)
        let olds = all.map { live.set.object($0.object.kind, $0.object.namespace, $0.object.name)?.tree }
        let walked = Array(all.indices.filter { all[$0].way != nil }.prefix(Self.limit))
        let steps = RolloutLint.readings(
            walked.compactMap { index in
                all[index].way.map { .init(old: olds[index], new: all[index].new?.tree, way: $0) }
            }, in: picture)
        let readings = Dictionary(uniqueKeysWithValues: zip(walked, steps))
        for (index, change) in all.enumerated() {
            try Task.checkCancellation()
            var found = ChangeLint.findings(old: olds[index], new: change.new?.tree, in: picture)
            found += readings[index]?.findings ?? []
            if let caveat = readings[index]?.caveat {
                report.unchecked.append(
                    .init(object: change.object, what: "every request at every step of the rollout", why: caveat))
            }
            report.add(found, to: change, old: olds[index])
        }
        let skipped = all.count { $0.way != nil } - walked.count
        if skipped > 0 {
            report.unchecked.append(
                .init(
                    what: "the rollout steps of \(skipped) of \(all.count) documents",
                    why: "the steps of the first \(Self.limit) are gone through"))
        }
        return report
    }
}

extension ValidationReport {
    fileprivate mutating func add(_ found: [Finding], to change: ChangeReview.Change, old: JSONValue?) {
        guard !found.isEmpty else { return }
        if let new = change.new {
            let index = documents.firstIndex { $0.object.key == new.key && $0.object.place == new.place }
            if let index { documents[index].findings += found.map { $0.placed(in: new) } }
        } else if let old {
            documents.append(.init(object: KnownObject(old), verdict: .valid, findings: found))
        }
    }
}
