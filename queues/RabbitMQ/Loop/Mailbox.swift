import Glibc
import Ports
import Synchronization

/// The way from everywhere to a connection's thread: commands in order, and a descriptor that wakes it.
final class Mailbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var isSleeping = false
        var ended: PortError?
    }

    private let state = Mutex(State())
    /// Readable when a command came while the thread slept: the end of a pipe whose other end is `bell`.
    let descriptor: Int32
    private let bell: Int32

    init() throws(PortError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let code = errno
            throw PortError(
                .transient, "RabbitMQ", "no pipe for a connection: \(String(cString: strerror(code)))",
                code: String(code))
        }
        (descriptor, bell) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(bell)
    }

    /// Hands over a command; answers it with the connection's end where that has come.
    func post(_ command: Command) {
        let (ended, wake) = state.withLock { state -> (PortError?, Bool) in
            guard state.ended == nil else { return (state.ended, false) }
            state.commands.append(command)
            defer { state.isSleeping = false }
            return (nil, state.isSleeping)
        }
        if let ended { command.fail(ended) }
        if wake { ring() }
    }

    /// Takes all commands.
    func take() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Announces that the thread is about to wait; `false` where a command has come meanwhile.
    func mayRest() -> Bool {
        state.withLock { state in
            state.isSleeping = state.commands.isEmpty
            return state.isSleeping
        }
    }

    /// The thread is awake again.
    func wake() {
        state.withLock { $0.isSleeping = false }
        var rung: UInt64 = 0
        while read(descriptor, &rung, MemoryLayout.size(ofValue: rung)) > 0 {}
    }

    private func ring() {
        var one: UInt8 = 1
        _ = write(bell, &one, 1)
    }

    /// From now on every command is answered with `error`, those that wait here first.
    func end(_ error: PortError) {
        let rest = state.withLock { state in
            state.ended = error
            defer { state.commands = [] }
            return state.commands
        }
        for command in rest { command.fail(error) }
    }
}
