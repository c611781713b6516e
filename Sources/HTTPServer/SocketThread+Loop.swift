import CMicroHTTP
import Glibc
import Synchronization

/// A socket fresh from `accept`, which now belongs to whoever takes it.
struct AcceptedSocket {
    let socket: Int32
    let address: sockaddr_storage
    let addressLength: socklen_t
}

// Everything here runs on the socket thread.
extension SocketThread {
    /// One turn; `false` when the thread should end.
    func loop(accepted: (AcceptedSocket) -> Bool, hungUp: (ClientConnection) -> Void) -> Bool {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        let count = epoll_wait(epoll, &events, Int32(events.count), pauseMilliseconds())
        for event in events.prefix(max(Int(count), 0)) {
            switch SocketTag(packed: event.data.u64) {
            case .wake: clearWake()
            case .listener: acceptWaiting(accepted)
            case .client(let id): noticeHangUp(id, hungUp)
            case .lingering(let id): drainLingering(id)
            }
        }
        remindOfHangUps()
        dropExpired()
        listen()
        return !state.withLock { $0.isOver }
    }

    /// Listens where it does not yet and may.
    func listen() {
        let mayListen = state.withLock { state in
            if let time = state.listensAgainAt, time > .now { return false }
            state.listensAgainAt = nil
            return !state.isListening && state.open < connectionLimit
        }
        guard mayListen else { return }
        let listens = listener.withLock { $0 >= 0 && watch($0, .listener, hotswap_epoll_input) }
        state.withLock { $0.isListening = listens }
    }

    private func pauseListening(until time: ContinuousClock.Instant?) {
        listener.withLock { if $0 >= 0 { hotswap_epoll_remove(epoll, $0) } }
        state.withLock { state in
            state.isListening = false
            state.listensAgainAt = time
        }
    }

    /// A bounded number, so that hang-ups are not kept waiting by a flood of connections.
    private func acceptWaiting(_ accepted: (AcceptedSocket) -> Bool) {
        for _ in 0..<64 {
            guard state.withLock({ $0.open < connectionLimit }) else { return pauseListening(until: nil) }
            switch acceptOne(accepted) {
            case 0, ECONNABORTED, EINTR, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The socket stays readable: without a pause this thread would spin.
                return pauseListening(until: .now + .milliseconds(100))
            default: return
            }
        }
    }

    /// 0 or the `errno` of `accept`.
    private func acceptOne(_ accepted: (AcceptedSocket) -> Bool) -> Int32 {
        listener.withLock { listener in
            guard listener >= 0 else { return EBADF }
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let socket = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    accept4(listener, $0, &length, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            guard socket >= 0 else { return errno }
            state.withLock { $0.open += 1 }
            if !accepted(AcceptedSocket(socket: socket, address: address, addressLength: length)) {
                state.withLock { $0.open -= 1 }
            }
            return 0
        }
    }

    private func noticeHangUp(_ id: UInt64, _ hungUp: (ClientConnection) -> Void) {
        let client = state.withLock { state in
            if state.clients[id] != nil { state.hungUp.insert(id) }
            return state.clients[id]
        }
        if let client { hungUp(client) }
    }

    /// When the last data and the end of a client's sending arrive together, libmicrohttpd reads the data and waits
    /// for an event that has been already: without a new one the connection would stay until its idle timeout.
    /// Shutting down what is at its end anyway makes that event. Repeated, because it may come too early.
    private func remindOfHangUps() {
        state.withLock { state in
            guard !state.hungUp.isEmpty, state.remindsAt <= .now else { return }
            state.remindsAt = .now + .milliseconds(200)
            // Under the lock, which `closing` takes before a socket's number can be another's.
            for id in state.hungUp {
                guard let client = state.clients[id] else { continue }
                shutdown(client.socket, Int32(SHUT_RD))
            }
        }
    }

    private func drainLingering(_ id: UInt64) {
        guard var lingering = state.withLock({ $0.lingering[id] }) else { return }
        let isOver = lingering.drain()
        state.withLock { $0.lingering[id] = isOver ? nil : lingering }
        if isOver { close(lingering.socket) }
    }

    private func dropExpired() {
        let expired = state.withLock { state in
            guard !state.lingering.isEmpty else { return [LingeringSocket]() }
            let now = ContinuousClock.now
            let expired = state.lingering.filter { $0.value.deadline <= now }
            for (id, _) in expired { state.lingering[id] = nil }
            return Array(expired.values)
        }
        for lingering in expired { close(lingering.socket) }
    }

    /// -1: no limit, only an event ends the wait.
    private func pauseMilliseconds() -> Int32 {
        state.withLock { state in
            if state.listensAgainAt != nil || !state.hungUp.isEmpty { return 100 }
            return state.lingering.isEmpty ? -1 : 1000
        }
    }
}

/// A socket whose answer is sent while the client may still be sending: closing it at once would reset the
/// connection, and the client might never read why it was refused. What still comes is read and thrown away, for a
/// limited time and amount.
struct LingeringSocket {
    let socket: Int32
    let deadline = ContinuousClock.now + .seconds(5)
    private var bytesLeft = 64 << 20

    /// libmicrohttpd closes its own descriptor; the copy keeps the connection.
    init?(copyOf original: Int32) {
        socket = fcntl(original, F_DUPFD_CLOEXEC, 0)
        guard socket >= 0 else { return nil }
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Whether it can be closed now: the client has closed too, or has sent too much.
    mutating func drain() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { scratch in
            while bytesLeft > 0 {
                let count = recv(socket, scratch.baseAddress, scratch.count, Int32(MSG_DONTWAIT))
                if count < 0 { return errno != EAGAIN && errno != EINTR }
                guard count > 0 else { return true }
                bytesLeft -= count
            }
            return true
        }
    }
}
