import CMicroHTTP
import Synchronization

/// What the callbacks of one server share: its handler, its limits, and the requests under way.
final class ServerCore: Sendable {
    fileprivate enum Phase {
        case running
        /// New requests are refused, those under way finish.
        case draining
        /// No connection may be suspended any more.
        case ending
    }

    fileprivate struct State {
        var phase = Phase.running
        /// By connection, which has at most one at a time.
        var exchanges: [UInt64: Exchange] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
        var drainTimeIsOver = false
    }

    let handler: HTTPServer.Handler
    let bodyLimit: Int
    let streamBuffer: Int
    let sockets: SocketThread
    private let disconnectGrace: Duration
    private let state = Mutex(State())

    init(_ configuration: HTTPServerConfiguration, sockets: SocketThread, handler: @escaping HTTPServer.Handler) {
        self.handler = handler
        self.sockets = sockets
        bodyLimit = max(configuration.bodyLimit, 0)
        streamBuffer = configuration.streamBuffer
        disconnectGrace = configuration.disconnectGrace
    }

    /// Whether connections should be closed after their answer.
    var isStopping: Bool { state.withLock { $0.phase != .running } }

    /// Registers a request that is about to be handled; `false` when the server is stopping.
    func admit(_ exchange: Exchange) -> Bool {
        let admitted = state.withLock { state in
            guard state.phase == .running else { return false }
            state.exchanges[exchange.client.id] = exchange
            return true
        }
        // The hang-up may have been seen before there was an exchange to tell.
        if admitted, exchange.client.peerClosed.load(ordering: .acquiring) {
            exchange.clientHungUp(grace: disconnectGrace)
        }
        return admitted
    }

    func remove(_ exchange: Exchange) {
        let waiters = state.withLock { state in
            state.exchanges[exchange.client.id] = nil
            return state.exchanges.isEmpty ? state.takeWaiters() : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The client has closed its sending side or the connection.
    func clientHungUp(_ client: ClientConnection) {
        client.peerClosed.store(true, ordering: .releasing)
        state.withLock { $0.exchanges[client.id] }?.clientHungUp(grace: disconnectGrace)
    }

    /// Refuses new requests, ends streams, and waits for what is under way, at most for `limit`.
    func drain(limit: Duration) async {
        let exchanges = state.withLock { state in
            state.phase = .draining
            return Array(state.exchanges.values)
        }
        for exchange in exchanges { exchange.endStream() }
        let deadline = Task {
            try? await Task.sleep(for: limit)
            let waiters = state.withLock { state in
                state.drainTimeIsOver = true
                return state.takeWaiters()
            }
            for waiter in waiters { waiter.resume() }
        }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                guard !state.exchanges.isEmpty, !state.drainTimeIsOver else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isEmpty { continuation.resume() }
        }
        deadline.cancel()
    }

    /// Cancels what is still under way and gives every suspended connection back, for good.
    func abandonAll() {
        let exchanges = state.withLock { state in
            state.phase = .ending
            return Array(state.exchanges.values)
        }
        for exchange in exchanges { exchange.abandon() }
    }
}

extension ServerCore.State {
    fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
        defer { waiters = [] }
        return waiters
    }
}
