import Domain
import Ports
import Runtime
import TestKit
import Testing

@testable import Application
@testable import WorkerKit

/// The right to work ends: with the lease, with the deployment's epoch, with the worker.
@Suite(.enabled(if: TestDatabase.mustRun)) struct LeaseTests {
    @Test func aLeaseEndsByTheClockOfItsHolder() throws {
        let time = ManualTime()
        let lease = WorkLease(
            claim: SampleID.next(), requested: time.uptime(), length: .seconds(10), time: time)
        try lease.check(margin: .seconds(5))
        time.advance(by: .seconds(6))
        try lease.check()
        #expect(throws: LeaseLost.self) { try lease.check(margin: .seconds(5)) }
        lease.renewed(requested: time.uptime(), length: .seconds(10))
        try lease.check(margin: .seconds(5))
        // A renewal that was sent earlier and answered later shortens nothing.
        lease.renewed(requested: .zero, length: .seconds(10))
        try lease.check(margin: .seconds(5))
        time.advance(by: .seconds(10))
        #expect(lease.isLost)
    }

    @Test func aRevokedLeaseIsLostForGoodForTheFirstReason() {
        let time = ManualTime()
        let lease = WorkLease(claim: SampleID.next(), requested: time.uptime(), length: .seconds(10), time: time)
        lease.revoke(because: "one")
        lease.revoke(because: "two")
        lease.renewed(requested: time.uptime(), length: .seconds(10))
        #expect(throws: LeaseLost(reason: "one")) { try lease.check() }
    }

    @Test(arguments: [(Duration.seconds(15), Duration.seconds(1)), (.milliseconds(600), .milliseconds(200))])
    func leasesAreRenewedWellBeforeTheirEnd(_ lease: Duration, _ renewal: Duration) {
        let settings = WorkerSettings(name: "w", concurrency: 0, lease: lease, drainLimit: .seconds(1))
        #expect(settings.renewal == renewal)
        #expect(settings.concurrency == 1)
    }

    @Test func runningWorkIsRenewedBeyondItsLease() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let gate = Gate()
            let stage = FakeStage { _, lease in
                await gate.pass()
                try lease.check()
                return StageAnswer(.done)
            }
            try await bench.working(stage, lease: .seconds(25)) { _ in
                bench.wake(validate)
                try await awaitCondition("it runs") { stage.jobs.count == 1 }
                let first = try #require(try await bench.record(validate).leaseUntil)
                try await awaitCondition("its first lease is over") { try await bench.store.now() > first }
                gate.open()
                try await awaitCondition("it is done") { try await bench.state(validate) == .done }
            }
            #expect(try await bench.record(validate).job.attempt == 1)
        }
    }

    @Test func anAbortRevokesWhatRuns() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            let telling = Telling()
            let stage = FakeStage { _, lease in
                try await awaitCondition("the lease is revoked") { lease.isLost }
                try lease.check()
                return StageAnswer(.done)
            }
            try await bench.working(stage, telling: telling) { _ in
                bench.wake(validate)
                try await awaitCondition("it runs") { stage.jobs.count == 1 }
                try await bench.abort(deployment)
                try await bench.everythingIsAcknowledged()
            }
            #expect(telling.results == [nil])
            #expect(try await bench.state(validate) == .cancelled)
            #expect(try await bench.status(deployment) == .aborted)
            // Nobody has to wait for the end of its lease.
            #expect(try await bench.record(validate).leaseUntil == nil)
        }
    }

    @Test func aReportUnderAnOldClaimChangesNothing() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            let stage = FakeStage { job, _ in
                // The process was stopped so long that somebody else has the job now.
                try await bench.expire(job)
                let other = try await bench.store.claim([job.id], worker: "other", lease: .seconds(3600))
                return StageAnswer(other.count == 1 ? .done : .fail(reason: "not claimed"))
            }
            try await bench.working(stage) { _ in
                bench.wake(validate)
                try await bench.everythingIsAcknowledged()
            }
            let record = try await bench.record(validate)
            #expect(record.state == .claimed && record.claimedBy == "other" && record.job.attempt == 2)
            #expect(try await bench.status(deployment) == .validating)
        }
    }

    @Test func aStoppedWorkerEndsItsWorkAndTakesNoNew() async throws {
        try await JobBench.with(policies: 2) { bench in
            let first = try await bench.deploy(0).validate
            let second = try await bench.deploy(1).validate
            let gate = Gate()
            let stage = FakeStage { _, _ in
                await gate.pass()
                return StageAnswer(.done)
            }
            try await bench.working(stage, concurrency: 1) { stop in
                bench.wake(first)
                try await awaitCondition("it runs") { stage.jobs.count == 1 }
                stop.request()
                bench.wake(second)
                gate.open()
                try await awaitCondition("it is done") { try await bench.state(first) == .done }
            }
            #expect(stage.jobs.map(\.id) == [first.id])
            #expect(try await bench.state(second) == .available)
            #expect(bench.queue.queues["validate"]?.waiting.map(\.jobID) == [second.id.description])
        }
    }

    @Test func whatDoesNotEndWithinTheLimitIsHandedBack() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let stage = FakeStage { _, lease in
                try await awaitCondition("the lease is revoked") { lease.isLost }
                try lease.check()
                return StageAnswer(.done)
            }
            try await bench.working(stage, drainLimit: .milliseconds(50)) { stop in
                bench.wake(validate)
                try await awaitCondition("it runs") { stage.jobs.count == 1 }
                stop.request()
            }
            let record = try await bench.record(validate)
            #expect(record.state == .available && record.job.attempt == 0 && record.leaseUntil == nil)
            let again = try await bench.store.claim([validate.id], worker: "other", lease: .seconds(3600))
            #expect(again.count == 1)
        }
    }
}
