@preconcurrency import Dispatch
import Glibc
import Synchronization

/// The request to stop, which every service of the process waits for.
package final class Shutdown: Sendable {
    private struct State {
        var isRequested = false
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextKey: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Asks everything to stop; more than once is the same as once.
    package func request() {
        let waiting = state.withLock { state in
            state.isRequested = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns when stopping is requested, or the task is cancelled.
    package func wait() async {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isRequested, !Task.isCancelled else { return true }
                    state.waiting[key] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: key) }?.resume()
        }
    }
}

/// Turns SIGTERM and SIGINT into a request to stop; the second signal ends the process at once.
package final class StopSignals: Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on, for as long as the object lives. Returns when no signal can be lost any more: one that came
    /// earlier has ended the process, which is what it was for.
    package init(_ shutdown: Shutdown) {
        signal(SIGPIPE, SIG_IGN)
        let registered = DispatchSemaphore(value: 0)
        sources = [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in
                if shutdown.isRequested { _exit(128 + number) }
                shutdown.request()
            }
            source.setRegistrationHandler { @Sendable in registered.signal() }
            source.resume()
            return source
        }
        for _ in sources { registered.wait() }
    }
}
