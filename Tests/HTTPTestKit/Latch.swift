import Synchronization

/// Something that happens once and can be waited for.
package final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isOpen: Bool { state.withLock { $0.isOpen } }

    package func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for (_, waiter) in waiters { waiter.resume() }
    }

    /// Returns when it is open, or when the task is cancelled: a test whose time is over must end.
    package func wait() async {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await suspend(number) { Task.isCancelled }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }

    /// Returns when it is open, and not before: for a handler that outlives everything.
    package func waitWhateverHappens() async {
        await suspend(0) { false }
    }

    private func suspend(_ number: Int, unless isOver: () -> Bool) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard !state.isOpen, !isOver() else { return true }
                state.waiters[number] = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }
}

/// A number that several tasks change.
package final class Counter: Sendable {
    private let number = Mutex(0)

    package init() {}

    package var value: Int { number.withLock { $0 } }
    package func add(_ amount: Int = 1) { number.withLock { $0 += amount } }
}

/// Returns when the condition holds, looking every few milliseconds; for what gives no event.
package func until(_ condition: @Sendable () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

/// Suspends until the task is cancelled.
package func untilCancelled() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
}
