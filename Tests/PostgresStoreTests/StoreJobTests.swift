import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Claims and leases.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreClaimTests {
    @Test func aJobIsClaimedOnce() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let first = try await world.claim()
            #expect(first.count == 2 && first.allSatisfy { $0.job.attempt == 1 })
            #expect(try await world.claim().isEmpty)
            #expect(try await database.store.claim([], worker: "w", lease: .seconds(1)).isEmpty)
            let record = try #require(try await database.store.job(first[0].job.id))
            #expect(record.state == .claimed && record.claimedBy == "w")
            let lease = try #require(record.leaseUntil) - (try await database.store.now())
            #expect(lease > .seconds(3000) && lease <= .seconds(3600))
        }
    }

    @Test func manyClaimersShareTheJobs() async throws {
        try await TestDatabase.with(connections: 8) { database in
            let cluster = try await database.cluster("west")
            var jobs: [ID<Job>] = []
            for index in 0..<20 {
                let draft = try await database.deploy([try await database.policy("p\(index)")], to: [cluster])
                jobs += draft.jobs.map(\.id)
            }
            let all = jobs
            let claims = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
                for turn in 0..<8 {
                    group.addTask {
                        try await database.store.claim(all.shuffled(), worker: "w\(turn)", lease: .seconds(3600))
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claims.count == 40 && Set(claims.map(\.job.id)).count == 40 && Set(claims.map(\.claim)).count == 40)
        }
    }

    /// The publisher notes the broker's confirm while the worker has the message already.
    @Test func aClaimWaitsForALockedRow() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await database.whileHolding("UPDATE jobs SET published_at = now()") {
                try await world.claim()
            }
            #expect(claimed.count == 2)
        }
    }

    @Test func anExpiredLeaseIsClaimedAgainUntilTheAttemptsAreUsedUp() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            for attempt in 1...3 {
                #expect(try await world.claim().map(\.job.attempt) == [attempt, attempt])
                try await database.expireLeases()
            }
            #expect(try await world.claim().isEmpty)
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], RepublishSchedule()).isEmpty)
            let exhausted = try await database.store.takeExhausted(limit: 1, worker: "s", lease: .seconds(3600))
            try #require(exhausted.count == 1)
            #expect(exhausted[0].job.attempt == 3 && exhausted[0].deploymentIsPending)
            #expect(try await database.store.takeExhausted(limit: 9, worker: "s", lease: .seconds(3600)).count == 1)
            #expect(try await database.store.takeExhausted(limit: 9, worker: "s", lease: .seconds(3600)).isEmpty)
            let report = JobReport(job: exhausted[0].job, claim: exhausted[0].claim, result: .fail(reason: ""))
            _ = try await database.store.settle(reports: [report], deployments: [], nil) { loaded in
                #expect(loaded.reports == [report])
                return Settlement()
            }
        }
    }

    @Test func jobsOfAnOlderEpochAreNobodys() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            try await database.run("UPDATE deployments SET epoch = epoch + 1, status = 'InProgress'")
            let claimed = try await world.claim()
            // Notify jobs tell what happened, whatever the epoch.
            #expect(claimed.map(\.job.stage) == [.notify])
            #expect(claimed.map(\.deploymentIsPending) == [false])
        }
    }

    @Test func leasesAreRenewedWhileTheClaimHolds() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claims = try await world.claim(lease: .seconds(1)).map(\.claim)
            #expect(try await database.store.renew(claims + [SampleID.next()], lease: .seconds(10_000)) == Set(claims))
            let lease = try #require(try await database.store.job(world.draft.jobs[0].id)?.leaseUntil)
            let now = try await database.store.now()
            #expect(lease - now > .seconds(9_000))
            try await database.expireLeases()
            _ = try await world.claim()
            #expect(try await database.store.renew(claims, lease: .seconds(3600)).isEmpty)
            #expect(try await database.store.renew([], lease: .seconds(3600)).isEmpty)
        }
    }

    @Test func renewingEndsWithTheEpoch() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            try await database.run("UPDATE deployments SET epoch = epoch + 1")
            let held = try await database.store.renew(claimed.map(\.claim), lease: .seconds(100))
            #expect(held == Set(claimed.filter { $0.job.stage == .notify }.map(\.claim)))
        }
    }

    @Test func relinquishedJobsAreAvailableAtOnceAndCostNoAttempt() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            try await database.store.relinquish(claimed.map(\.claim))
            try await database.store.relinquish([])
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], RepublishSchedule()).count == 2)
            let again = try await world.claim()
            #expect(again.map(\.job.attempt) == [1, 1])
            // A claim of before is nothing any more.
            try await database.store.relinquish(claimed.map(\.claim))
            #expect(try await database.store.renew(again.map(\.claim), lease: .seconds(3600)).count == 2)
        }
    }

    @Test func theLastLeaseIsThatOfTheOldestWorker() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let job = try #require(world.draft.jobs.first)
            #expect(try await world.lastLease(before: job.epoch + 1) == nil)
            _ = try await world.claim()
            let lease = try #require(try await database.store.job(job.id)?.leaseUntil)
            #expect(try await world.lastLease(before: job.epoch + 1) == lease)
            #expect(try await world.lastLease(before: job.epoch) == nil)
            // Of a step that writes nothing nobody need wait for the end.
            #expect(try await world.lastLease(before: job.epoch + 1, idle: [job.step]) == nil)
            #expect(try await world.lastLease(before: job.epoch + 1, idle: [job.step + 1]) == lease)
            try await world.abort()
            try await database.expireLeases()
            #expect(try await world.lastLease(before: job.epoch + 1) == nil)
        }
    }
}

extension TestDatabase {
    /// Runs `body` while a transaction has run `statement`, which commits as soon as `body` waits for it.
    func whileHolding<Value: Sendable>(
        _ statement: String, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            try connection.pipeline([PostgresStatement("BEGIN"), PostgresStatement(statement)])
            let waiting = Task { try await body() }
            let waiters = "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))"
            try await eventually("somebody waits for \(statement)") {
                try await count(waiters, .int64(connection.serverProcessID)) > 0
            }
            try connection.query(PostgresStatement("COMMIT"))
            return try await waiting.value
        }
    }

    /// Every lease ends in the past, as if time had gone by.
    func expireLeases() async throws {
        try await run(
            """
            UPDATE jobs SET lease_until = now() - interval '1 second', publish_after = now() - interval '1 second'
            WHERE lease_until IS NOT NULL
            """)
    }

    /// Every message that is put off becomes due.
    func passTime() async throws {
        try await run("UPDATE jobs SET publish_after = now() - interval '1 microsecond' WHERE state = 'available'")
    }
}
