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
    }

    private let state = Mutex(State())
    private let queue: any JobPublishing
    private let jobs: any JobStore
    private let schedule: RepublishSchedule
    private let observe: @Sendable (DispatchOutcome) -> Void
    /// How many batches may wait for their confirms at once.
    private static let batchesUnderWay = 4
    private static let maxBatch = 1000

    package init(
        queue: any JobPublishing, jobs: any JobStore, schedule: RepublishSchedule,
        observe: @escaping @Sendable (DispatchOutcome) -> Void = { _ in }
    ) {
        self.queue = queue
        self.jobs = jobs
        self.schedule = schedule
        self.observe = observe
    }

    /// Publishes the messages of `jobs` soon, and returns at once.
    package func dispatch(_ jobs: [Job]) {
        guard !jobs.isEmpty else { return }
        let starts = state.withLock { state in
            state.waiting += jobs
            guard state.running < Self.batchesUnderWay else { return false }
            state.running += 1
            return true
        }
        if starts { Task { await self.drain() } }
    }

    /// Publishes the messages of `jobs` and returns how many the broker has confirmed.
    @discardableResult
    package func publish(_ batch: [Job]) async -> Int {
        let outcomes = await queue.publish(jobs: batch.map(\.message))
        let confirmed = zip(batch, outcomes).filter { $0.1.isConfirmed }.map(\.0.id)
        var failure: String?
        if !confirmed.isEmpty {
            do { try await jobs.markPublished(confirmed, schedule) } catch { failure = "\(error)" }
        }
        let refused = outcomes.first { !$0.isConfirmed }
        observe(
            DispatchOutcome(
                published: confirmed.count, unconfirmed: batch.count - confirmed.count,
                problem: failure ?? refused.map { "\($0)" }))
        return confirmed.count
    }

    private func drain() async {
        while let batch = nextBatch() { await publish(batch) }
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
