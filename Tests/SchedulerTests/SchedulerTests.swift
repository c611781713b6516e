import Application
import Domain
import Ports
import TestKit
import Testing

@testable import Scheduler

extension JobBench {
    func scheduler(
        _ depths: (any QueueDepths)? = nil, schedule: RepublishSchedule = TestDatabase.patient
    ) -> Scheduler {
        Scheduler(
            jobs: store, depths: depths ?? queue, dispatcher: dispatcher, recorder: recorder, schedule: schedule,
            clock: RolloutClock(
                watches: database.store, rollouts: database.store, jobs: store, dispatcher: dispatcher, ids: ids,
                interval: .milliseconds(250)), name: "scheduler")
    }

    func waiting(_ stage: Stage) -> Int { queue.queues[stage.rawValue]?.waiting.count ?? -1 }

    /// Takes what waits in the queue of `stage`, as a worker would, and acknowledges it.
    func takeMessages(_ stage: Stage) async throws -> [String] {
        let subscription = try await queue.consume(stage: stage.rawValue, prefetch: 1000)
        defer { Task { await subscription.cancel() } }
        let count = waiting(stage)
        guard count > 0 else { return [] }
        let taken = await subscription.next(max: count) ?? []
        subscription.ack(taken.map(\.tag))
        return taken.map(\.message.jobID)
    }

    /// How long the next message of a job is put off, in seconds to the hundred: a busy machine may take some.
    func wait(_ job: Job) async throws -> Int {
        try await database.count(
            """
            SELECT 100 * round(extract(epoch FROM publish_after - now()) / 100)::bigint FROM jobs WHERE id = '\(job.id)'
            """)
    }
}

