import Domain
import Ports
import Runtime
import Synchronization
import TestKit
import Testing

@testable import WorkerKit

/// Claim, work, record, ack: in this order for every job.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ClaimTests {
    @Test func aJobIsDoneRecordedAndAcknowledged() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            let stage = FakeStage { job, _ in
                StageAnswer(job.attempt == 1 ? .done : .fail(reason: "attempt \(job.attempt)"))
            }
            let telling = Telling()
            try await bench.working(stage, telling: telling) { _ in
                bench.wake(validate)
                try await awaitCondition("it is done") { try await bench.state(validate) == .done }
                try await bench.everythingIsAcknowledged()
            }
            #expect(stage.jobs.map(\.id) == [validate.id])
            #expect(telling.points == WorkerPoint.allCases)
            #expect(telling.results == [.done])
            #expect(telling.polls > 0)
            // The next job is made in the same transaction and its message is out.
            #expect(try await bench.status(deployment) == .inProgress)
            try await awaitCondition("apply has a message") { bench.queue.queues["apply"]?.waiting.count == 1 }
        }
    }

    @Test func duplicatesAreDoneOnce() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let (stage, gate) = (FakeStage { _, _ in StageAnswer(.done) }, Gate())
            let slow = FakeStage { job, lease in
                await gate.pass()
                return try await stage.work(on: job, lease: lease)
            }
            try await bench.working(slow) { _ in
                for _ in 0..<3 { bench.wake(validate) }
                try await awaitCondition("one has it") { slow.jobs.count == 1 }
                bench.wake(validate)
                try await awaitCondition("the others are gone") { bench.queue.queues["validate"]?.unfinished == 1 }
                gate.open()
                try await bench.everythingIsAcknowledged()
                // It comes once more when all is over.
                bench.wake(validate)
                try await bench.everythingIsAcknowledged()
            }
            #expect(slow.jobs.count == 1)
            #expect(try await bench.record(validate).job.attempt == 1)
        }
    }

    @Test(arguments: ["00000000-0000-7000-8000-000000000001", "no id at all"])
    func messagesOfNoJobAreAcknowledgedAway(_ id: String) async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let stage = FakeStage()
            try await bench.working(stage) { _ in
                bench.wake(validate, id: id)
                try await bench.everythingIsAcknowledged()
            }
            #expect(stage.jobs.isEmpty)
        }
    }

    @Test func aJobThatIsNotDueIsLeftAlone() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            try await bench.database.run("UPDATE jobs SET run_at = now() + interval '1 hour'")
            let stage = FakeStage()
            try await bench.working(stage) { _ in
                bench.wake(validate)
                try await bench.everythingIsAcknowledged()
            }
            #expect(stage.jobs.isEmpty)
            #expect(try await bench.state(validate) == .available)
        }
    }

    @Test func jobsOfAnEarlierEpochAreLeftAlone() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, notify) = try await bench.deploy()
            try await bench.abort(deployment)
            let (stage, telling) = (FakeStage(), FakeStage(.notify))
            try await bench.working(stage, telling) { _ in
                bench.wake(validate)
                bench.wake(notify)
                try await bench.everythingIsAcknowledged()
                // What has happened is told, whatever has happened since.
                try await awaitCondition("it is told") { try await bench.state(notify) == .done }
            }
            #expect(stage.jobs.isEmpty)
            #expect(try await bench.state(validate) == .cancelled)
        }
    }

    @Test func noMoreJobsThanSlotsRunAtOnce() async throws {
        try await JobBench.with(policies: 7) { bench in
            var jobs: [Job] = []
            for index in 0..<7 { jobs.append(try await bench.deploy(index).validate) }
            let gate = Gate()
            let stage = FakeStage { _, _ in
                await gate.pass()
                return StageAnswer(.done)
            }
            try await bench.working(stage, concurrency: 3) { _ in
                for job in jobs { bench.wake(job) }
                try await awaitCondition("three run") { stage.jobs.count == 3 }
                gate.open()
                try await bench.everythingIsAcknowledged()
            }
            #expect(stage.jobs.count == 7)
            #expect(stage.most == 3)
        }
    }

    @Test func whileTheDatabaseIsAwayDeliveriesWait() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let (stage, telling) = (FakeStage(), Telling())
            try await bench.database.run("ALTER TABLE jobs RENAME TO away")
            try await bench.working(stage, telling: telling) { _ in
                bench.wake(validate)
                try await awaitCondition("it tries again") { telling.failures >= 2 }
                try await bench.database.run("ALTER TABLE away RENAME TO jobs")
                try await awaitCondition("it is done") { try await bench.state(validate) == .done }
                try await bench.everythingIsAcknowledged()
            }
            #expect(stage.jobs.count == 1)
        }
    }

    @Test func whereTheDatabaseStaysAwayTheDeliveryIsGivenBack() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let telling = Telling()
            try await bench.database.run("ALTER TABLE jobs RENAME TO away")
            try await bench.working(FakeStage(), lease: .milliseconds(150), telling: telling) { _ in
                bench.wake(validate)
                // Given back and delivered again: it is at the point before the claim a second time.
                try await awaitCondition("it comes again") { telling.points.count { $0 == .beforeClaim } >= 2 }
                #expect(!telling.points.contains(.afterClaim))
            }
            try await bench.database.run("ALTER TABLE away RENAME TO jobs")
            // With a lease that does not end before the work has.
            try await bench.working(FakeStage()) { _ in
                try await awaitCondition("it is done") { try await bench.state(validate) == .done }
            }
        }
    }

    @Test func aStageWithoutAQueueStopsTheWorker() async throws {
        try await JobBench.with(stages: [.apply]) { bench in
            await #expect(throws: PortError.self) { try await bench.working(FakeStage()) { _ in } }
        }
    }
}
