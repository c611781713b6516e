package import Domain
import Mesh
package import Ports

extension ProgressiveRollout {
    /// Takes a rollout back: first, by the mechanics' own order, what makes the new version ineffective; then, whatever
    /// the mechanics have left, every object that was captured, and every label.
    ///
    /// Throws where nothing may be written any more, or the cluster cannot be reached.
    ///
    /// - Parameter bundle: As it was read after the decision to go back: nobody captures anything for the way there
    ///   since.
    package func takeBack(_ bundle: Bundle, job: Job, lease: WorkLease) async throws -> TakenBack {
        let marks = ObjectMarks(deployment: bundle.deployment.id, epoch: job.epoch, traceparent: job.traceparent)
        var failures: [String] = []
        var remarks: [ID<Policy>: String] = [:]
        var hasCaptured = true
        do {
            let situation = try await situation(of: bundle)
            // Only words: what cannot be read now stops nothing.
            remarks = (try? await laterWork(situation)) ?? [:]
            hasCaptured = try await goBack(situation, job, marks, lease)
        } catch let error where error.endsWork { throw error } catch {
            // What the mechanics cannot say any more (the cluster has changed) is restored object by object below.
            failures.append("\((error as? ClusterRefusal)?.explanation ?? "\(error)")")
        }
        let captured =
            hasCaptured ? try await bundles.bundle(bundle.deployment.id, cluster: bundle.cluster.id) : bundle
        let net = try await returnNet(captured, marks, lease)
        let left = try await net.restore(withOwn: !failures.isEmpty)
        return TakenBack(
            failures: left.failures.isEmpty ? [] : failures + left.failures, othersWork: left.othersWork,
            remarks: remarks)
    }

    /// What others have done since, which going back does away with.
    private func laterWork(_ situation: Situation) async throws -> [ID<Policy>: String] {
        let work = LaterWork(situation)
        let own = work.onPolicies(consequence: LaterChanges.overwritten)
        let others = try await work.onCompanions(consequence: LaterChanges.overwritten)
        return others.reduce(into: own) { remarks, other in
            remarks[other.0] = [remarks[other.0], other.1].compactMap(\.self).joined(separator: "; ")
        }
    }

    private func returnNet(
        _ bundle: Bundle, _ marks: ObjectMarks, _ lease: WorkLease
    ) async throws -> ReturnNet {
        let objects = try await clusters.objects(of: bundle.cluster)
        let restorer = ObjectRestorer(
            objects, marks: marks, writer: bundle.deployment.id, lease: lease, requestLimit: settings.requestLimit)
        // Where nobody was labelled the pods of the cluster need not be looked through.
        let labels =
            bundle.labelsPods
            ? CohortLabels(pods: try await podsOf.pods(of: bundle.cluster), concurrency: settings.concurrency) : nil
        let limit = settings.requestLimit
        return ReturnNet(
            bundle: bundle, objects: objects, restorer: restorer, labels: labels, concurrency: settings.concurrency,
            check: { try lease.check(margin: limit) })
    }

    /// Returns whether the way back of further objects was stored for it.
    private func goBack(
        _ situation: Situation, _ job: Job, _ marks: ObjectMarks, _ lease: WorkLease
    ) async throws -> Bool {
        // A policy whose way back was not captured was never written, nor anything for it.
        let names = situation.capturedNames
        let entries = situation.books.entries.filter { names.contains(MeshObjectName($0.target.reference)) }
        let captured = situation.knownPlaces.filter { names.contains($0.key) }
        // The way back may need an object that the way in had not come to (a twin): it is captured like any other.
        let writes = entries.flatMap { $0.book.movesBack() }.filter(\.isWrite)
        let places = try await captureCompanions(of: writes, known: captured, situation, lease)
        let scripts = entries.map { entry in
            let moves = entry.book.movesBack().filter { $0.object.map { places[$0] != nil } ?? true }
            return BundleMoves.Script(kind: entry.target.object.key.kind, moves: moves)
        }
        let run = moveRun(
            situation, marks: marks, places: places, lease,
            settle: try await settleBackwards(scripts, situation, job, lease, places))
        _ = try await run.run(scripts, scopes: [], cohort: situation.books.cohort, backwards: true)
        return places.count > captured.count
    }

    /// Where nothing is waited for the istiods are not asked before the first write: it is what everybody waits for.
    private func settleBackwards(
        _ scripts: [BundleMoves.Script], _ situation: Situation, _ job: Job, _ lease: WorkLease,
        _ places: [MeshObjectName: MoveWriter.Place]
    ) async throws -> @Sendable (MoveRun.Wave) async throws -> Void {
        guard scripts.contains(where: { $0.moves.contains(.settle) }) else { return { _ in } }
        return try await SceneArrival(
            self, situation, job: job, lease: lease, places: places, isStored: false
        ).settleBackwards
    }
}

/// How the way back of a rollout ended on a cluster.
package struct TakenBack: Sendable {
    /// What could not be restored, each in a sentence.
    package let failures: [String]
    /// What others have made of objects beside the policies' own since, which stays; each in a sentence.
    package let othersWork: [String]
    /// What a person should know of a policy's objects although they are as they were.
    package let remarks: [ID<Policy>: String]

    package init(failures: [String] = [], othersWork: [String] = [], remarks: [ID<Policy>: String] = [:]) {
        self.failures = failures
        self.othersWork = othersWork
        self.remarks = remarks
    }
}

extension Move {
    fileprivate var isWrite: Bool { if case .write = self { true } else { false } }
}

extension ProgressiveRollout.Situation {
    /// The objects whose way back is stored.
    fileprivate var capturedNames: Set<MeshObjectName> {
        let own = targets.filter { $0.object.capture != nil }.map(\.reference)
        return Set((own + bundle.companions.map(\.reference)).map { MeshObjectName($0) })
    }
}

extension Error {
    /// Whether whoever met it must stop, and let another attempt go on.
    var endsWork: Bool {
        if self is LeaseLost || self is Overtaken || self is CancellationError { return true }
        return (self as? PortError)?.kind == .transient
    }
}
