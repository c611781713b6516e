package import Domain
import Mesh
import MeshModel
import Ports

extension ProgressiveRollout {
    /// Brings the cluster into `scene`, where nobody else has to do with what it touches now (else `GroundTaken`), and
    /// where what stands there for those who try the new version was left alone (else `SceneDisturbed`).
    /// Everything that is to be written is captured first. The cohort's new share is stored when the objects are ready
    /// for it, just before the labels: its keeper may label pods from then on, and a pod that is labelled before its
    /// objects are there would have neither version.
    ///
    /// Returns what others have done to the policies' objects since the rollout began.
    @discardableResult
    package func arrange(
        _ scene: Scene, _ situation: Situation, job: Job, lease: WorkLease
    ) async throws -> [ID<Policy>: String] {
        let marks = ObjectMarks(
            deployment: situation.bundle.deployment.id, epoch: job.epoch, traceparent: job.traceparent)
        for live in situation.targets.compactMap(\.live) { try marks.checkFence(live) }
        let lists = try situation.books.moves(to: scene)
        try await GroundSurvey(bundles).hold(
            situation.bundle, live: situation.live, beside: Array(situation.stakes(beside: lists)),
            root: situation.picture.surroundings.rootNamespace, claim: lease.claim)
        let record = try await standingCohort(situation)
        let situation = try await undisturbed(situation, before: job.step, record)
        let places = try await capture(lists.flatMap(\.1), situation, lease)
        let touched = Set(lists.flatMap(\.1).compactMap(\.object))
        let keepsLabels = lists.flatMap(\.1).lastShare != nil
        let standing = record?.retiredAt == nil ? record?.share : nil
        let remarks = self.remarks(on: situation, before: job.step, record)
        try await save(scene, share: keepsLabels ? standing : nil, situation, job, lease)
        let arrival = try await SceneArrival(
            self, situation, job: job, lease: lease,
            places: places.filter { touched.contains($0.key) }, remarks: remarks,
            earlier: EarlierAttempts(at: job.step, in: record))
        let run = moveRun(situation, marks: marks, places: places, lease, settle: arrival.settle) { share in
            try await save(scene, share: share, situation, job, lease)
        }
        let outcome = try await run.run(
            lists.map { BundleMoves.Script(kind: $0.0.target.object.key.kind, moves: $0.1) },
            scopes: situation.books.scopes, cohort: situation.books.cohort,
            // Every step before this one has waited for the proxies; an attempt at this one may not have.
            allHasSettled: record?.step != job.step)
        if let members = situation.holders(in: scene) ?? outcome.members {
            try await cohorts.note(
                members, deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id,
                epoch: job.epoch)
        }
        // Where nothing was written, nobody waits for the proxies.
        if !situation.books.entries.allSatisfy(\.book.isIdle) { try await arrival.finish(outcome.last) }
        return remarks
    }

    func moveRun(
        _ situation: Situation, marks: ObjectMarks, places: [MeshObjectName: MoveWriter.Place], _ lease: WorkLease,
        settle: @escaping @Sendable (MoveRun.Wave) async throws -> Void,
        announce: @escaping @Sendable (Share?) async throws -> Void = { _ in }
    ) -> MoveRun {
        let restorer = ObjectRestorer(
            situation.objects, marks: marks, writer: situation.bundle.deployment.id, lease: lease,
            requestLimit: settings.requestLimit)
        let writer = MoveWriter(
            situation.objects, restorer: restorer, marks: marks, lease: lease,
            force: situation.bundle.deployment.onConflict == .takeOver, requestLimit: settings.requestLimit,
            places: places)
        let limit = settings.requestLimit
        return MoveRun(
            writer: writer, labels: CohortLabels(pods: situation.pods, concurrency: settings.concurrency),
            concurrency: settings.concurrency, time: time, settle: settle, announce: announce,
            check: { try lease.check(margin: limit) })
    }

    /// The same situation with what was read of the copies that stand. Throws `SceneDisturbed`.
    private func undisturbed(
        _ situation: Situation, before step: Int, _ record: CohortRecord?
    ) async throws -> Situation {
        var situation = situation
        if let standing = StandingScene(situation, before: step, record) {
            situation.seen = try await standing.undisturbed(limit: settings.concurrency)
        }
        return situation
    }

    /// The cohort as it is stored; `nil` where there is none yet.
    private func standingCohort(_ situation: Situation) async throws -> CohortRecord? {
        let records = try await cohorts.cohorts(of: situation.bundle.deployment.id)
        return records.first { $0.cluster == situation.bundle.cluster.id }
    }

    private func save(
        _ scene: Scene, share: Share?, _ situation: Situation, _ job: Job, _ lease: WorkLease
    ) async throws {
        let scopes = situation.books.scopes
        let pods = situation.picture.surroundings.pods
        let members = CohortLabels.plan(pods, scopes: scopes, share: share, cohort: situation.books.cohort).members
        if share != nil, !scopes.isEmpty, members.cohort.isEmpty {
            throw EmptyCohort(cluster: situation.bundle.cluster.name)
        }
        try await cohorts.save(
            CohortRecord(
                deployment: situation.bundle.deployment.id, cluster: situation.bundle.cluster.id, epoch: job.epoch,
                scopes: scopes.map(\.json), share: share, measurements: situation.books.measurements(of: scene),
                members: members, step: job.step), claim: lease.claim)
    }
}
