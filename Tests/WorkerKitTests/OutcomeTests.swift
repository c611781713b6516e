import Ports
import TestKit
import Testing

@testable import Application
@testable import Domain
@testable import WorkerKit

/// What becomes of a job by the worker's answer.
@Suite(.enabled(if: TestDatabase.mustRun)) struct OutcomeTests {
    private struct Unforeseen: Error {}

    @Test(arguments: [
        (PortError(.transient, "cluster", "slow") as any Error, StageResult.unanswered(reason: "cluster: slow")),
        (PortError(.fatal, "cluster", "odd"), .retry(reason: "cluster: odd")),
        (PortError(.permanent, "cluster", "no", code: "403"), .fail(reason: "cluster: no [403]")),
        (UnknownSchema(what: "It"), .snooze(for: .seconds(30), reason: "\(UnknownSchema(what: "It"))")),
        (Unforeseen(), .retry(reason: "Unforeseen()")),
    ])
    func errorsAreAnswers(_ error: any Error, _ result: StageResult) {
        #expect(StageAnswer(of: error) == StageAnswer(result))
    }

    @Test func refusalsOfClustersAreForGood() {
        let refusal = ClusterRefusal.notServed("The cluster lacks it")
        #expect(StageAnswer(of: refusal) == StageAnswer(.fail(reason: refusal.explanation)))
    }

    @Test(arguments: [
        LeaseLost(reason: "gone") as any Error, CancellationError(),
        StoreRefusal.notAllowed("never"),
    ])
    func whoLostTheJobSaysNothing(_ error: any Error) { #expect(StageAnswer(of: error) == nil) }

    @Test func aFailureThatMayPassIsTriedAgainLater() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            let stage = FakeStage { job, _ in
                guard job.attempt > 1 else { throw PortError(.transient, "cluster", "away") }
                return StageAnswer(.done)
            }
            try await bench.working(stage) { _ in
                bench.wake(validate)
                try await bench.everythingIsAcknowledged()
                let waiting = try await bench.record(validate)
                #expect(waiting.state == .available && waiting.job.attempt == 1)
                #expect(waiting.note == "cluster: away")
                #expect(waiting.runAt > waiting.createdAt)
                try await bench.makeDue(validate)
                bench.wake(validate)
                try await awaitCondition("it is done") { try await bench.state(validate) == .done }
            }
            #expect(try await bench.record(validate).job.attempt == 2)
            #expect(try await bench.status(deployment) == .inProgress)
        }
    }

    @Test func afterTheLastAttemptItIsDeadAndItsDeploymentHears() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            let stage = FakeStage { _, _ in StageAnswer(.retry(reason: "no luck")) }
            try await bench.working(stage) { _ in
                for attempt in 1...validate.maxAttempts {
                    bench.wake(validate)
                    try await awaitCondition("attempt \(attempt)") { stage.jobs.count == attempt }
                    try await bench.everythingIsAcknowledged()
                    try await bench.makeDue(validate)
                }
            }
            let record = try await bench.record(validate)
            #expect(record.state == .dead)
            #expect(record.note == "no luck (given up after 3 attempts)")
            #expect(try await bench.status(deployment) == .failed)
        }
    }

    @Test func aSnoozeCostsNoAttempt() async throws {
        try await JobBench.with { bench in
            let (_, validate, _) = try await bench.deploy()
            let stage = FakeStage { _, _ in StageAnswer(.snooze(for: .seconds(60), reason: "too early")) }
            try await bench.working(stage) { _ in
                for time in 1...5 {
                    bench.wake(validate)
                    try await awaitCondition("asked \(time) times") { stage.jobs.count == time }
                    try await bench.everythingIsAcknowledged()
                    let record = try await bench.record(validate)
                    #expect(record.state == .available && record.job.attempt == 0)
                    try await bench.makeDue(validate)
                }
            }
        }
    }

    @Test(arguments: [
        (StageResult.fail(reason: "never"), JobState.dead, DeploymentStatus.failed)
    ])
    func theOthersAreFinal(_ result: StageResult, _ state: JobState, _ status: DeploymentStatus) async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            try await bench.working(FakeStage { _, _ in StageAnswer(result) }) { _ in
                bench.wake(validate)
                try await bench.everythingIsAcknowledged()
            }
            #expect(try await bench.state(validate) == state)
            #expect(try await bench.status(deployment) == status)
        }
    }
}
