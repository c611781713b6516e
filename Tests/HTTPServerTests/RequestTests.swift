import HTTPClient
import HTTPServer
import HTTPTestKit
import Testing

/// Echoes what the handler saw, one fact a line.
private func echo(_ request: HTTPRequest) -> HTTPResponse {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    let segments = request.pathSegments?.joined(separator: "|") ?? "malformed"
    let lines = [
        request.method, request.path, segments, query, request.headers["x-test"] ?? "none",
        String(decoding: request.body, as: UTF8.self), request.remoteAddress,
    ]
    return HTTPResponse(status: 200, body: .bytes(Array(lines.joined(separator: "\n").utf8)))
}

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func theHandlerSeesTheWholeRequest() async throws {
        let server = try HTTPServer(handler: echo)
        let client = HTTPClient()
        var request = patientRequest(
            "PATCH", "http://127.0.0.1:\(server.port)/a%2Fb//c%20d?x=1&y=a%26b+c&z&bad=%zz", headers: [("X-Test", "ja")]
        )
        request.body = Array("body".utf8)
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(
            String(decoding: response.body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) == [
                "PATCH", "/a%2Fb//c%20d", "a/b|c d", "x=1;y=a&b c;z=;bad=%zz", "ja", "body", "127.0.0.1",
            ])
        await server.stop()
    }

    @Test func aHeadRequestGetsTheLengthAndNoBody() async throws {
        let server = try HTTPServer(handler: echo)
        let response = try await HTTPClient().send(patientRequest("HEAD", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect((response.header("content-length").flatMap { Int($0) } ?? 0) > 0)
        await server.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        let server = try HTTPServer(handler: echo)
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send(
            "GET /first HTTP/1.1\r\nHost: t\r\n\r\nGET /second HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        let answers = try await socket.receive()
        let first = try #require(answers.firstRange(of: "/first"))
        let second = try #require(answers.firstRange(of: "/second"))
        #expect(first.lowerBound < second.lowerBound)
        socket.close()
        await server.stop()
    }

    @Test func aChunkedBodyArrivesWhole() async throws {
        let server = try HTTPServer(handler: echo)
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send(
            "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n")
        try await socket.send("4;ext=1\r\ndefg\r\n0\r\n\r\n")
        #expect(try await socket.receive().contains("\nabcdefg\n"))
        socket.close()
        await server.stop()
    }

    @Test func aClientThatHasOnlyClosedItsSendingSideGetsItsAnswer() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.disconnectGrace = .seconds(300)
        let server = try HTTPServer(configuration) { request in
            // Until the server must have seen it.
            try? await Task.sleep(for: .milliseconds(20))
            return echo(request)
        }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET /half HTTP/1.1\r\nHost: t\r\n\r\n")
        socket.closeSendingSide()
        #expect(try await socket.receive().contains("/half"))
        socket.close()
        await server.stop()
    }

    @Test func twoHundredRequestsAtOnceAreAllUnderWayTogether() async throws {
        let all = Latch()
        let waiting = Counter()
        let server = try HTTPServer { _ in
            waiting.add()
            if waiting.value == 200 { all.open() }
            await all.wait()
            return HTTPResponse(status: 204)
        }
        var configuration = HTTPClientConfiguration()
        configuration.connectionsPerHost = 200
        let client = HTTPClient(configuration)
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await client.send(request).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 204, count: 200))
        await server.stop()
    }

    @Test func anAnswerThatWouldSplitTheResponseIsNotSent() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(status: 200, headers: [("X-Name", "a\r\nSet-Cookie: stolen")])
        }
        let response = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 500)
        #expect(response.header("set-cookie") == nil)
        await server.stop()
    }
}

@Suite struct RequestValueTests {
    @Test(arguments: [
        ("plain", "plain"), ("a%20b", "a b"), ("%C3%BC", "ü"), ("%", nil), ("%4", nil), ("%zz", nil), ("%FF", nil),
    ])
    func percentDecoding(encoded: String, decoded: String?) {
        #expect(encoded.percentDecoded == decoded)
    }

    @Test func headersAreFoundInAnyCaseAndKeepTheirOrder() {
        let headers = HTTPHeaders([("Accept", "a"), ("X-A", "1"), ("accept", "b"), ("X-Ab", "")])
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.values("Accept") == ["a", "b"])
        #expect(headers["x-ab"] == "")
        #expect(headers["x"] == nil)
        #expect(headers.all.map(\.name) == ["Accept", "X-A", "accept", "X-Ab"])
    }
}
