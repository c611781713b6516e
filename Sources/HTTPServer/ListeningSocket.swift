import CMicroHTTP
import Glibc
import Ports

/// Opens a listening socket; the port is the real one where 0 was asked for.
func openListeningSocket(address: String, port: UInt16) throws(PortError) -> (socket: Int32, port: UInt16) {
    let subject = "HTTP server on \(address):\(port)"
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let lookup = getaddrinfo(address, "\(port)", &hints, &found)
    guard lookup == 0, let found else {
        let reason = gai_strerror(lookup).map { String(cString: $0) } ?? "unknown"
        throw PortError(
            .permanent, subject, "The address is not one of this machine's: \(reason). Configure another.",
            code: "\(lookup)")
    }
    defer { freeaddrinfo(found) }
    let listener = socket(
        found.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw refusal(subject, "open a socket") }
    var one: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard bind(listener, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0, listen(listener, 1024) == 0 else {
        defer { close(listener) }
        throw refusal(subject, "listen")
    }
    return (listener, boundPort(listener) ?? port)
}

/// Reads `errno`, so it must directly follow the call that failed.
private func refusal(_ subject: String, _ action: String) -> PortError {
    let code = errno
    let hint =
        switch code {
        case EADDRINUSE: "Another process has the port: stop it or configure another port."
        case EACCES: "Ports below 1024 need rights that this process lacks: configure another port."
        case EADDRNOTAVAIL: "No interface of this machine has the address: configure another."
        default: "See the code."
        }
    let isTransient = code == EADDRINUSE || code == EMFILE || code == ENFILE
    return PortError(
        isTransient ? .transient : .permanent, subject,
        "The server cannot \(action): \(String(cString: strerror(code))). \(hint)", code: "errno \(code)")
}

private func boundPort(_ listener: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            guard getsockname(listener, address, &length) == 0 else { return nil }
            // The port lies at the same place in both families.
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }
}
