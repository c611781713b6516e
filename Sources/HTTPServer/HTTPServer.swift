import Glibc
package import Ports
import Synchronization

/// An HTTP/1.1 server whose requests are answered by Swift tasks.
///
/// Connections are read and written by a few threads of libmicrohttpd; while a handler works, its connection is
/// suspended and no thread waits for it. A server that is dropped without `stop` ends by itself, without grace.
package final class HTTPServer: Sendable {
    /// Answers one request, in a task of its own. Cancelled when the client goes away and when the server stops
    /// and its time is over; whatever it answers then is thrown away.
    package typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

    /// The port that the server listens on, also where 0 was configured.
    package let port: UInt16
    private let running: RunningServer

    /// Listens and serves from now on. Throws where the address, the port or the certificate cannot be used.
    package init(
        _ configuration: HTTPServerConfiguration = HTTPServerConfiguration(), handler: @escaping Handler
    ) throws(PortError) {
        // A client that closes while it is written to must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let (listener, port) = try openListeningSocket(address: configuration.address, port: configuration.port)
        guard let sockets = SocketThread(listener: listener, connectionLimit: configuration.connectionLimit) else {
            throw PortError(.transient, "HTTP server", "The process has no file descriptor left; raise its limit.")
        }
        self.port = port
        running = try RunningServer(configuration, sockets: sockets, handler: handler)
    }

    /// Refuses new connections and requests, lets those under way finish for at most `limit`, then cancels the
    /// rest and closes their connections. Streamed bodies are ended at once. Returns when all threads are gone;
    /// further calls wait for the first.
    package func stop(within limit: Duration = .seconds(10)) async {
        await running.stop(within: limit)
    }

    deinit {
        let running = running
        Task { await running.stop(within: .zero) }
    }
}

/// What runs behind an `HTTPServer`; lives until its threads have ended.
private final class RunningServer: Sendable {
    private let core: ServerCore
    private let sockets: SocketThread
    private let daemon: Daemon
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    init(
        _ configuration: HTTPServerConfiguration, sockets: SocketThread, handler: @escaping HTTPServer.Handler
    ) throws(PortError) {
        let core = ServerCore(configuration, sockets: sockets, handler: handler)
        do throws(PortError) {
            daemon = try Daemon(configuration, core: core)
        } catch {
            sockets.closeAll()
            throw error
        }
        self.core = core
        self.sockets = sockets
        let daemon = daemon
        guard sockets.run(accepted: daemon.add, hungUp: core.clientHungUp) else {
            daemon.stop()
            sockets.closeAll()
            throw PortError(.transient, "HTTP server", "The system has no thread left; raise the limit of threads.")
        }
    }

    func stop(within limit: Duration) async {
        let task = stopping.withLock { stopping in
            let task = stopping ?? Task { await self.end(within: limit) }
            stopping = task
            return task
        }
        await task.value
    }

    private func end(within limit: Duration) async {
        sockets.stopListening()
        await core.drain(limit: limit)
        core.abandonAll()
        await withCheckedContinuation { continuation in
            let daemon = daemon
            let end: @Sendable () -> Void = {
                daemon.stop()
                continuation.resume()
            }
            if !onOwnThread(end) { end() }
        }
        await sockets.stop()
    }
}
