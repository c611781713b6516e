import CMicroHTTP
import Glibc
import Synchronization

/// The server's own thread for what libmicrohttpd does not do: accepting connections up to a limit (so that
/// listening can end without racing its threads), noticing that a client went away while its connection is
/// suspended, and closing refused uploads gently.
final class SocketThread: Sendable {
    struct State {
        var clients: [UInt64: ClientConnection] = [:]
        /// Clients whose sending side is closed; see `remindOfHangUps`.
        var hungUp: Set<UInt64> = []
        var remindsAt = ContinuousClock.now
        var lingering: [UInt64: LingeringSocket] = [:]
        var lastID: UInt64 = 0
        /// Accepted and not yet closed; more than `clients` while libmicrohttpd has not reported one yet.
        var open = 0
        var isListening = false
        var listensAgainAt: ContinuousClock.Instant?
        var isOver = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    let epoll: Int32
    private let wake: Int32
    let connectionLimit: Int
    /// -1 once closed. Held while a connection is accepted and handed over, so that none is after `stopListening`.
    let listener: Mutex<Int32>
    let state = Mutex(State())

    /// Takes over `listener`, and closes it where the system has no room for the thread's own descriptors.
    init?(listener: Int32, connectionLimit: Int) {
        epoll = hotswap_epoll_create()
        wake = hotswap_eventfd()
        self.connectionLimit = max(connectionLimit, 1)
        self.listener = Mutex(listener)
        guard epoll >= 0, wake >= 0, watch(wake, .wake, hotswap_epoll_input) else {
            closeAll()
            return nil
        }
    }

    /// Starts the thread, which keeps itself alive until `stop`. `accepted` takes over a socket and says whether it
    /// could; `hungUp` is told of clients that closed their sending side. Both are called on the thread.
    func run(
        accepted: @escaping @Sendable (AcceptedSocket) -> Bool, hungUp: @escaping @Sendable (ClientConnection) -> Void
    ) -> Bool {
        onOwnThread { [self] in
            listen()
            while loop(accepted: accepted, hungUp: hungUp) {}
            closeAll()
            state.withLock { $0.waiter.take() }?.resume()
        }
    }

    /// Refuses new connections from now on.
    func stopListening() {
        listener.withLock { listener in
            guard listener >= 0 else { return }
            close(listener)
            listener = -1
        }
    }

    /// Ends the thread; returns when it is gone. Every connection must be closed.
    func stop() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.isOver = true
                state.waiter = continuation
            }
            wakeUp()
        }
    }

    /// A connection has begun; watches for its end.
    func opened(socket: Int32, address: String) -> ClientConnection {
        let client = state.withLock { state in
            state.lastID += 1
            let client = ClientConnection(id: state.lastID, socket: socket, remoteAddress: address)
            state.clients[client.id] = client
            return client
        }
        _ = watch(socket, .client(client.id), hotswap_epoll_hang_up)
        return client
    }

    /// The connection's socket is about to be closed by libmicrohttpd.
    func closing(_ client: ClientConnection) {
        hotswap_epoll_remove(epoll, client.socket)
        let gentle = client.closesGently.load(ordering: .relaxed) || client.hasUnreadInput
        let lingering = gentle ? LingeringSocket(copyOf: client.socket) : nil
        let isBelowLimitAgain = state.withLock { state in
            state.clients[client.id] = nil
            state.hungUp.remove(client.id)
            state.lingering[client.id] = lingering
            state.open -= 1
            return !state.isListening && state.open < connectionLimit
        }
        if let lingering { _ = watch(lingering.socket, .lingering(client.id), hotswap_epoll_input) }
        if isBelowLimitAgain || lingering != nil { wakeUp() }
    }

    func watch(_ socket: Int32, _ tag: SocketTag, _ events: UInt32) -> Bool {
        hotswap_epoll_add(epoll, socket, events, tag.packed)
    }

    func clearWake() {
        var count: UInt64 = 0
        _ = read(wake, &count, MemoryLayout<UInt64>.size)
    }

    private func wakeUp() {
        var one: UInt64 = 1
        _ = write(wake, &one, MemoryLayout<UInt64>.size)
    }

    /// Only after the thread has ended, or where it never ran.
    func closeAll() {
        stopListening()
        let lingering = state.withLock { $0.lingering }
        for (_, socket) in lingering { close(socket.socket) }
        if wake >= 0 { close(wake) }
        if epoll >= 0 { close(epoll) }
    }
}

/// What an event of the thread's epoll set is about, packed into its 64 bits.
enum SocketTag {
    case wake, listener
    case client(UInt64)
    case lingering(UInt64)

    var packed: UInt64 {
        switch self {
        case .wake: 0
        case .listener: 1
        case .client(let id): id << 2 | 2
        case .lingering(let id): id << 2 | 3
        }
    }

    init(packed: UInt64) {
        switch packed & 3 {
        case 0: self = .wake
        case 1: self = .listener
        case 2: self = .client(packed >> 2)
        default: self = .lingering(packed >> 2)
        }
    }
}
