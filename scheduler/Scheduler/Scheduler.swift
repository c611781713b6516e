package import Application
import Domain
package import Ports

/// Publishes whatever has come due: delayed jobs, jobs whose message was lost, jobs whose worker died.
///
/// It decides nothing about deployments and holds no state, so that any number may run: rows are claimed with
/// SKIP LOCKED.
package struct Scheduler: Sendable {
    private let jobs: any JobStore
    private let depths: any QueueDepths
    private let dispatcher: JobDispatcher
    private let recorder: JobRecorder
    private let schedule: RepublishSchedule
    private let clock: RolloutClock
    private let name: String
    /// How many jobs one run publishes at the most; the next run takes the rest.
    private static let batch = 1000

    /// - Parameter name: How this scheduler signs the claims of jobs that it buries.
    package init(
        jobs: any JobStore, depths: any QueueDepths, dispatcher: JobDispatcher, recorder: JobRecorder,
        schedule: RepublishSchedule, clock: RolloutClock, name: String
    ) {
        self.jobs = jobs
        self.depths = depths
        self.dispatcher = dispatcher
        self.recorder = recorder
        self.schedule = schedule
        self.clock = clock
        self.name = name
    }

    /// One round. Throws where the database cannot be reached; the next round makes good.
    @discardableResult
    package func runOnce() async throws -> SchedulerRound {
        let buried = try await buryExhausted()
        try await clock.turn()
        let counts = try await jobs.dueCounts()
        guard let full = await fullStages(counts) else {
            return SchedulerRound(due: counts.values.reduce(0, +), published: 0, buried: buried)
        }
        let due = try await jobs.takeDue(limit: Self.batch, heldBack: full, schedule)
        let confirmed = due.isEmpty ? 0 : await dispatcher.publish(due)
        return SchedulerRound(due: due.count, published: confirmed, buried: buried)
    }

    /// Stages whose queue is at least as deep as what is due: their jobs are on their way, and publishing them again
    /// would only lengthen the queue. `nil` while the broker is away: a try that cannot succeed would only double the
    /// wait of every job, which is then long when the broker is back.
    private func fullStages(_ due: [Stage: Int]) async -> Set<Stage>? {
        guard !due.isEmpty else { return [] }
        let waiting: [String: Int]
        do { waiting = try await depths.depths(of: due.keys.map(\.rawValue)) } catch {
            return error.kind == .transient ? nil : []
        }
        return Set(due.filter { stage, count in (waiting[stage.rawValue] ?? 0) >= count && count > 0 }.keys)
    }

    /// Jobs that took their worker with them as often as their stage allows are dead.
    private func buryExhausted() async throws -> Int {
        let exhausted = try await jobs.takeExhausted(limit: Self.batch, worker: name, lease: .seconds(30))
        for claimed in exhausted {
            let reason = "No worker lived to finish it in \(claimed.job.attempt) attempts"
            try await recorder.record(
                JobReport(job: claimed.job, claim: claimed.claim, result: .fail(reason: reason)))
        }
        return exhausted.count
    }
}

/// What one round of the scheduler did.
package struct SchedulerRound: Hashable, Sendable {
    package let due: Int
    package let published: Int
    package let buried: Int
}

/// The thin loop around `Scheduler.runOnce`.
package struct SchedulerLoop: Sendable {
    private let scheduler: Scheduler
    private let interval: Duration
    private let slot: Duration?
    private let time: any TimeSource
    private let observe: @Sendable (Result<SchedulerRound, any Error>) -> Void

    /// - Parameters:
    ///   - interval: How long a round waits after another.
    ///   - slot: How far the ticks of watches are apart: a round begins with each, so that they are not made late.
    package init(
        _ scheduler: Scheduler, interval: Duration, slot: Duration? = nil, time: any TimeSource,
        observe: @escaping @Sendable (Result<SchedulerRound, any Error>) -> Void
    ) {
        self.scheduler = scheduler
        self.interval = interval
        self.slot = slot
        self.time = time
        self.observe = observe
    }

    /// Runs until the task is cancelled. A full round is followed by the next one at once.
    package func run() async {
        while !Task.isCancelled {
            var more = false
            do {
                let round = try await scheduler.runOnce()
                more = round.published >= 500
                observe(.success(round))
            } catch { observe(.failure(error)) }
            guard !more else { continue }
            do { try await time.sleep(for: pause) } catch { return }
        }
    }

    /// Until the next round is due.
    private var pause: Duration {
        guard let slot, slot > .zero else { return interval }
        let length = slot.wholeMicroseconds
        let left = length - time.now().microseconds % length
        // A clock that runs ahead of the database's by less than this still begins in the slot.
        return min(interval, .microseconds(left) + .milliseconds(2))
    }
}
