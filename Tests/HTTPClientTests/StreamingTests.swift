import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct StreamingTests {
    /// A server that writes for ever and says how much, and when its producer was cancelled.
    private static func endless(_ written: Counter, _ ended: Latch) throws -> HTTPServer {
        try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    defer { ended.open() }
                    while true {
                        try await writer.write([UInt8](repeating: 7, count: 16 << 10))
                        written.add(16 << 10)
                    }
                })
        }
    }

    @Test func aSlowReaderHoldsUpTheServerAndLosesNothing() async throws {
        let written = Counter()
        let ended = Latch()
        let server = try Self.endless(written, ended)
        let last = try await Self.readSlowly(from: server, written)
        #expect(last < 32 << 20)
        await server.stop()
        await ended.wait()
    }

    /// Reads nothing until nothing moves any more, then twice as much as was written until then; returns that.
    private static func readSlowly(from server: HTTPServer, _ written: Counter) async throws -> Int {
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        var last = -1
        var unchanged = 0
        while unchanged < 20 {
            try await Task.sleep(for: .milliseconds(10))
            unchanged = written.value == last && last > 0 ? unchanged + 1 : 0
            last = written.value
        }
        var read = 0
        for try await chunk in stream.body {
            #expect(chunk.first == 7 && chunk.last == 7)
            read += chunk.count
            if read > 2 * last { break }
        }
        #expect(written.value > last)
        return last
    }

    @Test func droppingTheStreamEndsTheTransfer() async throws {
        let ended = Latch()
        let server = try Self.endless(Counter(), ended)
        let client = HTTPClient()
        do {
            let stream = try await client.stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
            var chunks = stream.body.makeAsyncIterator()
            #expect(try await chunks.next()?.isEmpty == false)
        }
        await ended.wait()
        #expect(try await client.send(patientRequest("HEAD", "http://127.0.0.1:\(server.port)/")).status == 200)
        await server.stop()
    }

    @Test func cancellingTheReaderEndsTheTransfer() async throws {
        let ended = Latch()
        let reading = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("x")
                    await untilCancelled()
                    ended.open()
                })
        }
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        let reader = Task {
            for try await _ in stream.body { reading.open() }
        }
        await reading.wait()
        reader.cancel()
        let error = await #expect(throws: PortError.self) { try await reader.value }
        #expect(error?.code == "cancelled")
        await ended.wait()
        await server.stop()
    }

    @Test func theStreamOutlivesTheClientThatMadeIt() async throws {
        let go = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    await go.wait()
                    try await writer.write("late")
                })
        }
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        go.open()
        #expect(try await stream.collect(limit: 100) == Array("late".utf8))
        await server.stop()
    }

    @Test func anErrorDocumentCanBeCollected() async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: 410, body: .bytes(Array("gone".utf8))) }
        let client = HTTPClient()
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let stream = try await client.stream(request)
        #expect(stream.status == 410)
        #expect(try await stream.collect(limit: 3) == Array("gon".utf8))
        await server.stop()
    }

    @Test func aServerThatBreaksOffIsAnErrorAfterWhatCame() async throws {
        struct Broken: Error {}
        let read = Latch()
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("part")
                    await read.wait()
                    throw Broken()
                })
        }
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        var chunks = stream.body.makeAsyncIterator()
        #expect(try await chunks.next() == Array("part".utf8))
        read.open()
        let error = await #expect(throws: PortError.self) { _ = try await stream.collect(limit: 10) }
        #expect(error?.kind == .transient)
        await server.stop()
    }

    @Test func aSilentStreamEndsAfterTheIdleTimeout() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(status: 200, body: .stream { _ in await untilCancelled() })
        }
        var request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        request.idleTimeout = .seconds(1)
        let limited = request
        let error = await #expect(throws: PortError.self) {
            // On a busy machine already the head may take so long.
            _ = try await HTTPClient().stream(limited).collect(limit: 10)
        }
        #expect(error?.code == "curl 28")
        await server.stop()
    }
}
