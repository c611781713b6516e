import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Storing decisions about deployments.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreSettleTests {
    @Test func aDecisionIsWrittenWhole() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try #require(try await world.claim().first)
            #expect(claimed.deploymentIsPending && claimed.job.attempt == 1)
            let report = JobReport(
                job: claimed.job, claim: claimed.claim, result: .done,
                objects: [
                    ObjectReport(cluster: world.cluster.id, policy: world.policy.id, state: .unknown, note: "first"),
                    ObjectReport(cluster: world.cluster.id, policy: world.policy.id, state: .new, note: "mapped"),
                ])
            let before = try await database.store.now()
            let settlement = try await database.store.settle(
                reports: [report], deployments: [], Sample.context(action: "settled")
            ) { loaded in
                #expect(loaded.reports == [report] && loaded.now >= before)
                return world.settlement(loaded, phase: .completed, reports: loaded.reports)
            }
            #expect(settlement.newJobs.count == 1)
            let stored = try #require(try await database.store.deployments([world.id]).first).deployment
            #expect(stored.status == .completed && stored.revision == 2 && stored.sequence == 2)
            #expect(stored.updatedAt >= before && stored.createdAt == Sample.moment)
            let job = try #require(try await database.store.job(claimed.job.id))
            #expect(job.state == .done && job.finishedAt != nil && job.leaseUntil == nil && job.claimedBy == "w")
            let object = try #require(try await database.store.objects(of: world.id).first)
            #expect(object.state == .new && object.note == "mapped")
            let changes = try await database.store.changes(of: world.id, after: 1, limit: 9)
            #expect(changes.map(\.status) == [.completed] && changes.map(\.sequence) == [2])
            #expect(try await database.count("SELECT count(*) FROM audit_log WHERE action = 'settled'") == 1)
            #expect(try await database.count("SELECT count(*) FROM object_locks") == 0)
            #expect(try await database.count("SELECT count(*) FROM deployments WHERE finished_at = updated_at") == 1)
        }
    }

    @Test func onlyReportsWhoseClaimHoldsCount() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            let late = JobReport(job: claimed[0].job, claim: SampleID.next(), result: .done)
            let good = JobReport(job: claimed[1].job, claim: claimed[1].claim, result: .done)
            _ = try await database.store.settle(reports: [late, good], deployments: [], nil) { loaded in
                #expect(loaded.reports == [good])
                return world.settlement(loaded, reports: loaded.reports)
            }
            // Once it is done, the claim holds no more.
            _ = try await database.store.settle(reports: [good], deployments: [], nil) { loaded in
                #expect(loaded.reports.isEmpty && loaded.deployments.count == 1)
                return Settlement()
            }
        }
    }

    @Test func whatTheDecisionThrowsUndoesEverything() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            await #expect(throws: StoreRefusal.notAllowed("no")) {
                _ = try await database.store.settle(
                    reports: [], deployments: [world.id], Sample.context("k", action: "refused")
                ) { _ in throw StoreRefusal.notAllowed("no") }
            }
            #expect(try await database.count("SELECT count(*) FROM idempotency_keys") == 0)
            #expect(try await database.count("SELECT count(*) FROM audit_log WHERE action = 'refused'") == 0)
        }
    }

    @Test func aDecisionAboutAnotherRevisionIsRefused() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            await #expect(throws: StoreRefusal.revisionMismatch(current: 1)) {
                _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
                    var settlement = world.settlement(loaded)
                    settlement.deployments = settlement.deployments.map { $0.with { $0.revision = 9 } }
                    return settlement
                }
            }
            let unknown: ID<Deployment> = SampleID.next()
            _ = try await database.store.settle(reports: [], deployments: [unknown], nil) { loaded in
                #expect(loaded.deployments.isEmpty && loaded.freshEpochs.isEmpty)
                return Settlement()
            }
        }
    }

    @Test func aCommandIsCarriedOutOnceForItsKey() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            _ = try await database.store.settle(reports: [], deployments: [world.id], Sample.context("k")) {
                world.settlement($0)
            }
            let stored = StoredResponse(status: 202, location: "/somewhere", body: ["key": "k"])
            await #expect(throws: StoreRefusal.replayed(stored)) {
                _ = try await database.store.settle(reports: [], deployments: [world.id], Sample.context("k")) { _ in
                    Issue.record("decided twice")
                    return Settlement()
                }
            }
        }
    }

    @Test func jobsThatAreThereAreNotInsertedAgain() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let settlement = try await database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
                var settlement = Settlement()
                let deployment = world.draft.deployment
                let cluster = world.cluster.id
                settlement.newJobs = [
                    Sample.job(.validate, of: deployment, cluster: cluster),
                    Sample.job(.apply, of: deployment, step: 1, cluster: cluster),
                    Sample.job(.apply, of: deployment, step: 1, cluster: cluster),
                    Sample.notifyJob(of: world.draft.change, deployment),
                ]
                return settlement
            }
            #expect(settlement.newJobs.map(\.stage) == [.apply])
            #expect(try await database.count("SELECT count(*) FROM jobs") == 3)
        }
    }

    @Test func outcomesOfJobs() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            let later = try await database.store.now() + .seconds(60)
            try await world.update(
                claimed, [JobUpdate(job: claimed[0].job.id, state: .available, runAt: later, note: "try again")])
            let retried = try #require(try await database.store.job(claimed[0].job.id))
            #expect(retried.state == .available && retried.runAt == later && retried.note == "try again")
            #expect(retried.job.attempt == 1 && retried.claimedBy == nil && retried.leaseUntil == nil)
            #expect(try await database.store.claim([claimed[0].job.id], worker: "w", lease: .seconds(3600)).isEmpty)
            try await world.update(
                claimed, [JobUpdate(job: claimed[1].job.id, state: .available, refundsAttempt: true)])
            let handedBack = try #require(try await database.store.job(claimed[1].job.id))
            let now = try await database.store.now()
            #expect(handedBack.job.attempt == 0 && handedBack.runAt <= now)
            #expect(retried.startedAt != nil && handedBack.startedAt != nil)
            let again = try await database.store.claim([claimed[1].job.id], worker: "w", lease: .seconds(3600))
            try await world.update(again, [JobUpdate(job: again[0].job.id, state: .dead, note: "broken")])
            #expect(try await database.store.job(again[0].job.id)?.state == .dead)
        }
    }

    /// An attempt that came to nothing was no begin; one after it is.
    @Test func theBeginIsThatOfTheWork() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let first = try #require(try await world.claim().first)
            #expect(try await database.store.job(first.job.id)?.startedAt != nil)
            try await world.update(
                [first], [JobUpdate(job: first.job.id, state: .available, note: "it is away", hasNotBegun: true)])
            #expect(try await database.store.job(first.job.id)?.startedAt == nil)
            let before = try await database.store.now()
            let second = try await database.store.claim([first.job.id], worker: "w", lease: .seconds(3600))
            let begun = try #require(try await database.store.job(first.job.id)?.startedAt)
            #expect(begun >= before)
            try await world.update(second, [JobUpdate(job: first.job.id, state: .done)])
            #expect(try await database.store.job(first.job.id)?.startedAt == begun)
        }
    }

    @Test func cancelledJobsKeepTheLeaseOfTheirWorker() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let validate = try #require(world.draft.jobs.first { $0.stage == .validate })
            let claimed = try #require(
                try await database.store.claim([validate.id], worker: "w", lease: .seconds(3600)).first)
            let fresh = try await world.abort()
            // Jobs of the new epoch are none of the fence's business.
            _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
                var settlement = Settlement()
                settlement.newJobs = loaded.deployments.values.map {
                    Sample.job(.rollback, of: $0, step: Plan.wayBack, cluster: world.cluster.id)
                }
                settlement.deployments = loaded.deployments.values.map {
                    DeploymentUpdate(
                        deployment: $0, changes: [], cancelJobsBefore: fresh, takesLocks: false, releasesLocks: false)
                }
                return settlement
            }
            _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { loaded in
                var settlement = Settlement()
                settlement.deployments = loaded.deployments.values.map {
                    DeploymentUpdate(
                        deployment: $0, changes: [], cancelJobsBefore: fresh, takesLocks: false, releasesLocks: false)
                }
                return settlement
            }
            let cancelled = try #require(try await database.store.job(validate.id))
            #expect(cancelled.state == .cancelled && cancelled.leaseUntil != nil)
            let states = try await database.store.counts()
            #expect(states[.rollback] == [.available: 1])
            #expect(states[.notify]?[.available] == 1 && states[.validate] == [.cancelled: 1])
            #expect(try await database.store.renew([claimed.claim], lease: .seconds(3600)).isEmpty)
            #expect(try await world.lastLease(before: fresh) == cancelled.leaseUntil)
            #expect(try await world.lastLease(before: validate.epoch) == nil)
            // A late report changes nothing; once the worker gives the claim up, nobody need wait for it.
            let report = JobReport(job: claimed.job, claim: claimed.claim, result: .done)
            _ = try await database.store.settle(reports: [report], deployments: [], nil) { loaded in
                #expect(loaded.reports.isEmpty)
                return Settlement()
            }
            try await database.store.relinquish([claimed.claim])
            #expect(try await world.lastLease(before: fresh) == nil)
            #expect(try await database.store.job(validate.id)?.state == .cancelled)
        }
    }
}

