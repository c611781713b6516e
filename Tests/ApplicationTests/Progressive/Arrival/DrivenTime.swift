import Domain
import Ports
import Synchronization

/// A clock on which only sleeping and writing take time, so that nobody waits for it.
final class DrivenTime: TimeSource {
    private struct State {
        var uptime = Duration.seconds(1_000)
        var slept = Duration.zero
        var whileAsleep: @Sendable () -> Void = {}
    }

    private let state = Mutex(State())

    func uptime() -> Duration { state.withLock(\.uptime) }
    func now() -> Timestamp { Timestamp(microseconds: 0) + uptime() }

    /// How long was slept in all.
    var slept: Duration { state.withLock(\.slept) }

    /// What happens whenever somebody has slept.
    func whileAsleep(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.whileAsleep = action } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        let action = state.withLock { state in
            state.uptime += duration
            state.slept += duration
            return state.whileAsleep
        }
        action()
    }

    /// A whole second that is later than any that was told before, and by a second at least.
    func tick() { state.withLock { $0.uptime = .seconds($0.uptime.components.seconds + 2) } }
}
