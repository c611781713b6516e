import Glibc

/// A plain TCP client for what no HTTP client would send. Every call runs on a thread of its own, because it blocks.
package struct RawSocket: Sendable {
    private let socket: Int32

    package struct Failure: Error {
        package let action: String
        package let code: Int32
    }

    /// Gives up on any single call after `patience` seconds.
    package static func connect(port: UInt16, patience: Int = 300) async throws -> RawSocket {
        try await onThread {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var limit = timeval(tv_sec: patience, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var address = loopback(port)
            let result = withSocketAddress(&address) { Glibc.connect(socket, $0, $1) }
            guard result == 0 else {
                let code = errno
                Glibc.close(socket)
                throw Failure(action: "connect", code: code)
            }
            return RawSocket(socket: socket)
        }
    }

    /// What the peer does not take any more is left out silently.
    package func send(_ text: String) async throws {
        try await onThread {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Everything up to the text `end` or until the peer closes; a reset or a time-out throws.
    package func receive(until end: String? = nil) async throws -> String {
        try await onThread {
            var received: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = recv(socket, &part, part.count, 0)
                // A process that was stopped is woken in the middle of the call.
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Failure(action: "receive", code: errno) }
                received += part[..<count]
                let text = String(decoding: received, as: UTF8.self)
                if count == 0 || end.map(text.contains) == true { return text }
            }
        }
    }

    package func closeSendingSide() { shutdown(socket, Int32(SHUT_WR)) }

    package func close() { Glibc.close(socket) }
}

/// A listening socket that takes connections and never answers.
package struct SilentServer: Sendable {
    private let socket: Int32
    package let port: UInt16

    package init() {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = bindAnywhere(socket)
        listen(socket, 16)
    }

    package func close() { Glibc.close(socket) }
}

/// A port of the loopback at which nobody listens, and that nobody is given who asks for any port. Who names it, and
/// sets SO_REUSEADDR, may listen there, again and again.
package final class ReservedPort: Sendable {
    private let socket: Int32
    package let port: UInt16

    package init() {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        port = bindAnywhere(socket)
    }

    deinit { close(socket) }
}

/// A blocking call, away from the threads of Swift's tasks.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let box = Unmanaged.passRetained(ThreadBody { continuation.resume(with: Result(catching: body)) })
        var thread = pthread_t()
        pthread_create(&thread, nil, runThreadBody, box.toOpaque())
        pthread_detach(thread)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let raw else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run()
    return nil
}

/// Returns the port that the system has chosen.
private func bindAnywhere(_ socket: Int32) -> UInt16 {
    var address = loopback(0)
    _ = withSocketAddress(&address) { bind(socket, $0, $1) }
    var bound = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withSocketAddress(&bound) { pointer, _ in
        getsockname(socket, UnsafeMutablePointer(mutating: pointer), &length)
    }
    return UInt16(bigEndian: bound.sin_port)
}

private func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
}

private func withSocketAddress<Value>(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
) -> Value {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
