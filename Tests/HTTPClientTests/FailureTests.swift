import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct FailureTests {
    @Test func aServerThatNeverAnswersIsTransient() async throws {
        let silent = SilentServer()
        var request = patientRequest("GET", "http://127.0.0.1:\(silent.port)/")
        request.timeout = .milliseconds(100)
        let error = try await failure(request)
        #expect(error.kind == .transient)
        #expect(error.code == "curl 28")
        #expect(error.message.contains("127.0.0.1:\(silent.port)"))
        silent.close()
    }

    @Test func aHandshakeThatNeverEndsIsLimitedByTheConnectTimeout() async throws {
        let silent = SilentServer()
        var request = patientRequest("GET", "https://127.0.0.1:\(silent.port)/")
        request.timeout = nil
        request.connectTimeout = .milliseconds(100)
        #expect(try await failure(request).code == "curl 28")
        silent.close()
    }

    @Test func aStreamWhoseHeadNeverComesIsTransient() async throws {
        let silent = SilentServer()
        var request = patientRequest("GET", "http://127.0.0.1:\(silent.port)/")
        request.timeout = .milliseconds(100)
        let error = await #expect(throws: PortError.self) { _ = try await HTTPClient().stream(request) }
        #expect(error?.code == "curl 28")
        silent.close()
    }

    @Test func aRefusedConnectionIsTransient() async throws {
        let closed = ReservedPort()
        let error = try await failure(patientRequest("GET", "http://127.0.0.1:\(closed.port)/"))
        #expect(error.kind == .transient)
        #expect(error.code == "curl 7")
        withExtendedLifetime(closed) {}
    }

    /// What a person has named is not to reach what listens for this machine alone, by whatever name.
    @Test(arguments: ["127.0.0.1", "localhost", "127.9.9.9", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "169.254.0.1"])
    func localAddressesCanBeRefused(_ host: String) async throws {
        let silent = SilentServer()
        defer { silent.close() }
        var configuration = HTTPClientConfiguration()
        configuration.refusesLocalAddresses = true
        let client = HTTPClient(configuration)
        let request = patientRequest("GET", "http://\(host):\(silent.port)/")
        let error = await #expect(throws: PortError.self) { _ = try await client.send(request) }
        #expect(error?.code == "local" && error?.kind == .permanent)
        #expect(error?.message.contains("check-local-addresses") == true)
    }

    @Test func anUnknownHostIsTransient() async throws {
        let error = try await failure(patientRequest("GET", "http://no-such-host.invalid/"))
        #expect(error.kind == .transient)
        #expect(error.code == "curl 6")
    }

    @Test(arguments: [
        "", "no url", "/path", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://[::1", "http://a b/",
        "http://127.0.0.1:99999/", "http://a\u{0}b/",
    ])
    func anUnusableURLIsPermanent(url: String) async throws {
        let error = try await failure(patientRequest("GET", url))
        #expect(error.kind == .permanent)
    }

    @Test func anAnswerAboveTheLimitIsPermanent() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(status: 200, body: .bytes([UInt8](repeating: 0, count: 10_001)))
        }
        var request = patientRequest("GET", "http://127.0.0.1:\(server.port)/")
        request.responseLimit = 10_000
        let error = try await failure(request)
        #expect(error.kind == .permanent)
        #expect(error.message.contains("10000"))
        request.responseLimit = 10_001
        #expect(try await HTTPClient().send(request).body.count == 10_001)
        await server.stop()
    }

    @Test func errorsHoldNoSecrets() async throws {
        let closed = ReservedPort()
        for address in ["127.0.0.1:\(closed.port)", "no-such-host.invalid", "127.0.0.1:99999"] {
            let url = "http://hugo:SECRET@\(address)/SECRET?token=SECRET"
            let request = patientRequest("GET", url, headers: [("Authorization", "Bearer SECRET")])
            let error = try await failure(request)
            #expect(!"\(error)".contains("SECRET"))
            #expect(!"\(error)".contains("hugo"))
        }
        withExtendedLifetime(closed) {}
    }

    @Test(arguments: [("X-A", "a\r\nX-B: b"), ("X A", "a"), ("X:A", "a"), ("", "a")])
    func aHeaderThatWouldSplitTheRequestIsPermanent(name: String, value: String) async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: 200) }
        let request = patientRequest("GET", "http://127.0.0.1:\(server.port)/", headers: [(name, value)])
        #expect(try await failure(request).kind == .permanent)
        await server.stop()
    }

    @Test func theSubjectOfTheCallerIsInTheError() async throws {
        var request = patientRequest("GET", "nonsense")
        request.subject = "cluster west"
        #expect(try await failure(request).subject == "cluster west")
    }
}
