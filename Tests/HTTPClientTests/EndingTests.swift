@testable import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct EndingTests {
    @Test func aCancelledTaskEndsItsRequest() async throws {
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
        let client = HTTPClient()
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let task = Task { try await client.send(request) }
        await started.wait()
        task.cancel()
        let error = await #expect(throws: PortError.self) { _ = try await task.value }
        #expect(error?.code == "cancelled")
        await cancelled.wait()
        await server.stop()
    }

    @Test func aTaskCancelledBeforehandSendsNothing() async throws {
        let calls = Counter()
        let server = try HTTPServer { _ in
            calls.add()
            return HTTPResponse(status: 200)
        }
        let client = HTTPClient()
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let mayStart = Latch()
        let task = Task {
            await mayStart.wait()
            return try await client.send(request)
        }
        task.cancel()
        mayStart.open()
        let error = await #expect(throws: PortError.self) { _ = try await task.value }
        #expect(error?.code == "cancelled")
        await server.stop()
        #expect(calls.value == 0)
    }

    /// Cancels at every moment of a request's life; each call must return exactly once.
    @Test func cancellingAtAnyMomentIsSafe() async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: 200) }
        let client = HTTPClient()
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        let answers = await withTaskGroup(of: Int.self) { group in
            for number in 0..<120 {
                let task = Task { try await client.send(request).status }
                group.addTask {
                    for _ in 0..<(number % 10) { await Task.yield() }
                    task.cancel()
                    return (try? await task.value) ?? 0
                }
            }
            return await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(answers == 120)
        #expect(try await client.send(request).status == 200)
        await server.stop()
    }

    @Test func shuttingDownGivesUpWhatIsUnderWay() async throws {
        let silent = SilentServer()
        let client = HTTPClient()
        let request = patientRequest("GET", "http://127.0.0.1:\(silent.port)/")
        let errors = await withTaskGroup(of: PortError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(PortError) {
                        _ = try await client.send(request)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            await client.shutDown()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.map { $0?.code } == Array(repeating: "shutdown", count: 20))
        await client.shutDown()
        silent.close()
    }

    @Test func aDroppedClientLeavesNothingBehind() async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: 200) }
        let probe = Probe()
        for _ in 0..<10 {
            let client = HTTPClient()
            probe.driver = client.driver
            #expect(try await client.send(patientRequest("GET", "http://127.0.0.1:\(server.port)/")).status == 200)
        }
        while probe.driver != nil { try await Task.sleep(for: .milliseconds(5)) }
        await server.stop()
    }
}

/// Sees whether the driver is still there.
private final class Probe {
    weak var driver: TransferDriver?
}