/// A deployment of one policy to one cluster, accepted.
struct Rollout: Sendable {
    let database: TestDatabase
    let policy: Policy
    let cluster: Cluster
    let draft: DeploymentDraft

    var id: ID<Deployment> { draft.deployment.id }

    init(database: TestDatabase, policy: Policy, cluster: Cluster, draft: DeploymentDraft) {
        self.database = database
        self.policy = policy
        self.cluster = cluster
        self.draft = draft
    }

    init(_ database: TestDatabase) async throws {
        self.database = database
        policy = try await database.policy("reviews")
        cluster = try await database.cluster("west")
        draft = try await database.deploy([policy], to: [cluster])
    }

    func claim(lease: Duration = .seconds(3600)) async throws -> [ClaimedJob] {
        try await database.store.claim(draft.jobs.map(\.id), worker: "w", lease: lease).sorted { $0.job.id < $1.job.id }
    }

    /// Moves the deployment to `phase`, announces that, and ends the jobs of `reports`.
    func settlement(
        _ loaded: LoadedRollouts, phase: Phase? = nil, reports: [JobReport] = []
    ) -> Settlement {
        var settlement = Settlement()
        settlement.jobs = reports.map { JobUpdate(job: $0.job.id, state: .done) }
        settlement.objects = reports.flatMap { report in
            report.job.deployment.map { id in report.objects.map { ObjectUpdate(deployment: id, report: $0) } } ?? []
        }
        for var deployment in loaded.deployments.values {
            if let phase { deployment.state.phase = phase }
            deployment.sequence += 1
            let change = StatusChange(
                id: SampleID.next(), deployment: deployment.id, sequence: deployment.sequence,
                status: deployment.status, reason: nil, at: loaded.now)
            settlement.newJobs.append(Sample.notifyJob(of: change, deployment))
            settlement.deployments.append(
                DeploymentUpdate(
                    deployment: deployment, changes: [change], cancelJobsBefore: nil, takesLocks: false,
                    releasesLocks: deployment.status.isTerminal))
        }
        return settlement
    }

