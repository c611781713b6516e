import HTTPClient

/// The API over HTTP.
struct HTTPTransport: Transport {
    private let client: HTTPClient
    private let tls: TLSOptions

    /// - Parameter authorities: The only certificate authorities that are trusted, PEM; `nil`: the system's.
    init(authorities: [UInt8]?) {
        client = HTTPClient()
        tls = TLSOptions(authoritiesPEM: authorities)
    }

    func send(_ request: WireRequest) async throws -> WireAnswer {
        let answer = try await client.send(outgoing(request))
        return WireAnswer(status: answer.status, headers: headers(answer.head), body: answer.body)
    }

    func stream(
        _ request: WireRequest, _ take: @escaping @Sendable (_ piece: [UInt8]) async throws -> Bool
    ) async throws -> WireAnswer {
        var outgoing = outgoing(request)
        // The server sends a comment every 15 seconds.
        outgoing.idleTimeout = .seconds(60)
        let stream = try await client.stream(outgoing)
        guard stream.status == 200 else {
            let body = try await stream.collect(limit: 1 << 20)
            return WireAnswer(status: stream.status, headers: headers(stream.head), body: body)
        }
        for try await piece in stream.body {
            guard try await take(piece) else { break }
        }
        return WireAnswer(status: stream.status, headers: headers(stream.head))
    }

    private func outgoing(_ request: WireRequest) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(
            request.method, request.url,
            headers: request.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
            body: request.body)
        outgoing.tls = tls
        outgoing.subject = "the server"
        return outgoing
    }

    private func headers(_ head: HTTPResponseHead) -> [String: String] {
        Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }
}
