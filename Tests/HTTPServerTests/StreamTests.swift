import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct StreamTests {
    @Test func eventsArriveAsTheyAreWritten() async throws {
        let seen = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200, headers: [("Content-Type", "text/event-stream")],
                body: .stream { writer in
                    try await writer.write("data: 1\n\n")
                    await seen.wait()
                    try await writer.write("data: 2\n\n")
                })
        }
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(stream.head.header("content-type") == "text/event-stream")
        var events = stream.body.makeAsyncIterator()
        #expect(try await events.next() == Array("data: 1\n\n".utf8))
        seen.open()
        #expect(try await events.next() == Array("data: 2\n\n".utf8))
        #expect(try await events.next() == nil)
        await server.stop()
    }

    @Test func aLargeBodyArrivesWholeThroughSmallBuffers() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    for number in 0..<2000 {
                        try await writer.write([UInt8](repeating: UInt8(number % 251), count: 10_000))
                    }
                })
        }
        let response = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.body.count == 20_000_000)
        let isRight = stride(from: 0, to: 20_000_000, by: 5000).allSatisfy { index in
            response.body[index] == UInt8(index / 10_000 % 251)
        }
        #expect(isRight)
        await server.stop()
    }

    /// The producer's whole stack of promises: it is cancelled, though it waits for something else entirely.
    @Test func aClientThatLeavesAnIdleStreamCancelsItsProducer() async throws {
        let cancelled = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("hello")
                    await untilCancelled()
                    cancelled.open()
                })
        }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        _ = try await socket.receive(until: "hello")
        socket.close()
        await cancelled.wait()
        await server.stop()
    }

    @Test func aClientThatDoesNotReadHoldsUpTheProducer() async throws {
        let written = Counter()
        let refused = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    do {
                        while true {
                            try await writer.write([UInt8](repeating: 0, count: 16 << 10))
                            written.add(16 << 10)
                        }
                    } catch {
                        refused.open()
                    }
                })
        }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        // Until the system's own buffers are full and nothing moves any more.
        var last = -1
        var unchanged = 0
        while unchanged < 20 {
            try await Task.sleep(for: .milliseconds(10))
            unchanged = written.value == last && last > 0 ? unchanged + 1 : 0
            last = written.value
        }
        #expect(last < 32 << 20)
        socket.close()
        await refused.wait()
        await server.stop()
    }

    @Test func aProducerThatFailsCutsTheConnection() async throws {
        struct Broken: Error {}
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("part")
                    throw Broken()
                })
        }
        let error = await #expect(throws: PortError.self) {
            _ = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        }
        #expect(error?.kind == .transient)
        await server.stop()
    }

    @Test func aHeadRequestStartsNoProducer() async throws {
        let started = Counter()
        let server = try HTTPServer { _ in
            HTTPResponse(status: 200, body: .stream { _ in started.add() })
        }
        let client = HTTPClient()
        #expect(try await client.send(patientRequest("HEAD", "http://127.0.0.1:\(server.port)/")).status == 200)
        await server.stop()
        #expect(started.value == 0)
    }

    @Test func severalTasksMayWriteToOneBody() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<8 {
                            group.addTask {
                                for _ in 0..<100 { try await writer.write(String(repeating: "x", count: 999) + "\n") }
                            }
                        }
                        try await group.waitForAll()
                    }
                })
        }
        let body = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/")).body
        #expect(body.split(separator: UInt8(ascii: "\n")).map(\.count) == Array(repeating: 999, count: 800))
        await server.stop()
    }
}
