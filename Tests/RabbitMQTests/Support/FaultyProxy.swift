import Glibc
import Synchronization

/// A TCP proxy in front of the broker that can be made to misbehave: cut connections, let nothing through, refuse new
/// ones, or put frames of its own into what the broker says. It knows AMQP's frames, so that what it puts in comes
/// between two of them.
final class FaultyProxy: Sendable {
    /// Where to connect to, on 127.0.0.1.
    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let state = Mutex(State())

    private struct State {
        var pairs: [UInt64: ProxiedPair] = [:]
        var lastPair: UInt64 = 0
        var refuses = false
        var freezesNew = false
        var isClosed = false
    }

    /// Begins to listen.
    init(to target: UInt16) throws {
        let door = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(door, F_SETFD, FD_CLOEXEC)
        listener = door
        self.target = target
        var address = Self.loopback(0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(door, $0, Self.addressSize) }
        }
        guard bound == 0, listen(door, 64) == 0 else { throw SocketFailure(errno) }
        var length = Self.addressSize
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(door, $0, &length) }
        }
        port = UInt16(bigEndian: address.sin_port)
        onThread { [self] in accept() }
    }

    /// Closes everything.
    func close() {
        state.withLock { $0.isClosed = true }
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    /// Ends all connections, as a broken network does.
    func cut() { for pair in pairs { pair.cut() } }

    /// From now on new connections are accepted and closed at once (or served again).
    func refuse(_ refuses: Bool) { state.withLock { $0.refuses = refuses } }

    /// From now on nothing that the broker says comes through, nor that it hangs up (or all of it).
    func freeze(_ frozen: Bool) { for pair in pairs { pair.freeze(frozen) } }

    /// From now on new connections are frozen from their beginning.
    func freezeNew() { state.withLock { $0.freezesNew = true } }

    /// Puts `frame` into what the broker says on all present connections.
    func inject(_ frame: [UInt8]) { for pair in pairs { pair.inject(frame) } }

    /// How many connections there are.
    var connections: Int { pairs.count }

    private var pairs: [ProxiedPair] { state.withLock { Array($0.pairs.values) } }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            let (closed, refuses) = state.withLock { ($0.isClosed, $0.refuses) }
            guard client >= 0, !closed else { break }
            guard !refuses, let server = connect() else {
                Glibc.close(client)
                continue
            }
            let pair = ProxiedPair(client: client, server: server)
            let id = state.withLock { state in
                state.lastPair += 1
                state.pairs[state.lastPair] = pair
                pair.freeze(state.freezesNew)
                return state.lastPair
            }
            onThread { [self] in
                pair.run()
                state.withLock { $0.pairs[id] = nil }
            }
        }
        Glibc.close(listener)
    }

    private func connect() -> Int32? {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(target)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(server, $0, Self.addressSize) }
        }
        guard status != 0 else { return server }
        Glibc.close(server)
        return nil
    }

    /// A socket that is bound to a port at which nobody listens yet, and whose number nobody else is given.
    static func reservedPort() throws -> (socket: Int32, port: UInt16) {
        let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(holder, F_SETFD, FD_CLOEXEC)
        var one: Int32 = 1
        setsockopt(holder, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(holder, $0, addressSize) }
        }
        guard bound == 0 else { throw SocketFailure(errno) }
        var length = addressSize
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(holder, $0, &length) }
        }
        return (holder, UInt16(bigEndian: address.sin_port))
    }

    private static let addressSize = socklen_t(MemoryLayout<sockaddr_in>.size)

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

struct SocketFailure: Error {
    let code: Int32
    init(_ code: Int32) { self.code = code }
}

/// Runs `body` on a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
        return nil
    }
    if pthread_create(&thread, nil, main, context) == 0 { pthread_detach(thread) }
}
