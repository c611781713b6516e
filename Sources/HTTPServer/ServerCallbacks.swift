import CMicroHTTP

// The functions that libmicrohttpd calls, all on the thread of the connection that they are about. They never
// block: they copy, hand over, and suspend the connection until a Swift task has the answer.

/// Called several times for one request: for its head, for each part of its body, when it is complete, and each
/// time the connection has been resumed. `slot` holds the retained `RequestContext` from the first call on.
func handleRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ part: UnsafePointer<CChar>?,
    _ partLength: UnsafeMutablePointer<Int>?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let path, let method, let partLength, let slot else { return .NO }
    guard let raw = slot.pointee else {
        guard let client = client(of: connection) else { return .NO }
        let request = RequestContext(
            core: Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue(), client: client,
            head: RequestHead(
                connection: connection, method: String(cString: method), path: String(cString: path)))
        slot.pointee = Unmanaged.passRetained(request).toOpaque()
        return request.headIsComplete(on: connection)
    }
    let request = Unmanaged<RequestContext>.fromOpaque(raw).takeUnretainedValue()
    guard partLength.pointee > 0 else { return request.proceed(on: connection) }
    defer { partLength.pointee = 0 }
    return request.receive(UnsafeRawBufferPointer(start: part, count: partLength.pointee), on: connection)
}

/// Called once for each request that `handleRequest` has seen, whatever became of it; releases its context.
func requestCompleted(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_RequestTerminationCode
) {
    guard let slot, let raw = slot.pointee else { return }
    slot.pointee = nil
    Unmanaged<RequestContext>.fromOpaque(raw).takeRetainedValue().isDone()
}

/// Called when a connection has been taken over and just before its socket is closed. `slot` holds the retained
/// `ClientConnection` in between.
func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
    guard let context, let connection, let slot else { return }
    let sockets = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue().sockets
    if code == .CONNECTION_NOTIFY_STARTED {
        let client = sockets.opened(
            socket: hotswap_mhd_socket(connection), address: addressText(hotswap_mhd_client_address(connection)))
        slot.pointee = Unmanaged.passRetained(client).toOpaque()
    } else if let raw = slot.pointee {
        slot.pointee = nil
        sockets.closing(Unmanaged<ClientConnection>.fromOpaque(raw).takeRetainedValue())
    }
}

private func client(of connection: OpaquePointer) -> ClientConnection? {
    hotswap_mhd_socket_context(connection).map {
        Unmanaged<ClientConnection>.fromOpaque($0).takeUnretainedValue()
    }
}
