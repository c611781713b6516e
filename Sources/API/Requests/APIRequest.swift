package import Domain

/// A request, however it came in: over HTTP, or through the requests queue.
package struct APIRequest: Sendable {
    package let method: String
    /// The decoded parts of the path.
    package let segments: [String]
    package let query: [(name: String, value: String)]
    /// A header by its lower-case name.
    package let header: @Sendable (String) -> String?
    package let body: [UInt8]
    /// The client's address; `queue` for the requests queue.
    package let remoteAddress: String

    package init(
        method: String, segments: [String], query: [(name: String, value: String)] = [],
        header: @escaping @Sendable (String) -> String?, body: [UInt8] = [], remoteAddress: String
    ) {
        self.method = method
        self.segments = segments
        self.query = query
        self.header = header
        self.body = body
        self.remoteAddress = remoteAddress
    }

    func with(method: String) -> APIRequest {
        APIRequest(
            method: method, segments: segments, query: query, header: header, body: body, remoteAddress: remoteAddress)
    }

    /// The query parameter of this name.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The media type of the body, in lower case and without parameters; empty where none is given.
    var mediaType: String {
        (header("content-type") ?? "").split(separator: ";").first.map {
            $0.lowercased().filter { $0 != " " }
        } ?? ""
    }
}

/// An answer.
package struct APIResponse: Sendable {
    /// What is sent.
    package enum Body: Sendable {
        case none
        case json(JSONValue)
        case text(String, mediaType: String)
        /// Server-sent events: the closure is given the function that sends and runs until the stream is over.
        case events(@Sendable (_ send: @escaping @Sendable (String) async throws -> Void) async throws -> Void)
    }

    package var status: Int
    package var headers: [(String, String)]
    package var body: Body

    package init(status: Int, headers: [(String, String)] = [], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: JSONValue, status: Int = 200, headers: [(String, String)] = []) -> APIResponse {
        APIResponse(status: status, headers: headers, body: .json(value))
    }

    /// The answer that a problem is.
    package static func problem(_ problem: Problem) -> APIResponse {
        var headers = [("Content-Type", "application/problem+json")]
        headers += problem.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        switch problem.kind {
        case .unauthorized: headers.append(("WWW-Authenticate", "Bearer"))
        case .unavailable: headers.append(("Retry-After", "2"))
        case .tooManyRequests: headers.append(("Retry-After", "1"))
        case .invalidDocument, .invalidRequest, .forbidden, .notFound, .methodNotAllowed, .conflict,
            .preconditionFailed, .tooLarge, .unsupportedMediaType, .impossible, .idempotencyKeyReused, .clusterRefused,
            .fault:
            break
        }
        return APIResponse(status: problem.kind.status, headers: headers, body: .json(problem.json))
    }
}

/// One request on its way through a route.
struct Call: Sendable {
    let request: APIRequest
    let principal: Principal
    /// The values of the `{…}` parts of the route's path.
    let parameters: [String: String]

    /// An id of the path; anything that is no UUID is simply not found.
    func id<Entity>(_ name: String, of what: String, _: Entity.Type = Entity.self) throws(Problem) -> ID<Entity> {
        let text = parameters[name] ?? ""
        guard let id = ID<Entity>(text) else { throw Problem(.notFound, "There is no \(what) \(text.shortened)") }
        return id
    }

    /// A version number of the path.
    func number(_ name: String) throws(Problem) -> Int {
        let text = parameters[name] ?? ""
        guard let number = Int(text), number > 0 else {
            throw Problem(.notFound, "There is no version \(text.shortened)")
        }
        return number
    }

    /// W3C trace context of the request, where it is well formed; of later versions, what this one knows of it.
    var traceparent: String? {
        let parts = (request.header("traceparent") ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts.count == 4 || parts[0] != "00",
            parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2,
            parts[..<4].allSatisfy({ $0.utf8.allSatisfy(isLowerHexadecimal) }),
            [parts[1], parts[2]].allSatisfy({ !$0.allSatisfy { $0 == "0" } })
        else { return nil }
        return "00-\(parts[1])-\(parts[2])-\(parts[3])"
    }
}

private func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

extension String {
    /// The text as messages repeat it: what a client sent may be megabytes long.
    var shortened: String { count <= 100 ? self : "\(prefix(100))…" }
}
