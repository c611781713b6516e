import CMicroHTTP

/// The request line and headers, copied out of libmicrohttpd's memory in the first callback of a request.
struct RequestHead {
    let method: String
    let path: String
    private(set) var headers = HTTPHeaders()
    private(set) var query: [(name: String, value: String)] = []
    /// Bytes that the client says the body has; `nil` for a chunked body or none.
    private(set) var contentLength: UInt64?
    /// Why the request cannot be taken, if so.
    private(set) var refusal: HTTPResponse?
    private var hasTransferEncoding = false

    init(connection: OpaquePointer, method: String, path: String) {
        self.method = method
        self.path = path
        withUnsafeMutablePointer(to: &self) { head in
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, collectHeader, head)
            _ = MHD_get_connection_values_n(connection, .GET_ARGUMENT_KIND, collectParameter, head)
        }
    }

    fileprivate mutating func add(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        headers.append(name: name, value: value)
        if !name.allSatisfy(isTokenByte) { refusal = .malformedHeader }
        switch name.count {
        case 14 where name.elementsEqual("content-length".utf8, by: { lowercased($0) == $1 }):
            addContentLength(value)
        case 17 where name.elementsEqual("transfer-encoding".utf8, by: { lowercased($0) == $1 }):
            addTransferEncoding(value)
        default: break
        }
    }

    /// Two lengths, or a length beside chunks, let a proxy in front see other requests than this server does.
    private mutating func addContentLength(_ value: UnsafeBufferPointer<UInt8>) {
        guard contentLength == nil, !hasTransferEncoding,
            let length = UInt64(String(decoding: value, as: UTF8.self))
        else { return refusal = .ambiguousFraming }
        contentLength = length
    }

    private mutating func addTransferEncoding(_ value: UnsafeBufferPointer<UInt8>) {
        guard contentLength == nil, !hasTransferEncoding,
            value.elementsEqual("chunked".utf8, by: { lowercased($0) == $1 })
        else { return refusal = .ambiguousFraming }
        hasTransferEncoding = true
    }

    fileprivate mutating func addParameter(_ name: String, _ value: String) {
        query.append((name.percentDecoded ?? name, value.percentDecoded ?? value))
    }
}

/// RFC 9110's token characters.
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"),
        UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        true
    default: false
    }
}

/// Called by libmicrohttpd for each header, within `RequestHead.init`.
private func collectHeader(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    context?.assumingMemoryBound(to: RequestHead.self).pointee.add(
        name: bytes(name, nameLength), value: bytes(value, valueLength))
    return .YES
}

/// Called by libmicrohttpd for each query parameter, within `RequestHead.init`.
private func collectParameter(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    context?.assumingMemoryBound(to: RequestHead.self).pointee.addParameter(
        String(decoding: bytes(name, nameLength), as: UTF8.self),
        String(decoding: bytes(value, valueLength), as: UTF8.self))
    return .YES
}

private func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count).bindMemory(to: UInt8.self)
}
