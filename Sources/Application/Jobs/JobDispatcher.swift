package import Domain
package import Ports
import Synchronization

/// Wakes workers: publishes the messages of jobs whose rows are committed, in batches, and notes the confirms.
///
/// Nothing waits for it, and nothing is lost with it: what is not confirmed the scheduler publishes again.
package final class JobDispatcher: Sendable {
    private struct State {
        var waiting: [Job] = []
        var running = 0
        /// Jobs whose messages are confirmed, which is not noted yet.
        var confirmed: [ID<Job>] = []
        var isNoting = false
    }

    private let state = Mutex(State())
    private let queue: any JobPublishing
    private let jobs: any JobStore
    private let schedule: RepublishSchedule
    private let time: any TimeSource
    private let observe: @Sendable (DispatchOutcome) -> Void
    /// How many batches may wait for their confirms at once.
    private static let batchesUnderWay = 4
    private static let maxBatch = 1000

    package init(
        queue: any JobPublishing, jobs: any JobStore, schedule: RepublishSchedule, time: any TimeSource,
        observe: @escaping @Sendable (DispatchOutcome) -> Void = { _ in }
    ) {
        self.queue = queue
        self.jobs = jobs
        self.schedule = schedule
        self.time = time
        self.observe = observe
    }

    /// Publishes the messages of `jobs` soon, and returns at once.
    package func dispatch(_ jobs: [Job]) {
        // What comes due later the scheduler publishes when it does.
        let due = jobs.filter { $0.delay <= .zero }
        guard !due.isEmpty else { return }
        let starts = state.withLock { state in
            state.waiting += due
            guard state.running < Self.batchesUnderWay else { return false }
            state.running += 1
            return true
        }
        if starts { Task { await self.drain() } }
    }

    /// Publishes the messages of `jobs`, notes the confirms, and returns how many there were.
    @discardableResult
    package func publish(_ batch: [Job]) async -> Int {
        let confirmed = await send(batch)
        await note(confirmed)
        return confirmed.count
    }

    /// Those whose messages the broker has confirmed.
    private func send(_ batch: [Job]) async -> [ID<Job>] {
        let outcomes = await queue.publish(jobs: batch.map(\.message))
        let confirmed = zip(batch, outcomes).filter { $0.1.isConfirmed }.map(\.0.id)
        observe(
            DispatchOutcome(
                published: confirmed.count, unconfirmed: batch.count - confirmed.count,
                problem: outcomes.first { !$0.isConfirmed }.map { "\($0)" }))
        return confirmed
    }

    private func note(_ confirmed: [ID<Job>]) async {
        guard !confirmed.isEmpty else { return }
        do { try await jobs.markPublished(confirmed, schedule) } catch {
            observe(DispatchOutcome(published: 0, unconfirmed: 0, problem: "\(error)"))
        }
    }

    private func drain() async {
        while let batch = nextBatch() { noteLater(await send(batch)) }
    }

    /// Most jobs are claimed moments after their message was sent, and nothing need be noted about them then. So the
    /// confirms of new jobs are noted late, all at once, but well before their messages would be sent again.
    private func noteLater(_ confirmed: [ID<Job>]) {
        guard !confirmed.isEmpty else { return }
        let starts = state.withLock { state in
            state.confirmed += confirmed
            defer { state.isNoting = true }
            return !state.isNoting
        }
        if starts { Task { await self.noteConfirmed() } }
    }

    private func noteConfirmed() async {
        repeat { try? await time.sleep(for: schedule.unconfirmed / 4) } while await noteOnce()
    }

    /// Notes what has come together; `false`, and the noting has ended, where that was nothing.
    private func noteOnce() async -> Bool {
        let confirmed = state.withLock { state in
            defer { state.confirmed = [] }
            state.isNoting = !state.confirmed.isEmpty
            return state.confirmed
        }
        for start in stride(from: 0, to: confirmed.count, by: Self.maxBatch) {
            await note(Array(confirmed[start..<min(start + Self.maxBatch, confirmed.count)]))
        }
        return !confirmed.isEmpty
    }

    private func nextBatch() -> [Job]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.maxBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }
}

/// What became of one batch of messages, for logs and metrics.
package struct DispatchOutcome: Hashable, Sendable {
    package let published: Int
    package let unconfirmed: Int
    /// Why some were not confirmed, or could not be noted as confirmed.
    package let problem: String?
}

extension Job {
    fileprivate var message: JobMessage {
        JobMessage(jobID: id.description, stage: stage.rawValue, traceparent: traceparent)
    }
}
