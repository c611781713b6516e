package import Domain
import Mesh
import MeshModel
package import Ports

extension ProgressiveRollout {
    func note(_ written: WrittenScene, _ bundle: Bundle, epoch: Int64) async throws {
        try await cohorts.noteWritten(
            written.json, deployment: bundle.deployment.id, cluster: bundle.cluster.id, epoch: epoch)
    }

    /// How far what was written last has come on a cluster.
    package struct ArrivalReport: Sendable {
        /// What the proxies say of it.
        package let verdict: PropagationVerdict
        /// How long ago it was written.
        package let age: Duration
        /// What others have done to a policy's object since the rollout began, in a sentence.
        package let remarks: [ID<Policy>: String]
        /// The policies that nothing is done with.
        package let idle: Set<ID<Policy>>
        /// How many pods have the new version where `verdict` is about fewer, which alone were concerned by what was
        /// written last: the others were waited for before that. `nil`: it is about all.
        package let reach: Int?
    }

    /// `nil`: nothing was written that anybody waits for.
    package func arrival(of bundle: Bundle) async throws -> ArrivalReport? {
        let records = try await cohorts.cohorts(of: bundle.deployment.id)
        guard let record = records.first(where: { $0.cluster == bundle.cluster.id }), let json = record.written,
            let written = WrittenScene(json: json)
        else { return nil }
        let check = try await propagations.check(of: bundle.cluster)
        let now = try await jobs.now()
        let verdict = try await check.check(written.configuration, since: written.mark, now: now)
        let idle = record.measurements.filter(\.isIdle).flatMap(\.policies)
        return ArrivalReport(
            verdict: verdict, age: now - written.configuration.at, remarks: written.remarks, idle: Set(idle),
            reach: record.reach(beyond: written.configuration.pods))
    }

    /// Notes that whole objects were written.
    ///
    /// - Parameter before: How it was before the write, and when each object was written since.
    package func noteWhole(_ bundle: Bundle, since before: ClusterBefore, job: Job) async throws {
        let objects = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        let changed = targets.filter { MoveEffect(before.live[$0.reference]?.body, $0.live?.body) == .content }
        let uptime = time.uptime()
        let now = try await jobs.now()
        let moments = before.moments.moments(now: now, uptime: uptime)
        let written = WrittenConfiguration(
            objects: targets.map(\.reference), pods: [], at: moments.values.max() ?? now,
            settle: settings.settleTime,
            effect: WriteEffect(objects: Set(changed.map(\.reference)), root: before.root, moments: moments))
        try await note(
            WrittenScene(configuration: written, mark: before.mark.kept(for: written)), bundle, epoch: job.epoch)
    }
}

extension CohortRecord {
    /// How many pods have the new version, where it is everywhere and that is more than these; `nil`: it is not.
    fileprivate func reach(beyond asked: Set<PodName>) -> Int? {
        guard members.rest.isEmpty, !asked.isEmpty, members.cohort.count > asked.count else { return nil }
        return members.cohort.count
    }
}

/// A cluster before whole objects are written there.
package struct ClusterBefore: Sendable {
    let live: [ObjectReference: LiveObject]
    let mark: PropagationMark
    let root: String
    /// When what is written since was written.
    package let moments: WriteMoments
}

extension PropagationMark {
    /// Of how many pods the nonces are kept: of a large mesh they are megabytes.
    private static let most = 500

    /// The same for those alone of whom it is needed: istiods that tell times are asked for `pods` only.
    func kept(for pods: some Sequence<PodName>) -> PropagationMark {
        let needed = timeless.union(pods.lazy.filter { nonces[$0] != nil }.prefix(Self.most))
        return PropagationMark(
            nonces: nonces.filter { needed.contains($0.key) }, timeless: timeless, digests: digests)
    }

    /// What is needed of it to tell who has what was written.
    func kept(for written: WrittenConfiguration) -> PropagationMark {
        let pods = written.pods.isEmpty ? Set(nonces.keys) : written.pods
        return kept(for: pods.lazy.filter { !written.surelySent(to: $0).isEmpty })
    }
}
