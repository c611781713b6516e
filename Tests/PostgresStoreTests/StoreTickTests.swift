import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Jobs of no deployment: the ticks of the watch.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreTickTests {
    private func tick(_ cluster: Cluster, slot: Int64) -> Job {
        Job(
            id: SampleID.next(), stage: .soakMonitor, deployment: nil, epoch: 0, step: 0, cluster: cluster.id,
            attempt: 0, maxAttempts: 2, payload: ["key": .string(String(slot)), "slot": .int(slot)], traceparent: nil)
    }

    @Test func aTickIsThereOncePerClusterAndSlot() async throws {
        try await TestDatabase.with { database in
            let (east, west) = (try await database.cluster("east"), try await database.cluster("west"))
            let first = [tick(east, slot: 1), tick(west, slot: 1)]
            #expect(try await database.store.insertTicks(first) == first)
            #expect(try await database.store.insertTicks([tick(east, slot: 1), tick(west, slot: 1)]).isEmpty)
            let next = tick(east, slot: 2)
            #expect(try await database.store.insertTicks([tick(west, slot: 1), next]) == [next])
            #expect(try await database.store.insertTicks([]).isEmpty)
            #expect(try await database.store.counts() == [.soakMonitor: [.available: 3]])
        }
    }

    @Test func aTickIsClaimedRenewedAndEndedLikeAnyJob() async throws {
        try await TestDatabase.with { database in
            let job = tick(try await database.cluster("east"), slot: 1)
            _ = try await database.store.insertTicks([job])
            let claimed = try #require(
                try await database.store.claim([job.id], worker: "w", lease: .seconds(3600)).first)
            #expect(claimed.job.deployment == nil && !claimed.deploymentIsPending && claimed.job.payload["slot"] == 1)
            #expect(try await database.store.claim([job.id], worker: "v", lease: .seconds(3600)).isEmpty)
            #expect(try await database.store.renew([claimed.claim], lease: .seconds(90)) == [claimed.claim])
            let report = JobReport(job: claimed.job, claim: claimed.claim, result: .done)
            _ = try await database.store.settle(reports: [report], deployments: [], nil) { loaded in
                #expect(loaded.reports == [report] && loaded.deployments.isEmpty)
                var settlement = Settlement()
                settlement.jobs = [JobUpdate(job: job.id, state: .done)]
                return settlement
            }
            let record = try #require(try await database.store.job(job.id))
            #expect(record.state == .done && record.clusterName == "east" && record.job.deployment == nil)
            #expect(try await database.store.renew([claimed.claim], lease: .seconds(90)).isEmpty)
            let listed = try await database.store.jobs(JobFilter(stage: .soakMonitor), PageRequest()).items
            #expect(listed.map(\.job.id) == [job.id])
        }
    }

    @Test func aTickWhoseWorkersDieIsTakenAndNotReplayed() async throws {
        try await TestDatabase.with { database in
            let job = tick(try await database.cluster("east"), slot: 1)
            _ = try await database.store.insertTicks([job])
            for attempt in 1...2 {
                let claimed = try await database.store.claim([job.id], worker: "w", lease: .seconds(3600))
                #expect(claimed.map(\.job.attempt) == [attempt])
                try await database.expireLeases()
            }
            let exhausted = try #require(
                try await database.store.takeExhausted(limit: 9, worker: "s", lease: .seconds(3600)).first)
            #expect(exhausted.job.id == job.id && !exhausted.deploymentIsPending)
            let report = JobReport(job: exhausted.job, claim: exhausted.claim, result: .fail(reason: "died"))
            _ = try await database.store.settle(reports: [report], deployments: [], nil) { _ in
                var settlement = Settlement()
                settlement.jobs = [JobUpdate(job: job.id, state: .dead, note: "died")]
                return settlement
            }
            await #expect(throws: StoreRefusal.self) {
                _ = try await database.store.replay(job.id, Sample.context())
            }
            do { _ = try await database.store.replay(job.id, Sample.context()) } catch let error as StoreRefusal {
                guard case .notAllowed(let why) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(why.contains("tick"))
            }
        }
    }

    @Test func onlyOldTicksAndEvaluationsAreSwept() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let ticks = (1...3).map { tick(world.cluster, slot: Int64($0)) }
            _ = try await database.store.insertTicks(ticks)
            try await database.run(
                """
                UPDATE jobs SET state = 'done', finished_at = now() - interval '61 minutes'
                WHERE id IN ('\(ticks[0].id)', '\(world.draft.jobs[0].id)')
                """)
            try await database.run(
                "UPDATE jobs SET state = 'done', finished_at = now() - interval '59 minutes' WHERE id = '\(ticks[1].id)'"
            )
            for days in [29, 31] {
                try await database.run(
                    """
                    INSERT INTO watch_evaluations (deployment_id, cluster_id, at, step, evaluation)
                    VALUES ('\(world.id)', '\(world.cluster.id)', now() - interval '\(days) days', 3, '{}')
                    """)
            }
            try await database.store.sweep(ticksOlderThan: .seconds(3600), evaluationsOlderThan: .seconds(30 * 86_400))
            #expect(try await database.store.job(ticks[0].id) == nil)
            #expect(try await database.store.job(ticks[1].id) != nil)
            #expect(try await database.store.job(ticks[2].id) != nil)
            #expect(try await database.store.job(world.draft.jobs[0].id) != nil)
            #expect(try await database.count("SELECT count(*) FROM watch_evaluations") == 1)
        }
    }
}

/// Jobs that come due later.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreDelayTests {
    @Test func aDelayedJobIsNobodysUntilItsTime() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let deployment = world.draft.deployment
            let job = Job(
                id: SampleID.next(), stage: .promote, deployment: deployment.id, epoch: deployment.state.epoch, step: 1,
                cluster: world.cluster.id, attempt: 0, maxAttempts: 3, payload: .object([:]), traceparent: nil,
                delay: .seconds(6_000))
            _ = try await database.store.settle(reports: [], deployments: [world.id], nil) { _ in
                var settlement = Settlement()
                settlement.newJobs = [job]
                return settlement
            }
            #expect(try await database.store.claim([job.id], worker: "w", lease: .seconds(3600)).isEmpty)
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], RepublishSchedule()).isEmpty)
            #expect(try await database.store.dueCounts()[.promote] == nil)
            let wait = try #require(try await database.store.job(job.id)).runAt - (try await database.store.now())
            #expect(wait > .seconds(5_000) && wait <= .seconds(6_000))
            // Due for the first time it goes out, however deep its queue.
            try await database.run("UPDATE jobs SET run_at = now(), publish_after = now() WHERE id = '\(job.id)'")
            let due = try await database.store.takeDue(limit: 9, heldBack: [.promote], RepublishSchedule())
            #expect(due.map(\.id) == [job.id])
            #expect(try await database.store.claim([job.id], worker: "w", lease: .seconds(3600)).count == 1)
        }
    }
}
