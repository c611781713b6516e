import CMicroHTTP
import Glibc
import Synchronization

/// One accepted connection, from libmicrohttpd's first callback about it to its last.
final class ClientConnection: Sendable {
    /// Never used twice in one server, unlike a socket's number.
    let id: UInt64
    let socket: Int32
    let remoteAddress: String
    /// Set once the client has closed its sending side.
    let peerClosed = Atomic(false)
    /// Set when a request is refused before it has been read.
    let closesGently = Atomic(false)

    init(id: UInt64, socket: Int32, remoteAddress: String) {
        self.id = id
        self.socket = socket
        self.remoteAddress = remoteAddress
    }

    /// Bytes that the client has sent and nobody has read: closing the socket now would reset the connection and
    /// could destroy an answer that the client has not read yet.
    var hasUnreadInput: Bool {
        var count: Int32 = 0
        return ioctl(socket, UInt(FIONREAD), &count) == 0 && count > 0
    }
}

/// The address in text, without the port; empty where it cannot be told.
func addressText(_ address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "" }
    let family = Int32(address.pointee.sa_family)
    let length = family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = getnameinfo(
        address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard result == 0 else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
