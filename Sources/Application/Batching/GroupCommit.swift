import Synchronization

/// Natural batching: what arrives while a batch is under way goes together into the next one.
///
/// A lone caller waits for nobody; under load the work of a transaction is shared by all that came meanwhile. Batches
/// side by side keep a busy database busy, and are smaller: one begins beside another only when enough have come for
/// it.
package final class GroupCommit<Input: Sendable, Output: Sendable>: Sendable {
    /// Works off a batch: one answer for each input, in order.
    package typealias Process = @Sendable ([Input]) async throws -> [Result<Output, any Error>]

    private struct Waiting: Sendable {
        let input: Input
        let answer: CheckedContinuation<Output, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var running = 0
    }

    private let state = Mutex(State())
    private let maxBatch: Int
    private let concurrency: Int
    private let besideFrom: Int
    private let process: Process

    /// - Parameters:
    ///   - maxBatch: How many inputs go into one batch at the most.
    ///   - concurrency: How many batches may be under way at once.
    ///   - besideFrom: How many inputs must wait for a batch to begin while another one is under way.
    package init(maxBatch: Int, concurrency: Int = 1, besideFrom: Int = 1, process: @escaping Process) {
        self.maxBatch = max(maxBatch, 1)
        self.concurrency = max(concurrency, 1)
        self.besideFrom = min(max(besideFrom, 1), self.maxBatch)
        self.process = process
    }

    /// Hands `input` to the next batch and waits for its answer.
    package func submit(_ input: Input) async throws -> Output {
        try await withCheckedThrowingContinuation { answer in
            let starts = state.withLock { state in
                state.waiting.append(Waiting(input: input, answer: answer))
                guard state.running < concurrency, isDue(state.waiting.count, beside: state.running) else {
                    return false
                }
                state.running += 1
                return true
            }
            if starts { Task { await self.drain() } }
        }
    }

    /// Whether `count` inputs are enough for a batch beside `others`.
    private func isDue(_ count: Int, beside others: Int) -> Bool { count >= (others > 0 ? besideFrom : 1) }

    private func drain() async {
        while let batch = nextBatch() { await work(off: batch) }
    }

    /// The next batch; `nil`, and this drain has ended, where nothing waits.
    private func nextBatch() -> [Waiting]? {
        state.withLock { state in
            guard isDue(state.waiting.count, beside: state.running - 1) else {
                state.running -= 1
                return nil
            }
            let batch = Array(state.waiting.prefix(maxBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func work(off batch: [Waiting]) async {
        do {
            let answers = try await process(batch.map(\.input))
            for (index, waiting) in batch.enumerated() {
                guard answers.indices.contains(index) else {
                    waiting.answer.resume(throwing: MissingAnswer())
                    continue
                }
                waiting.answer.resume(with: answers[index])
            }
        } catch {
            for waiting in batch { waiting.answer.resume(throwing: error) }
        }
    }
}

/// The processing of a batch gave fewer answers than there were inputs.
package struct MissingAnswer: Error, Hashable, Sendable {}
