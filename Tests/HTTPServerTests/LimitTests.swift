import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    private static func server(
        _ change: (inout HTTPServerConfiguration) -> Void = { _ in }, calls: Counter = Counter()
    ) throws -> HTTPServer {
        var configuration = HTTPServerConfiguration()
        change(&configuration)
        return try HTTPServer(configuration) { request in
            calls.add()
            return HTTPResponse(status: 200, body: .bytes(Array("\(request.body.count) bytes".utf8)))
        }
    }

    /// Sends bytes, and checks that the server refuses them and goes on serving.
    @Test(arguments: [
        "GARBAGE\r\n\r\n",
        "\u{0}\u{1}\u{2}\u{3}\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: t\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nBad Name: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    ])
    func aMalformedRequestIsRefused(bytes: String) async throws {
        let calls = Counter()
        // What looks like empty lines is waited after, as for any slow client.
        let server = try Self.server({ $0.idleTimeout = .seconds(15) }, calls: calls)
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send(bytes)
        // A server may close without a word where there is no request line to answer.
        let answer = try await socket.receive()
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 505"), "\(answer)")
        socket.close()
        #expect(calls.value == 0)
        let next = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(next.status == 200)
        await server.stop()
    }

    @Test func aHugeHeaderIsRefused() async throws {
        let server = try Self.server()
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send(
            "GET / HTTP/1.1\r\nHost: t\r\nX-Long: " + String(repeating: "x", count: 200_000) + "\r\n\r\n")
        #expect(try await socket.receive().hasPrefix("HTTP/1.1 431"))
        socket.close()
        await server.stop()
    }

    @Test func anAnnouncedBodyAboveTheLimitIsRefusedBeforeItIsSent() async throws {
        let server = try Self.server { $0.bodyLimit = 1000 }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1001\r\n\r\n")
        let answer = try await socket.receive()
        #expect(answer.hasPrefix("HTTP/1.1 413"))
        #expect(answer.contains("application/problem+json"))
        socket.close()
        await server.stop()
    }

    @Test func aChunkedBodyIsRefusedWhenItPassesTheLimit() async throws {
        let server = try Self.server { $0.bodyLimit = 1000 }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await socket.send("3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n1\r\nx\r\n")
        #expect(try await socket.receive().hasPrefix("HTTP/1.1 413"))
        socket.close()
        await server.stop()
    }

    /// The client is still sending when it is refused; it must be able to read why.
    @Test(arguments: [false, true], [false, true])
    func aClientThatSendsFiveMegabytesReadsTheRefusal(chunked: Bool, tls: Bool) async throws {
        let certificates = TestCertificates.shared
        let server = try Self.server {
            if tls { $0.tls = .init(certificatePEM: certificates.certificate, keyPEM: certificates.key) }
        }
        var request = patientRequest("POST", "\(tls ? "https" : "http")://127.0.0.1:\(server.port)/")
        request.tls.authoritiesPEM = certificates.authority
        request.body = [UInt8](repeating: 120, count: 5 << 20)
        if chunked { request.headers = [("Transfer-Encoding", "chunked")] }
        let client = HTTPClient()
        for _ in 0..<5 { #expect(try await client.send(request).status == 413) }
        request.body = [UInt8](repeating: 120, count: 1 << 20)
        let fitting = try await client.send(request)
        #expect(String(decoding: fitting.body, as: UTF8.self) == "\(1 << 20) bytes")
        await server.stop()
    }

    @Test func aSlowClientIsClosedAndHoldsUpNobody() async throws {
        let server = try Self.server { $0.idleTimeout = .seconds(15) }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET / HTTP/1.1\r\nHost: ")
        let other = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(other.status == 200)
        #expect(!(try await socket.receive().hasPrefix("HTTP/1.1 200")))
        socket.close()
        await server.stop()
    }

    @Test func aConnectionAboveTheLimitWaitsForItsTurn() async throws {
        let released = Latch()
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 2
        let server = try HTTPServer(configuration) { _ in
            HTTPResponse(status: 200, body: .bytes(Array((released.isOpen ? "after r." : "before r.").utf8)))
        }
        let holders = [try await RawSocket.connect(port: server.port), try await RawSocket.connect(port: server.port)]
        let request = "GET / HTTP/1.1\r\nHost: t\r\n\r\n"
        for holder in holders {
            try await holder.send(request)
            _ = try await holder.receive(until: "before r.")
        }
        let third = try await RawSocket.connect(port: server.port)
        try await third.send(request)
        // Turns enough for the server to answer the third, if it were to.
        for _ in 0..<50 {
            try await holders[1].send(request)
            _ = try await holders[1].receive(until: "before r.")
        }
        released.open()
        holders[0].close()
        #expect(try await third.receive(until: "r.").contains("after r."))
        for socket in [holders[1], third] { socket.close() }
        await server.stop()
    }

    @Test func aPortInUseIsSaidClearly() async throws {
        let server = try Self.server()
        let error = #expect(throws: PortError.self) { _ = try Self.server { $0.port = server.port } }
        #expect(error?.kind == .transient)
        #expect(error?.message.contains("Another process") == true)
        await server.stop()
    }

    @Test func aCertificateThatIsNoneIsSaidClearly() {
        let error = #expect(throws: PortError.self) {
            _ = try Self.server { $0.tls = .init(certificatePEM: Array("x".utf8), keyPEM: Array("y".utf8)) }
        }
        #expect(error?.kind == .permanent)
    }
}
