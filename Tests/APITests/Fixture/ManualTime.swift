import Domain
import Ports
import Synchronization

/// A clock that stands still until the test moves it.
final class ManualTime: TimeSource {
    private struct Sleeper {
        let id: UInt64
        let until: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var uptime: Duration = .seconds(1000)
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    func now() -> Timestamp { Timestamp(seconds: 1_760_000_000) }
    func uptime() -> Duration { state.withLock { $0.uptime } }

    /// How many wait for a time that is further off than `duration`.
    func sleepers(beyond duration: Duration) -> Int {
        state.withLock { state in state.sleepers.count { $0.until - state.uptime > duration } }
    }

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.uptime += duration
            let due = state.sleepers.filter { $0.until <= state.uptime }
            state.sleepers.removeAll { $0.until <= state.uptime }
            return due
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return true }
                    state.sleepers.append(
                        Sleeper(id: id, until: state.uptime + duration, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
