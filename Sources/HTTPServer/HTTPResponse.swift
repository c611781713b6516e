/// What a handler answers.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        /// The whole body; the server adds its length.
        case bytes([UInt8])
        /// A body that is made while it is sent (server-sent events, large lists). The closure runs in a task of
        /// its own once the head is under way. The body ends properly when the closure returns; when it throws, the
        /// connection is cut, so that the client can tell that something is missing. The task is cancelled when the
        /// client goes away and when the server stops.
        case stream(@Sendable (HTTPResponseWriter) async throws -> Void)
    }

    /// 200 to 999.
    package var status: Int
    /// Framing (`Content-Length`, `Transfer-Encoding`) and `Date` belong to the server; such fields are left out.
    package var headers: [(String, String)]
    package var body: Body

    package init(status: Int, headers: [(String, String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension HTTPResponse {
    /// A refusal made by the server itself, as an RFC 9457 problem document. The texts are literals: they are
    /// put into JSON as they are.
    static func problem(_ status: Int, _ title: StaticString, _ detail: StaticString) -> HTTPResponse {
        let document =
            #"{"type":"about:blank","title":"\#(title)","status":\#(status),"detail":"\#(detail)","errors":[]}"#
        return HTTPResponse(
            status: status, headers: [("Content-Type", "application/problem+json"), ("Connection", "close")],
            body: .bytes(Array(document.utf8)))
    }

    /// - Parameter limit: In bytes.
    static func bodyTooLarge(limit: Int) -> HTTPResponse {
        let document =
            #"{"type":"urn:hotswap:problem:tooLarge","title":"The body is too large","status":413,"#
            + #""detail":"The body is larger than the \#(limit) bytes that this server takes; send less in one request.","#
            + #""errors":[]}"#
        return HTTPResponse(
            status: 413, headers: [("Content-Type", "application/problem+json"), ("Connection", "close")],
            body: .bytes(Array(document.utf8)))
    }

    static let ambiguousFraming = problem(
        400, "Bad Request", "The request's framing headers are malformed or contradict each other.")
    static let malformedHeader = problem(400, "Bad Request", "A header name holds characters that are not allowed.")
    static let stopping = problem(503, "Service Unavailable", "The server is stopping; send the request again.")
    static let unusableAnswer = problem(
        500, "Internal Server Error", "The handler's answer has a status or header that HTTP does not allow.")
}

/// Where the producer of a streamed body writes. Several tasks may write at once; each chunk stays whole.
package struct HTTPResponseWriter: Sendable {
    let stream: ResponseStream

    /// Hands over a chunk and returns at once while less than the server's stream buffer waits to be sent;
    /// otherwise waits for the client to read. An empty chunk is nothing. Throws `CancellationError` when the
    /// client is gone, the server stops, or the task is cancelled: the producer should return.
    package func write(_ chunk: [UInt8]) async throws(CancellationError) {
        try await stream.write(chunk)
    }

    /// The same for text, as UTF-8.
    package func write(_ text: String) async throws(CancellationError) {
        try await stream.write(Array(text.utf8))
    }
}
