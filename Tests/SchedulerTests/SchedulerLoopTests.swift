import Domain
import Synchronization
import TestKit
import Testing

@testable import Scheduler

@Suite(.enabled(if: TestDatabase.mustRun)) struct SchedulerLoopTests {
    /// Counts rounds by how they ended.
    private final class Rounds: Sendable {
        private let state = Mutex((good: 0, bad: 0, published: 0))
        var good: Int { state.withLock { $0.good } }
        var bad: Int { state.withLock { $0.bad } }
        var published: Int { state.withLock { $0.published } }

        func add(_ outcome: Result<SchedulerRound, any Error>) {
            state.withLock { state in
                switch outcome {
                case .success(let round):
                    (state.good, state.published) = (state.good + 1, state.published + round.published)
                case .failure: state.bad += 1
                }
            }
        }
    }

    @Test func itRunsInItsIntervalAndOutlivesBadRounds() async throws {
        try await JobBench.with { bench in
            let (time, rounds) = (ManualTime(), Rounds())
            let loop = SchedulerLoop(bench.scheduler(), interval: .seconds(1), time: time) { rounds.add($0) }
            let running = Task { await loop.run() }
            try await awaitCondition("the first round") { rounds.good == 1 && time.sleepers == 1 }
            try await bench.database.run("ALTER TABLE jobs RENAME TO away")
            time.advance(by: .seconds(1))
            try await awaitCondition("a bad round") { rounds.bad == 1 && time.sleepers == 1 }
            try await bench.database.run("ALTER TABLE away RENAME TO jobs")
            time.advance(by: .milliseconds(900))
            #expect(time.sleepers == 1)
            time.advance(by: .milliseconds(100))
            try await awaitCondition("a good round") { rounds.good == 2 && time.sleepers == 1 }
            running.cancel()
            await running.value
        }
    }

    /// Ticks of watches would else be made late by up to the interval.
    @Test func aRoundBeginsWithEachSlot() async throws {
        try await JobBench.with { bench in
            let (time, rounds) = (ManualTime(), Rounds())
            let slot = Duration.seconds(10)
            let left = Duration.microseconds(10_000_000 - time.now().microseconds % 10_000_000)
            let loop = SchedulerLoop(bench.scheduler(), interval: .seconds(60), slot: slot, time: time) {
                rounds.add($0)
            }
            let running = Task { await loop.run() }
            try await awaitCondition("the first round") { rounds.good == 1 && time.sleepers == 1 }
            time.advance(by: left)
            #expect(time.sleepers == 1, "the slot has not begun for sure: clocks differ")
            time.advance(by: .milliseconds(2))
            try await awaitCondition("a round of the slot") { rounds.good == 2 && time.sleepers == 1 }
            running.cancel()
            await running.value
        }
    }

    @Test func fullRoundsFollowEachOtherAtOnce() async throws {
        try await JobBench.with { bench in
            let (deployment, validate, _) = try await bench.deploy()
            // As many jobs as it takes for a round to be full, and one more.
            try await bench.database.run(
                """
                INSERT INTO jobs (id, stage, deployment_id, epoch, step, cluster_id, key, payload, attempt,
                    max_attempts, run_at, publish_after, publish_attempts)
                SELECT gen_random_uuid(), stage, deployment_id, epoch, number, cluster_id, key, payload, 0, 3, now(),
                    now(), 0 FROM jobs, generate_series(1, 1001) AS number WHERE id = '\(validate.id)'
                """)
            let (time, rounds) = (ManualTime(), Rounds())
            let loop = SchedulerLoop(bench.scheduler(), interval: .seconds(1), time: time) { rounds.add($0) }
            let running = Task { await loop.run() }
            try await awaitCondition("all are published without a pause") { rounds.published == 1001 }
            #expect(rounds.good == 2)
            running.cancel()
            await running.value
            #expect(try await bench.status(deployment) == .pending)
        }
    }
}
