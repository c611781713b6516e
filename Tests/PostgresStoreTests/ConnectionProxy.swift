import Glibc
import Synchronization

/// A TCP proxy in front of PostgreSQL that can refuse, cut, or swallow: a server restart and a lost answer at will.
/// Each direction of each connection has a thread of its own.
final class ConnectionProxy: Sendable {
    enum Mode: Sendable {
        case pass
        /// Cuts the connection as soon as the server answers anything.
        case cutAtAnswer
        /// Hands nothing of the server's on, and keeps the connection.
        case swallowAnswers
    }

    private struct State {
        var mode = Mode.pass
        var listener: Int32 = -1
        var sockets: Set<Int32> = []
    }

    let port: UInt16
    /// Bound to the port for as long as the proxy lives, so that nobody else gets it while nobody listens.
    private let reservation: Int32
    private let target: sockaddr_in
    private let state = Mutex(State())

    /// - Parameter serverURL: `postgres://[user[:password]@]host:port/…` with a numeric host.
    init(serverURL: String) throws {
        let address = try ServerAddress(serverURL)
        target = Self.address(port: address.port)
        (reservation, port) = try Self.reservedPort()
        try listen()
    }

    deinit { close(reservation) }

    func url(like serverURL: String) throws -> String { try ServerAddress(serverURL).url(port: port) }

    func set(_ mode: Mode) { state.withLock { $0.mode = mode } }

    /// Cuts every connection and accepts no more.
    func stop() {
        state.withLock { state in
            shutdown(state.listener, Int32(SHUT_RDWR))
            close(state.listener)
            state.listener = -1
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Accepts connections (again).
    func listen() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        Self.allowReuse(listener)
        guard Self.bindAndListen(listener, port) else { throw ProxyError.cannotListen(errno) }
        state.withLock { $0.listener = listener }
        startThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                serve(client)
            }
        }
    }

    private func serve(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.withAddress(target, { connect(server, $0, $1) }) == 0 else {
            close(client)
            close(server)
            return
        }
        state.withLock { $0.sockets.formUnion([client, server]) }
        startThread { [self] in
            copy(from: client, to: server, answers: false)
            shutdown(server, Int32(SHUT_WR))
        }
        startThread { [self] in
            copy(from: server, to: client, answers: true)
            shutdown(client, Int32(SHUT_RDWR))
        }
    }

    private func copy(from source: Int32, to sink: Int32, answers: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { return }
            switch answers ? state.withLock({ $0.mode }) : .pass {
            case .pass: guard send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
            case .cutAtAnswer: return
            case .swallowAnswers: continue
            }
        }
    }
}

enum ProxyError: Error {
    case cannotListen(Int32)
    case notAnAddress(String)
}

extension ConnectionProxy {
    /// A socket, and the port of the loopback interface that it is bound to; nobody listens there.
    fileprivate static func reservedPort() throws -> (socket: Int32, port: UInt16) {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        allowReuse(probe)
        guard withAddress(address(port: 0), { bind(probe, $0, $1) }) == 0 else {
            throw ProxyError.cannotListen(errno)
        }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(probe, $0, &length) }
        }
        return (probe, UInt16(bigEndian: bound.sin_port))
    }

    fileprivate static func allowReuse(_ socket: Int32) {
        var one: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    fileprivate static func bindAndListen(_ listener: Int32, _ port: UInt16) -> Bool {
        withAddress(address(port: port)) { bind(listener, $0, $1) } == 0 && Glibc.listen(listener, 64) == 0
    }

    fileprivate static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    fileprivate static func withAddress(
        _ address: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

/// The pieces of a URL of a server on this machine.
struct ServerAddress {
    let port: UInt16
    private let before: Substring
    private let after: Substring

    init(_ url: String) throws {
        guard let scheme = url.firstRange(of: "://") else { throw ProxyError.notAnAddress("no scheme") }
        let end = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex
        let authority = url[scheme.upperBound..<end]
        let host = authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex
        let colon = authority[host...].lastIndex(of: ":") ?? authority.endIndex
        guard let port = UInt16(authority[colon...].dropFirst()) else { throw ProxyError.notAnAddress("no port") }
        self.port = port
        before = url[..<host]
        after = url[end...]
    }

    func url(port: UInt16) -> String { "\(before)127.0.0.1:\(port)\(after)" }
}

/// Runs `body` on a thread of its own that nobody joins.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    var thread = pthread_t()
    pthread_create(&thread, nil, runThreadBody, box)
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Takes over the one reference that `startThread` retained.
private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    context.map { Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().run() }
    return nil
}
