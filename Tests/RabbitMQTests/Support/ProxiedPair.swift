import Glibc
import Synchronization

/// One connection through a `FaultyProxy`, served by one thread.
final class ProxiedPair: Sendable {
    private let client: Int32
    private let server: Int32
    private let state = Mutex(State())

    private struct State {
        var isCut = false
        var isFrozen = false
        var isClosed = false
        var injected: [[UInt8]] = []
    }

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
        var on: Int32 = 1
        for end in [client, server] {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            setsockopt(end, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    func cut() {
        state.withLock { state in
            state.isCut = true
            // Closed descriptors may be somebody else's by now.
            guard !state.isClosed else { return }
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(server, Int32(SHUT_RDWR))
        }
    }

    func freeze(_ frozen: Bool) { state.withLock { $0.isFrozen = frozen } }

    func inject(_ frame: [UInt8]) { state.withLock { $0.injected.append(frame) } }

    /// Passes bytes on until one end is closed.
    func run() {
        var fromServer: [UInt8] = []
        while !state.withLock({ $0.isCut }) {
            // While frozen not even the broker's farewell comes through.
            let heard = state.withLock { $0.isFrozen } ? -1 : server
            var waited = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: heard, events: Int16(POLLIN), revents: 0),
            ]
            // Wakes up without news too, to see what the test wants injected.
            guard poll(&waited, 2, 2) >= 0 else { break }
            if waited[0].revents != 0 {
                guard let bytes = receive(client), sendAll(bytes, to: server) else { break }
            }
            if waited[1].revents != 0 {
                guard let bytes = receive(server) else { break }
                fromServer += bytes
            }
            guard forward(&fromServer) else { break }
        }
        state.withLock { state in
            state.isClosed = true
            close(client)
            close(server)
        }
    }

    /// Passes on the whole frames in `buffer`, and what is injected after them.
    private func forward(_ buffer: inout [UInt8]) -> Bool {
        if state.withLock({ $0.isFrozen }) { return true }
        let end = Self.endOfFrames(buffer)
        var out = Array(buffer[..<end])
        buffer.removeFirst(end)
        if buffer.isEmpty {
            out += state.withLock { state in
                defer { state.injected = [] }
                return state.injected.flatMap { $0 }
            }
        }
        return out.isEmpty || sendAll(out, to: client)
    }

    private static func endOfFrames(_ bytes: [UInt8]) -> Int {
        var end = 0
        while bytes.count - end >= 8 {
            let size = bytes[(end + 3)..<(end + 7)].reduce(0) { $0 << 8 | Int($1) }
            guard bytes.count - end >= size + 8 else { break }
            end += size + 8
        }
        return end
    }

    private func receive(_ end: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(end, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    private func sendAll(_ bytes: [UInt8], to end: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// AMQP frames as a broker sends them, made by hand.
enum BrokerFrame {
    /// connection.blocked
    static func blocked(_ reason: String) -> [UInt8] { method(0, 10, 60, [UInt8(reason.utf8.count)] + reason.utf8) }

    /// connection.unblocked
    static let unblocked = method(0, 10, 61, [])

    /// basic.ack, or (`taken` false) basic.nack, of a published message
    static func confirm(_ channel: UInt16, _ number: UInt64, multiple: Bool = false, taken: Bool = true) -> [UInt8] {
        method(channel, 60, taken ? 80 : 120, bytes(number) + [multiple ? 1 : 0])
    }

    /// basic.cancel of a consumer
    static func cancelConsumer(_ channel: UInt16) -> [UInt8] { method(channel, 60, 30, [1, 0x78, 1]) }

    static func method(_ channel: UInt16, _ classID: UInt16, _ methodID: UInt16, _ arguments: [UInt8]) -> [UInt8] {
        frame(1, channel, bytes(classID) + bytes(methodID) + arguments)
    }

    static func frame(_ type: UInt8, _ channel: UInt16, _ payload: [UInt8]) -> [UInt8] {
        [type] + bytes(channel) + bytes(UInt32(payload.count)) + payload + [0xCE]
    }

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
}
