import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// When messages of jobs are due, and jobs as people see them.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreDueTests {
    private let schedule = RepublishSchedule(
        unconfirmed: .seconds(200), unclaimed: .seconds(1_000), ceiling: .seconds(3_000))

    @Test func anUnconfirmedMessageComesDueAgainEverMoreSlowly() async throws {
        try await TestDatabase.with(republish: schedule) { database in
            let world = try await expectWait(of: 200, in: database) { try await Rollout(database) }
            for expected in [400, 800, 1_600, 3_000, 3_000] {
                try await database.passTime()
                #expect(try await database.store.dueCounts() == [.validate: 1, .notify: 1])
                let due = try await expectWait(of: expected, in: database) {
                    try await database.store.takeDue(limit: 9, heldBack: [], schedule)
                }
                #expect(Set(due.map(\.id)) == Set(world.draft.jobs.map(\.id)))
            }
        }
    }

    @Test func aConfirmedMessageWaitsLonger() async throws {
        try await TestDatabase.with(republish: schedule) { database in
            let world = try await Rollout(database)
            let jobs = world.draft.jobs.map(\.id)
            try await expectWait(of: 1_000, in: database) {
                try await database.store.markPublished(jobs, schedule)
                try await database.store.markPublished([], schedule)
            }
            try await database.passTime()
            _ = try await database.store.takeDue(limit: 9, heldBack: [], schedule)
            try await expectWait(of: 2_000, in: database) { try await database.store.markPublished(jobs, schedule) }
            // A confirm that comes after the claim does not shorten the lease's wait.
            try await expectWait(of: 6_000, in: database) {
                _ = try await world.claim(lease: .seconds(6_000))
                try await database.store.markPublished(jobs, schedule)
            }
        }
    }

    @Test func aConfirmOfAMessageThatIsUsedUpPutsNothingOff() async throws {
        try await TestDatabase.with(republish: schedule) { database in
            let world = try await Rollout(database)
            let claimed = try #require(try await world.claim().first { $0.job.stage == .validate })
            let soon = try await database.store.now() + .milliseconds(1)
            try await world.update([claimed], [JobUpdate(job: claimed.job.id, state: .available, runAt: soon)])
            try await database.store.markPublished([claimed.job.id], schedule)
            while try await database.store.now() <= soon { await Task.yield() }
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], schedule).map(\.id) == [claimed.job.id])
        }
    }

    @Test func anExpiredLeaseIsDue() async throws {
        try await TestDatabase.with(republish: schedule) { database in
            let world = try await Rollout(database)
            _ = try await world.claim(lease: .seconds(6_000))
            try await database.passTime()
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], schedule).isEmpty)
            try await database.expireLeases()
            #expect(try await database.store.dueCounts() == [.validate: 1, .notify: 1])
            #expect(
                try await database.store.takeDue(limit: 9, heldBack: [.validate], schedule).map(\.stage) == [.notify])
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], schedule).map(\.stage) == [.validate])
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], schedule).isEmpty)
        }
    }

    @Test func heldBackStagesWaitButNotTheirDelayedJobs() async throws {
        try await TestDatabase.with(republish: schedule) { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            let validate = try #require(claimed.first { $0.job.stage == .validate })
            let notify = try #require(claimed.first { $0.job.stage == .notify })
            let soon = try await database.store.now() + .milliseconds(1)
            try await world.update([validate], [JobUpdate(job: validate.job.id, state: .available, runAt: soon)])
            while try await database.store.now() <= soon { await Task.yield() }
            let all = Set(Stage.allCases)
            #expect(try await database.store.takeDue(limit: 9, heldBack: all, schedule).map(\.id) == [validate.job.id])
            try await database.passTime()
            #expect(try await database.store.takeDue(limit: 9, heldBack: all, schedule).isEmpty)
            // One that waits is not due before its time.
            let later = try await database.store.now() + .seconds(60)
            try await world.update([notify], [JobUpdate(job: notify.job.id, state: .available, runAt: later)])
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], schedule).map(\.id) == [validate.job.id])
        }
    }

    @Test func schedulersShareTheDueJobs() async throws {
        try await TestDatabase.with(connections: 8, republish: schedule) { database in
            let cluster = try await database.cluster("west")
            for index in 0..<20 {
                _ = try await database.deploy([try await database.policy("p\(index)")], to: [cluster])
            }
            try await database.passTime()
            let due = try await withThrowingTaskGroup(of: [Job].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        var mine: [Job] = []
                        while case let more = try await database.store.takeDue(limit: 3, heldBack: [], schedule),
                            !more.isEmpty
                        { mine += more }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(due.count == 40 && Set(due.map(\.id)).count == 40)
        }
    }

    /// After `act` the messages of both jobs are due `seconds` after the moment of it, by the server's clock, however
    /// long it took.
    private func expectWait<Result>(
        of seconds: Int, in database: TestDatabase, line: SourceLocation = #_sourceLocation,
        after act: () async throws -> Result
    ) async throws -> Result {
        let before = try await database.count("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        let result = try await act()
        let rows = try await database.run(
            """
            SELECT floor(extract(epoch FROM publish_after) * 1000)::bigint AS due,
                floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now
            FROM jobs WHERE state IN ('available', 'claimed')
            """)
        #expect(rows.count == 2, sourceLocation: line)
        for row in rows {
            let due = try row.int("due") - 1000 * seconds
            let now = try row.int("now")
            #expect(due >= before && due <= now, "\(before) ... \(now)", sourceLocation: line)
        }
        return result
    }
}

/// Jobs in lists, and dead ones brought back.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreJobListTests {
    @Test func aDeadJobIsReplayedWithAllItsAttempts() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim()
            let job = claimed[0].job.id
            await #expect(throws: StoreRefusal.self) { _ = try await database.store.replay(job, Sample.context()) }
            try await world.update(claimed, [JobUpdate(job: job, state: .dead, note: "broken")])
            let record = try await database.store.replay(job, Sample.context(action: "replayed"))
            #expect(record.state == .available && record.job.attempt == 0 && record.finishedAt == nil)
            #expect(try await database.store.takeDue(limit: 9, heldBack: [], RepublishSchedule()).map(\.id) == [job])
            #expect(try await database.store.claim([job], worker: "w", lease: .seconds(3600)).count == 1)
            #expect(try await database.count("SELECT count(*) FROM audit_log WHERE action = 'replayed'") == 1)
        }
    }

    @Test func anObsoleteOrUnknownJobIsNotReplayed() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let claimed = try await world.claim().filter { $0.job.stage == .validate }
            let job = claimed[0].job.id
            try await world.update(claimed, [JobUpdate(job: job, state: .dead)])
            try await world.abort()
            await #expect(throws: StoreRefusal.self) { _ = try await database.store.replay(job, Sample.context()) }
            #expect(try await database.store.job(job)?.state == .dead)
            let unknown: ID<Job> = SampleID.next()
            await #expect(throws: StoreRefusal.notFound("job \(unknown)")) {
                _ = try await database.store.replay(unknown, Sample.context())
            }
            #expect(try await database.store.job(unknown) == nil)
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await TestDatabase.with { database in
            let world = try await Rollout(database)
            let other = try await database.deploy([try await database.policy("other")], to: [world.cluster])
            let claimed = try await world.claim()
            try await world.update(claimed, [JobUpdate(job: claimed[0].job.id, state: .dead, note: "broken")])
            let all = try await database.store.jobs(JobFilter(), PageRequest(limit: 3))
            let rest = try await database.store.jobs(JobFilter(), PageRequest(limit: 3, cursor: all.next))
            let ids = (all.items + rest.items).map(\.job.id)
            #expect(ids == ids.sorted(by: >) && ids.count == 4 && rest.next == nil)
            #expect(try await jobs(database, JobFilter(state: .dead)).map(\.note) == ["broken"])
            #expect(try await jobs(database, JobFilter(stage: .notify)).count == 2)
            let filter = JobFilter(stage: .validate, state: .available, deployment: other.deployment.id)
            let found = try await jobs(database, filter)
            #expect(found.map(\.job) == [other.jobs[0]] && found.map(\.clusterName) == ["west"])
            #expect(try await database.store.counts()[.notify]?.values.reduce(0, +) == 2)
        }
    }

    private func jobs(_ database: TestDatabase, _ filter: JobFilter) async throws -> [JobRecord] {
        try await database.store.jobs(filter, PageRequest()).items
    }
}