    func update(_ claimed: [ClaimedJob], _ updates: [JobUpdate]) async throws {
        let reports = claimed.map { JobReport(job: $0.job, claim: $0.claim, result: .done) }
        _ = try await database.store.settle(reports: reports, deployments: [], nil) { _ in
            var settlement = Settlement()
            settlement.jobs = updates
            return settlement
        }
    }

    /// Ends the deployment under a fresh epoch, which is returned.
    @discardableResult
    func abort() async throws -> Int64 {
        let id = id
        let settlement = try await database.store.settle(reports: [], deployments: [id], nil) { loaded in
            var settlement = Settlement()
            settlement.deployments = loaded.deployments.values.map { deployment in
                var deployment = deployment
                deployment.state = DeploymentState(
                    phase: .aborted(reason: "test"), epoch: loaded.freshEpochs[id] ?? 0)
                return DeploymentUpdate(
                    deployment: deployment, changes: [], cancelJobsBefore: deployment.state.epoch, takesLocks: false,
                    releasesLocks: true)
            }
            return settlement
        }
        return settlement.deployments[0].deployment.state.epoch
    }

    func lastLease(before epoch: Int64, idle: [Int] = []) async throws -> Timestamp? {
        try await database.store.lastLease(of: id, cluster: cluster.id, before: epoch, idle: idle)
    }
}

extension DeploymentUpdate {
    /// The same with another deployment in it.
    func with(_ change: (inout Deployment) -> Void) -> DeploymentUpdate {
        var deployment = deployment
        change(&deployment)
        return DeploymentUpdate(
            deployment: deployment, changes: changes, cancelJobsBefore: cancelJobsBefore, takesLocks: takesLocks,
            releasesLocks: releasesLocks)
    }
}