@Suite(.enabled(if: TestDatabase.mustRun)) struct SchedulerTests {
    @Test func nothingDueIsNothingDone() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            // Its publisher has just begun to publish it.
            #expect(try await bench.scheduler().runOnce() == SchedulerRound(due: 0, published: 0, buried: 0))
            #expect(try await bench.wait(validate) > 0)
        }
    }

    @Test func aJobWhoseMessageNobodyConfirmedIsPublished() async throws {
        try await JobBench.with { bench in
            let (_, validate, notify) = try await bench.deploy()
            for job in [validate, notify] { try await bench.makeDue(job) }
            #expect(try await bench.scheduler().runOnce() == SchedulerRound(due: 2, published: 2, buried: 0))
            #expect(try await bench.takeMessages(.validate) == [validate.id.description])
            #expect(try await bench.scheduler().runOnce().due == 0)
        }
    }

    @Test func theWaitDoublesWithEveryMessageThatNobodyTook() async throws {
        let schedule = RepublishSchedule(
            unconfirmed: .seconds(200), unclaimed: .seconds(10_000), ceiling: .seconds(30_000))
        try await JobBench.with(schedule: schedule) { bench in
            let (_, validate, _) = try await bench.deploy()
            var waits: [Int] = []
            for _ in 0..<3 {
                try await bench.makeDue(validate)
                _ = try await bench.scheduler(schedule: schedule).runOnce()
                waits.append(try await bench.wait(validate))
                _ = try await bench.takeMessages(.validate)
            }
            #expect(waits == [20_000, 30_000, 30_000])
        }
    }

    @Test func twoSchedulersPublishEveryJobOnce() async throws {
        try await JobBench.with(policies: 20) { bench in
            for index in 0..<20 { try await bench.makeDue(bench.deploy(index).validate) }
            async let one = bench.scheduler().runOnce()
            async let other = bench.scheduler().runOnce()
            let published = try await one.published + other.published
            #expect(published == 20)
            #expect(try await Set(bench.takeMessages(.validate)).count == 20)
        }
    }

    @Test func aJobWhoseWorkerDiedComesBackWhenTheLeaseEnds() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            _ = try await bench.store.claim([validate.id], worker: "dying", lease: .seconds(3600))
            // A confirm that is noted after the claim must not put off what follows the end of the lease.
            try await bench.store.markPublished([validate.id], RepublishSchedule(unclaimed: .seconds(300)))
            #expect(try await bench.scheduler().runOnce().published == 0)
            try await bench.expire(validate)
            #expect(try await bench.scheduler().runOnce().published == 1)
            #expect(try await bench.store.claim([validate.id], worker: "next", lease: .seconds(3600)).count == 1)
        }
    }

    @Test func jobsThatWereHandedBackComeBackAtOnce() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let claims = try await bench.store.claim([validate.id], worker: "stopping", lease: .seconds(3600))
            try await bench.store.relinquish(claims.map(\.claim))
            #expect(try await bench.scheduler().runOnce().published == 1)
        }
    }

    @Test func aDeepQueueHoldsRepetitionsBackButNotWhatIsDueForTheFirstTime() async throws {
        try await JobBench.with(policies: 3) { bench in
            let (first, second) = (try await bench.deploy(0).validate, try await bench.deploy(1).validate)
            for job in [first, second] { try await bench.makeDue(job) }
            #expect(try await bench.scheduler().runOnce().published == 2)
            // Nobody takes them, and they are due again: as deep as what is due.
            for job in [first, second] { try await bench.makeDue(job) }
            #expect(try await bench.scheduler().runOnce() == SchedulerRound(due: 0, published: 0, buried: 0))
            // A retry that has become due has no message yet; it goes out, however deep the queue.
            let retried = try await bench.deploy(2).validate
            let claimed = try #require(
                try await bench.store.claim([retried.id], worker: "w", lease: .seconds(3600)).first)
            try await bench.recorder.record(
                JobReport(job: claimed.job, claim: claimed.claim, result: .retry(reason: "later")))
            try await bench.makeDue(retried)
            _ = try await bench.scheduler().runOnce()
            #expect(try await bench.takeMessages(.validate).suffix(1) == [retried.id.description])
            // With the queue empty again nothing is held back.
            for job in [first, second] { try await bench.makeDue(job) }
            #expect(try await bench.scheduler().runOnce().published == 2)
        }
    }

    @Test func whileTheBrokerIsAwayNothingIsPutOff() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            bench.queue.isDown = true
            try await bench.makeDue(validate)
            for _ in 0..<5 {
                #expect(try await bench.scheduler().runOnce() == SchedulerRound(due: 1, published: 0, buried: 0))
            }
            bench.queue.isDown = false
            #expect(try await bench.scheduler().runOnce().published == 1)
            #expect(bench.waiting(.validate) == 1)
        }
    }

    @Test func aQueueThatCannotBeCountedHoldsNothingBack() async throws {
        try await JobBench.with(stages: [.apply]) { bench in
            let (_, validate, _) = try await bench.deploy()
            try await bench.makeDue(validate)
            // There is no queue for it: it is tried, refused, and tried again later.
            #expect(try await bench.scheduler().runOnce() == SchedulerRound(due: 1, published: 0, buried: 0))
            #expect(try await bench.wait(validate) > 0)
        }
    }

    @Test func aJobThatWorkersDieOfIsBuried() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            for attempt in 1...validate.maxAttempts {
                #expect(try await bench.scheduler().runOnce().buried == 0)
                let claims = try await bench.store.claim([validate.id], worker: "w\(attempt)", lease: .seconds(3600))
                #expect(claims.map(\.job.attempt) == [attempt])
                try await bench.expire(validate)
            }
            let none = try await bench.store.claim([validate.id], worker: "last", lease: .seconds(3600))
            #expect(none.isEmpty)
            #expect(try await bench.scheduler().runOnce().buried == 1)
            let record = try await bench.record(validate)
            #expect(record.state == .dead && record.note == "No worker lived to finish it in 3 attempts")
            #expect(try await bench.status(deployment) == .failed)
        }
    }
}
