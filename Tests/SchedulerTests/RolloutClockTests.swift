import Application
import Domain
import Ports
import PostgresStore
import TestKit
import Testing

@testable import Scheduler

/// What happens because time passes.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RolloutClockTests {
    private func clock(_ bench: JobBench, interval: Duration = .seconds(3600)) -> RolloutClock {
        RolloutClock(
            watches: bench.database.store, rollouts: bench.database.store, jobs: bench.store,
            dispatcher: bench.dispatcher, ids: bench.ids, interval: interval)
    }

    /// Stores a change of a deployment's state.
    private func change(
        _ deployment: ID<Deployment>, in bench: JobBench, watches: [ID<Cluster>] = [], deadline: Timestamp? = nil,
        _ change: @escaping @Sendable (inout DeploymentState) -> Void
    ) async throws {
        _ = try await bench.database.store.settle(reports: [], deployments: [deployment], nil) { loaded in
            var settlement = Settlement()
            settlement.deployments = loaded.deployments.values.map { deployment in
                var deployment = deployment
                change(&deployment.state)
                return DeploymentUpdate(
                    deployment: deployment, changes: [], cancelJobsBefore: nil, takesLocks: false,
                    releasesLocks: false, beginsWatches: watches.map { WatchBeginning(step: 1, cluster: $0) },
                    deadline: deadline)
            }
            return settlement
        }
    }

    private func ticks(_ bench: JobBench) async throws -> [JobRecord] {
        try await bench.store.jobs(JobFilter(stage: .soakMonitor), PageRequest()).items
    }

    @Test func withoutWatchesThereAreNoTicks() async throws {
        try await JobBench.with { bench in
            _ = try await bench.deploy()
            try await clock(bench).turn()
            #expect(try await ticks(bench).isEmpty)
        }
    }

    /// Two clocks, each turning twice within one slot, with two deployments that are watched on one cluster.
    @Test func aSlotHasOneTickForEachClusterHoweverManyClocksTurn() async throws {
        try await JobBench.with(policies: 2) { bench in
            let cluster = bench.clusters[0].id
            for index in 0..<2 {
                let (deployment, _, _) = try await bench.deploy(index)
                try await change(deployment.id, in: bench, watches: [cluster]) { _ in }
            }
            let before = try await bench.store.now().microseconds / 3_600_000_000
            async let one: Void = clock(bench).turn()
            async let other: Void = clock(bench).turn()
            _ = try await (one, other)
            try await clock(bench).turn()
            let after = try await bench.store.now().microseconds / 3_600_000_000
            let found = try await ticks(bench)
            // Should the hour have turned meanwhile, there is one for each.
            #expect(found.count <= 1 + Int(after - before) && !found.isEmpty)
            let tick = try #require(found.first?.job)
            #expect(tick.cluster == cluster && tick.deployment == nil && tick.maxAttempts == 2)
            #expect(tick.payload["slot"]?.int.map { (before...after).contains($0) } == true)
            try await awaitCondition("its message goes out") {
                bench.waiting(.soakMonitor) == found.count
            }
        }
    }

    @Test func theNextSlotHasItsOwnTick() async throws {
        try await JobBench.with { bench in
            let (deployment, _, _) = try await bench.deploy()
            try await change(deployment.id, in: bench, watches: [bench.clusters[0].id]) { _ in }
            let clock = clock(bench, interval: .microseconds(1))
            for turn in 1...3 {
                try await clock.turn()
                #expect(try await ticks(bench).count == turn)
            }
        }
    }

    @Test func aQueuedDeploymentBeginsWhenItsObjectsAreFree() async throws {
        try await JobBench.with { bench in
            let (first, _, _) = try await bench.deploy()
            let second = try await queue(bench)
            try await clock(bench).turn()
            #expect(try await bench.store.jobs(JobFilter(deployment: second), PageRequest()).items.isEmpty)
            try await bench.abort(first)
            async let one: Void = clock(bench).turn()
            async let other: Void = clock(bench).turn()
            _ = try await (one, other)
            let jobs = try await bench.store.jobs(JobFilter(deployment: second), PageRequest()).items
            #expect(jobs.map(\.job.stage) == [.validate] && jobs.map(\.job.cluster) == [bench.clusters[0].id])
            let stored = try #require(try await bench.database.store.deployments([second]).first).deployment
            guard case .pending = stored.state.phase else {
                Issue.record("it is \(stored.state)")
                return
            }
            let locks = "SELECT count(*) FROM object_locks WHERE deployment_id = '\(second)'"
            #expect(try await bench.database.count(locks) == 1)
        }
    }

    /// Its locks are taken when they are free, and its work begins at its time.
    @Test func whoHasWaitedStillBeginsAtItsTime() async throws {
        try await JobBench.with { bench in
            let (first, _, _) = try await bench.deploy()
            let second = try await queue(bench, startsIn: .seconds(600))
            try await bench.abort(first)
            try await clock(bench).turn()
            let jobs = try await bench.store.jobs(JobFilter(deployment: second), PageRequest()).items
            let now = try await bench.store.now()
            #expect(jobs.map(\.job.stage) == [.validate] && jobs.allSatisfy { $0.runAt > now + .seconds(500) })
        }
    }

    /// It waits for its own time before it takes anything from others; then those who waited before it go as well.
    @Test func whoSupersedesTakesTheHeadOfTheLineAtItsTime() async throws {
        try await JobBench.with { bench in
            let (active, _, _) = try await bench.deploy()
            let earlier = try await queue(bench)
            let last = try await queue(bench, startsIn: .seconds(3600), supersedes: true)
            let later = try await queue(bench)
            try await clock(bench).turn()
            #expect(try await bench.status(active) == .pending)
            try await bench.database.run(
                """
                UPDATE deployments SET plan = (plan::jsonb || '{"startsAt": 1000}')::json WHERE id = '\(last)'
                """)
            try await clock(bench).turn()
            try await clock(bench).turn()
            func status(_ id: ID<Deployment>) async throws -> (DeploymentStatus, String?) {
                let stored = try #require(try await bench.database.store.deployments([id]).first).deployment
                return (stored.status, stored.state.reason)
            }
            #expect(try await bench.status(active) == .aborted)
            #expect(try await status(earlier) == (.aborted, "Superseded by deployment \(last)"))
            #expect(try await status(later).0 == .pending)
            let jobs = try await bench.store.jobs(JobFilter(stage: .validate, deployment: last), PageRequest()).items
            #expect(jobs.count == 1)
            #expect(try await bench.database.count("SELECT count(*) FROM deployments WHERE is_queued") == 1)
        }
    }

    private func queue(
        _ bench: JobBench, startsIn wait: Duration? = nil, supersedes: Bool = false
    ) async throws -> ID<Deployment> {
        let draft = try await bench.database.draft(bench.policies, to: bench.clusters)
        let old = draft.deployment
        let moment = try await bench.store.now()
        var plan = Plan(
            clusters: old.plan.clusters, steps: old.plan.steps, onFailure: old.plan.onFailure,
            startsAt: wait.map { moment + $0 })
        plan.supersedes = supersedes
        let deployment = Deployment(
            id: old.id, policies: old.policies, environment: old.environment, strategy: old.strategy, plan: plan,
            onConflict: old.onConflict, rollbackOf: nil, requestedBy: old.requestedBy, reason: old.reason,
            traceparent: nil, createdAt: old.createdAt, state: .queued(epoch: old.state.epoch), sequence: 1,
            revision: 1, updatedAt: old.updatedAt)
        let queued = DeploymentDraft(
            deployment: deployment, objects: draft.objects, jobs: [], change: draft.change, context: draft.context)
        for result in try await bench.database.store.accept([queued]) { _ = try result.get() }
        return old.id
    }

    @Test func aStepBeyondItsDeadlineFailsOnce() async throws {
        try await JobBench.with { bench in
            let (deployment, _, _) = try await bench.deploy()
            let cluster = bench.clusters[0].id
            let now = try await bench.store.now()
            try await change(deployment.id, in: bench, deadline: now + .seconds(60)) {
                $0.phase = .advancing(Position(step: 1, outstanding: [cluster]))
            }
            try await clock(bench).turn()
            #expect(try await bench.status(deployment) == .inProgress)
            try await bench.database.run("UPDATE deployments SET deadline = now() - interval '1 second'")
            async let one: Void = clock(bench).turn()
            async let other: Void = clock(bench).turn()
            _ = try await (one, other)
            #expect(try await bench.status(deployment) == .rollingBack)
            let back = try await bench.store.jobs(JobFilter(stage: .rollback), PageRequest()).items
            #expect(back.map(\.job.cluster) == [cluster])
            #expect(try await bench.database.store.overdue(limit: 9).isEmpty)
        }
    }

    @Test func oldTicksAreSweptAtTheFirstTurn() async throws {
        try await JobBench.with { bench in
            let (deployment, _, _) = try await bench.deploy()
            try await change(deployment.id, in: bench, watches: [bench.clusters[0].id]) { _ in }
            let clock = clock(bench)
            try await clock.turn()
            try await bench.database.run(
                """
                UPDATE jobs SET state = 'done', finished_at = now() - interval '2 hours', key = '0'
                WHERE deployment_id IS NULL
                """)
            try await clock.turn()
            #expect(try await bench.database.count("SELECT count(*) FROM jobs WHERE key = '0'") == 1)
            try await self.clock(bench).turn()
            #expect(try await bench.database.count("SELECT count(*) FROM jobs WHERE key = '0'") == 0)
        }
    }
}
