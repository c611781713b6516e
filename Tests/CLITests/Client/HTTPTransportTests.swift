import HTTPServer
import Ports
import Testing

@testable import CLI

@Suite struct HTTPTransportTests {
    /// Over real sockets: what goes out, and what comes back.
    @Test(.timeLimit(.minutes(10))) func requestsGoOverHTTP() async throws {
        var settings = HTTPServerConfiguration()
        settings.address = "127.0.0.1"
        settings.port = 0
        let server = try HTTPServer(settings) { request in
            HTTPResponse(
                status: 207,
                headers: [("X-Method", request.method), ("X-Token", request.headers["authorization"] ?? "")],
                body: .bytes(request.body))
        }
        let transport = HTTPTransport(authorities: nil)
        let answer = try await transport.send(
            WireRequest(
                method: "PUT", url: "http://127.0.0.1:\(server.port)/x", headers: ["authorization": "Bearer t"],
                body: Array("body".utf8)))
        #expect(answer.status == 207)
        #expect(answer.headers["x-method"] == "PUT" && answer.headers["x-token"] == "Bearer t")
        #expect(answer.body == Array("body".utf8))
        await server.stop(within: .seconds(5))
        await #expect(throws: PortError.self) {
            try await transport.send(
                WireRequest(method: "GET", url: "http://127.0.0.1:\(server.port)/x", headers: [:]))
        }
    }

    @Test(.timeLimit(.minutes(10))) func streamsComePieceByPiece() async throws {
        var settings = HTTPServerConfiguration()
        settings.address = "127.0.0.1"
        settings.port = 0
        let server = try HTTPServer(settings) { request in
            guard request.path == "/events" else { return HTTPResponse(status: 404, body: .bytes(Array("no".utf8))) }
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "text/event-stream")],
                body: .stream { writer in
                    for number in 1...3 { try await writer.write("data: \(number)\n\n") }
                })
        }
        let transport = HTTPTransport(authorities: nil)
        let reader = ServerEventReader()
        let events = Kept<ServerEvent>()
        let url = "http://127.0.0.1:\(server.port)"
        let answer = try await transport.stream(
            WireRequest(method: "GET", url: "\(url)/events", headers: [:])
        ) { piece in
            for event in reader.add(piece) { events.add(event) }
            return events.all.count < 3
        }
        #expect(answer.status == 200)
        #expect(events.all.map(\.data) == ["1", "2", "3"])
        let other = try await transport.stream(WireRequest(method: "GET", url: "\(url)/none", headers: [:])) { _ in true
        }
        #expect(other == WireAnswer(status: 404, headers: other.headers, body: Array("no".utf8)))
        await server.stop(within: .seconds(5))
    }
}
