import Synchronization

/// Room for a bounded number of jobs; the one loop that fills it waits while there is none.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var waiting: CheckedContinuation<Int, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: max(count, 1))) }

    /// Waits until at least one slot is free; returns how many are. Only one task may wait.
    func waitForSome() async -> Int {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state -> Int? in
                if state.free > 0 { return state.free }
                state.waiting = continuation
                return nil
            }
            if let free { continuation.resume(returning: free) }
        }
    }

    func take(_ count: Int) { state.withLock { $0.free -= count } }

    func giveBack() {
        let (waiting, free) = state.withLock { state in
            state.free += 1
            defer { state.waiting = nil }
            return (state.waiting, state.free)
        }
        waiting?.resume(returning: free)
    }
}
