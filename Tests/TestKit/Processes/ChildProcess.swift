package import Glibc
import Synchronization

/// A program that a test has started, in a process group of its own; its output goes to a file.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    package let pid: pid_t
    /// What it was started as, for messages.
    package let name: String
    /// Where its standard output and error go.
    package let logPath: String
    private let end = Mutex<End?>(nil)

    /// Starts `path`. Throws `TestKitError` where that is not possible.
    package init(
        _ name: String, _ path: String, _ arguments: [String], environment: [String: String], logPath: String
    ) throws {
        self.name = name
        self.logPath = logPath
        pid = try Self.spawn(path, arguments, environment, logPath)
        ChildProcesses.add(pid)
    }

    deinit {
        if isRunning { signal(SIGKILL) }
        _ = ended
        ChildProcesses.remove(pid)
    }

    package var isRunning: Bool { ended == nil }

    /// How it ended; `nil` while it runs (or is stopped).
    package var ended: End? {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7f
            end = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
            ChildProcesses.remove(pid)
            return end
        }
    }

    /// Sends a signal to it and all that it has started. Nothing happens where it has ended.
    package func signal(_ number: Int32) {
        end.withLock { end in
            guard end == nil else { return }
            _ = Glibc.kill(-pid, number)
        }
    }

    /// Waits until it has ended.
    @discardableResult
    package func waitForEnd(within limit: Duration = patience) async throws -> End {
        try await eventualValue("\(name) (\(pid)) ends", within: limit) { self.ended }
    }

    /// SIGKILL, as in a power cut; returns when it is gone.
    package func kill() async throws {
        signal(SIGKILL)
        try await waitForEnd()
    }

    /// The last `lines` lines that it wrote.
    package func logTail(_ lines: Int = 30) -> String {
        guard let bytes = try? readFile(logPath) else { return "" }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ logPath: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Whatever else this process holds open (a lock of the script that runs it) is not the child's.
        for descriptor: Int32 in 3..<512 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        // The threads of this process block signals; a server that inherits that never hears that it is to stop.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw TestKitError("\(path) cannot be started: \(String(cString: strerror(code)))") }
        return pid
    }
}

/// The processes that have not been waited for: they are killed when the tests exit in the middle of something.
private enum ChildProcesses {
    private static let running = Mutex<Set<pid_t>>([])
    private static let atExit: Void = { atexit { ChildProcesses.killAll() } }()

    static func add(_ pid: pid_t) {
        _ = atExit
        running.withLock { _ = $0.insert(pid) }
    }

    static func remove(_ pid: pid_t) { running.withLock { _ = $0.remove(pid) } }

    private static func killAll() {
        for pid in running.withLock({ $0 }) { _ = Glibc.kill(-pid, SIGKILL) }
    }
}
