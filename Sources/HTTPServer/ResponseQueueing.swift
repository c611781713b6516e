import CMicroHTTP

/// Hands an answer to libmicrohttpd. Only in the request callback of this connection. Returns whether it was taken;
/// if not, the connection must be closed.
func queue(_ response: HTTPResponse, on connection: OpaquePointer, closing: Bool = false) -> Bool {
    guard case .bytes(let bytes) = response.body else { return false }
    let raw = bytes.withUnsafeBytes { body in
        // Copied at once, so the pointer need not be writable.
        MHD_create_response_from_buffer(
            body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let raw else { return false }
    defer { MHD_destroy_response(raw) }
    return add(response.headers, to: raw, closing: closing)
        && MHD_queue_response(connection, UInt32(clamping: response.status), raw) == .YES
}

/// The same for a streamed body, which `stream` feeds.
func queue(_ response: HTTPResponse, fedBy stream: ResponseStream, on connection: OpaquePointer, closing: Bool) -> Bool
{
    let context = Unmanaged.passRetained(stream)
    guard
        let raw = MHD_create_response_from_callback(
            hotswap_mhd_size_unknown(), 4096, readStream, context.toOpaque(), releaseStream)
    else {
        context.release()
        return false
    }
    defer { MHD_destroy_response(raw) }
    return add(response.headers, to: raw, closing: closing)
        && MHD_queue_response(connection, UInt32(clamping: response.status), raw) == .YES
}

/// `false` where a header is not allowed (a line break in a value, for one).
private func add(_ headers: [(String, String)], to response: OpaquePointer, closing: Bool) -> Bool {
    for (name, value) in headers where !belongsToServer(name) {
        guard MHD_add_response_header(response, name, value) == .YES else { return false }
    }
    return !closing || MHD_add_response_header(response, "Connection", "close") == .YES
}

private func belongsToServer(_ name: String) -> Bool {
    switch name.utf8.count {
    case 4: equal(name, "date")
    case 14: equal(name, "content-length")
    case 17: equal(name, "transfer-encoding")
    default: false
    }
}

/// `lowercase` in any case; ASCII only.
private func equal(_ name: String, _ lowercase: String) -> Bool {
    name.utf8.elementsEqual(lowercase.utf8) { lowercased($0) == $1 }
}
