import CCurl
import Glibc
import Synchronization

/// The one thread that runs all transfers of a client, and the queue in front of it.
///
/// The thread sleeps in libcurl until a socket or a command wakes it. It keeps the driver alive, so it is ended by
/// `shutDown`, not by dropping the driver.
final class TransferDriver: Sendable {
    enum Command {
        case start(Transfer)
        /// Nothing happens if it is over already; before `start` it prevents it.
        case cancel(Transfer)
        /// The head of a stream should be here by now.
        case expire(Transfer)
        /// The reader of a stream has room again.
        case resume(Transfer)
    }

    private struct State {
        var commands: [Command] = []
        var isShutDown = false
        /// The thread has ended, or there never was one.
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let multi: MultiHandle?

    init(_ configuration: HTTPClientConfiguration) {
        initialiseLibrary
        multi = MultiHandle(configuration)
        let starts = multi.map { multi in
            onOwnThread { [self] in run(TransferLoop(multi, configuration)) }
        }
        if starts != true { state.withLock { $0.isOver = true } }
    }

    func submit(_ command: Command) {
        let isOver = state.withLock { state in
            guard !state.isOver, !(state.isShutDown && command.isStart) else { return true }
            state.commands.append(command)
            // Under the lock, because the handle lives only until `isOver`. Only the first needs to wake.
            if state.commands.count == 1 { multi?.wake() }
            return false
        }
        guard isOver, case .start(let transfer) = command else { return }
        transfer.finish(transfer.target.shutDown)
    }

    /// Gives up every transfer and ends the thread, without waiting for it.
    func beginShutDown() {
        state.withLock { state in
            state.isShutDown = true
            if !state.isOver { multi?.wake() }
        }
    }

    /// The same, returning when the thread has closed its connections.
    func shutDown() async {
        beginShutDown()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard !state.isOver else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private func run(_ loop: consuming TransferLoop) {
        while true {
            let (commands, isShutDown) = state.withLock { state in
                defer { state.commands = [] }
                return (state.commands, state.isShutDown)
            }
            for command in commands { loop.execute(command) }
            if isShutDown { break }
            loop.turn()
        }
        loop.giveUpAll()
        end()
    }

    private func end() {
        // No start can be left: none is taken once the loop has seen the shut-down.
        let waiters = state.withLock { state in
            state.isOver = true
            multi?.cleanUp()
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

extension TransferDriver.Command {
    fileprivate var isStart: Bool {
        if case .start = self { true } else { false }
    }
}

/// Once per process, before any thread of libcurl: its own rule.
private let initialiseLibrary: Void = {
    curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    // A server that closes while it is written to must not end the process.
    signal(SIGPIPE, SIG_IGN)
}()
