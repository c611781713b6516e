import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct LifecycleTests {
    @Test func aClientThatLeavesCancelsTheHandler() async throws {
        let started = Latch()
        let cancelled = Latch()
        var configuration = HTTPServerConfiguration()
        configuration.disconnectGrace = .milliseconds(20)
        let server = try HTTPServer(configuration) { _ in
            started.open()
            await untilCancelled()
            cancelled.open()
            return HTTPResponse(status: 200)
        }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        socket.close()
        await cancelled.wait()
        await server.stop()
    }

    /// Were such connections kept until their idle timeout, the last request would have to wait for it.
    @Test(arguments: ["POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\npart", "GET / HTTP/1.1\r\nHo", "G"])
    func aClientThatLeavesInTheMiddleOfItsRequestIsForgotten(part: String) async throws {
        let calls = Counter()
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 4
        let server = try HTTPServer(configuration) { _ in
            calls.add()
            return HTTPResponse(status: 200)
        }
        for _ in 0..<40 {
            let socket = try await RawSocket.connect(port: server.port)
            try await socket.send(part)
            socket.close()
        }
        let response = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200)
        await server.stop()
        #expect(calls.value == 1)
    }

    @Test func stoppingLetsARequestFinishAndRefusesNewOnes() async throws {
        let started = Latch()
        let mayFinish = Latch()
        let server = try HTTPServer { request in
            if request.path == "/slow" {
                started.open()
                await mayFinish.wait()
            }
            return HTTPResponse(status: 200, body: .bytes(Array("done".utf8)))
        }
        let slow = try await RawSocket.connect(port: server.port)
        let idle = try await RawSocket.connect(port: server.port)
        try await idle.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        _ = try await idle.receive(until: "done")
        try await slow.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        let stopping = Task { await server.stop(within: .seconds(300)) }
        // New connections are refused as soon as the stop has begun.
        while !Task.isCancelled, let late = try? await RawSocket.connect(port: server.port) { late.close() }
        try await idle.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try await idle.receive().hasPrefix("HTTP/1.1 503"))
        mayFinish.open()
        let answer = try await slow.receive()
        #expect(answer.hasSuffix("done"))
        #expect(answer.contains("Connection: close"))
        await stopping.value
        for socket in [slow, idle] { socket.close() }
    }

    @Test func stoppingEndsStreamsProperly() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                body: .stream { writer in
                    try await writer.write("first")
                    while true {
                        try await Task.sleep(for: .seconds(3600))
                        try await writer.write("never")
                    }
                })
        }
        let stream = try await HTTPClient().stream(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        var chunks = stream.body.makeAsyncIterator()
        #expect(try await chunks.next() == Array("first".utf8))
        await server.stop(within: .seconds(300))
        #expect(try await chunks.next() == nil)
    }

    @Test func aHandlerThatOutlivesTheServerIsCutOffAndHarmless() async throws {
        let started = Latch()
        let mayFinish = Latch()
        let finished = Latch()
        let server = try HTTPServer { _ in
            started.open()
            await mayFinish.waitWhateverHappens()
            defer { finished.open() }
            return HTTPResponse(status: Task.isCancelled ? 200 : 500)
        }
        let socket = try await RawSocket.connect(port: server.port)
        try await socket.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        await server.stop(within: .milliseconds(20))
        #expect(try await socket.receive() == "")
        mayFinish.open()
        await finished.wait()
        socket.close()
    }

    @Test func stoppingTwiceWaitsForTheSameEnd() async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: 200) }
        async let one: Void = server.stop()
        async let other: Void = server.stop()
        _ = await (one, other)
    }

    @Test func aDroppedServerEnds() async throws {
        var server: HTTPServer? = try HTTPServer { _ in HTTPResponse(status: 200) }
        let port = try #require(server?.port)
        (try await RawSocket.connect(port: port)).close()
        server = nil
        while !Task.isCancelled, let socket = try? await RawSocket.connect(port: port) { socket.close() }
    }

    /// Stops in the middle of traffic of every kind, many times: what is suspended, streamed or being accepted
    /// just then must neither hang nor crash.
    @Test func stoppingUnderLoadIsSafe() async throws {
        for _ in 0..<4 {
            let server = try HTTPServer { request in
                if request.path == "/stream" {
                    return HTTPResponse(
                        status: 200, body: .stream { writer in while true { try await writer.write("x\n") } })
                }
                await Task.yield()
                return HTTPResponse(status: 200)
            }
            let client = HTTPClient()
            let served = Counter()
            let port = server.port
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let path = number % 4 == 0 ? "stream" : "plain"
                        var request = patientRequest("GET", "http://127.0.0.1:\(port)/\(path)")
                        request.responseLimit = 100_000
                        for _ in 0..<200 {
                            do throws(PortError) {
                                _ = try await client.send(request)
                                served.add()
                            } catch {
                                if error.kind == .transient { return }
                            }
                        }
                    }
                }
                try? await until { served.value > 50 }
                await server.stop(within: .milliseconds(5))
            }
        }
    }
}
