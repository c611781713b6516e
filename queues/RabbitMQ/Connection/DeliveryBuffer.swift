import Ports
import Synchronization

/// Deliveries between a connection's thread, which puts them in, and the tasks that wait for them. As large as the
/// prefetch of the consumer, because the broker sends no more.
final class DeliveryBuffer: Sendable {
    private struct Waiter {
        let id: UInt64
        let max: Int
        let continuation: CheckedContinuation<[Delivery]?, Never>
    }

    private struct State {
        var deliveries = Fifo<Delivery>()
        var waiters: [Waiter] = []
        var isFinished = false
        var lastWaiter: UInt64 = 0
        /// Waiters whose task was cancelled before they were noted here.
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Puts deliveries in and wakes whom they are for. After `finish` nobody takes them: they come back.
    func append(_ deliveries: [Delivery]) -> [Delivery] {
        let (refused, served) = state.withLock { state -> ([Delivery], [(Waiter, [Delivery])]) in
            guard !state.isFinished else { return (deliveries, []) }
            state.deliveries.append(contentsOf: deliveries)
            var served: [(Waiter, [Delivery])] = []
            while !state.deliveries.isEmpty, !state.waiters.isEmpty {
                let waiter = state.waiters.removeFirst()
                served.append((waiter, state.deliveries.pop(waiter.max)))
            }
            return ([], served)
        }
        for (waiter, batch) in served { waiter.continuation.resume(returning: batch) }
        return refused
    }

    /// Forgets the deliveries of one channel.
    func drop(channel: UInt64) {
        state.withLock { state in
            let kept = state.deliveries.pop(.max).filter { $0.tag.channel != channel }
            state.deliveries.append(contentsOf: kept)
        }
    }

    /// Ends all waiting, for good.
    /// - Returns: what nobody had taken.
    func finish() -> [Delivery] {
        let (rest, waiters) = state.withLock { state -> ([Delivery], [Waiter]) in
            state.isFinished = true
            defer { state.waiters = [] }
            return (state.deliveries.pop(.max), state.waiters)
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
        return rest
    }

    /// Waits for at least one delivery; `nil` after `finish`, or when the calling task is cancelled.
    func next(_ max: Int) async -> [Delivery]? {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(Waiter(id: id, max: Swift.max(1, max), continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func wait(_ waiter: Waiter) {
        let answer = state.withLock { state -> [Delivery]?? in
            if state.cancelled.remove(waiter.id) != nil { return .some(nil) }
            if !state.deliveries.isEmpty { return .some(state.deliveries.pop(waiter.max)) }
            if state.isFinished { return .some(nil) }
            state.waiters.append(waiter)
            return .none
        }
        if let answer { waiter.continuation.resume(returning: answer) }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: nil)
    }
}
