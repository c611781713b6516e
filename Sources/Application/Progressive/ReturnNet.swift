import Domain
import Mesh
import Ports

/// The net under the mechanics: whatever they have left of a rollout is taken back object by object, in the order that
/// leaves nobody without a version. Labels go first, so that no pod has the new version; then others' objects are as
/// they were, so that nothing refers to it; then the policies' own; and at last the copies, which nobody uses any more.
struct ReturnNet: Sendable {
    let bundle: Bundle
    let objects: any ClusterObjects
    let restorer: ObjectRestorer
    /// `nil`: no pod was ever labelled.
    let labels: CohortLabels?
    let concurrency: Int
    /// Throws where nothing may be written any more.
    let check: @Sendable () throws -> Void

    /// What is not as it was, each in a sentence.
    struct Left {
        var failures: [String] = []
        /// Others have replaced it since: it is left to them.
        var othersWork: [String] = []
    }

    /// Returns what is left.
    ///
    /// - Parameter withOwn: Whether the mechanics have failed, so that the policies' own objects cannot be counted on.
    ///   Else they are restored by now, and the caller proves it.
    func restore(withOwn: Bool) async throws -> Left {
        let refusal = try await unlabel()
        var left = try await restore(bundle.companions.filter { $0.before != nil })
        if let refusal {
            // Without its copies a pod with the label might have neither version.
            left.failures.append(refusal)
            return left
        }
        if withOwn { try await restoreOwn() }
        let copies = try await restore(bundle.companions.filter { $0.before == nil })
        left.failures += copies.failures
        left.othersWork += copies.othersWork
        return left
    }

    /// Why the labels could not be taken off; `nil`: no pod has one.
    private func unlabel() async throws -> String? {
        do {
            try await labels?.apply(nil, scopes: [], cohort: Cohort(bundle.deployment.id), check: check)
            return nil
        } catch let refusal as ClusterRefusal {
            return "the cohort's labels: \(refusal.explanation)"
        } catch let error as PortError where error.kind == .permanent {
            return "the cohort's labels: \(error)"
        }
    }

    /// What cannot be restored is found, and told, by who looks at the policies' own objects afterwards.
    private func restoreOwn() async throws {
        let captured = bundle.objects.filter { $0.capture != nil }
        let targets = try await TargetReader(objects, concurrency: concurrency).targets(of: captured)
        _ = try await RestoreRun(restorer: restorer, concurrency: concurrency)
            .restore(targets.waysBack, cluster: bundle.cluster)
    }

    private func restore(_ companions: [CompanionCapture]) async throws -> Left {
        let ends = try await companions.concurrentMap(limit: concurrency) { companion -> Left in
            var left = Left()
            do {
                let live = try await objects.get(companion.reference)
                let outcome = try await restorer.restore(
                    companion.reference, to: companion.before, live: live, state: .unknown)
                guard outcome.state != .old else { return left }
                left.othersWork = ["\(companion.reference): \(outcome.note ?? "not restored")"]
            } catch let error as ClusterRefusal { left.failures = ["\(companion.reference): \(error.explanation)"] }
            return left
        }
        return Left(failures: ends.flatMap(\.failures), othersWork: ends.flatMap(\.othersWork))
    }
}

extension [ClusterTarget] {
    /// The reverse of the way in: what was removed last comes back first, what was written last goes first.
    package var waysBack: [[ClusterTarget]] {
        BundleOrder.waves(self, kind: \.object.key.kind) { target in
            target.object.content?.document == nil && target.object.content != nil ? .remove : .write
        }.reversed()
    }
}
