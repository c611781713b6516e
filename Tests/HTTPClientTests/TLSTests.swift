import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    private let certificates = TestCertificates.shared

    private func server() throws -> HTTPServer {
        var configuration = HTTPServerConfiguration()
        configuration.tls = .init(certificatePEM: certificates.certificate, keyPEM: certificates.key)
        return try HTTPServer(configuration) { request in
            HTTPResponse(status: 200, body: .bytes(Array(request.path.utf8)))
        }
    }

    private func failure(_ url: String, _ tls: TLSOptions) async throws -> PortError {
        var request = patientRequest("GET", url)
        request.tls = tls
        return try await HTTPClientTests.failure(request)
    }

    @Test(arguments: [true, false])
    func aTrustedServerIsReached(http2: Bool) async throws {
        let server = try server()
        var configuration = HTTPClientConfiguration()
        configuration.version = http2 ? .http2 : .http1
        var request = patientRequest("GET", "https://127.0.0.1:\(server.port)/hello")
        request.tls.authoritiesPEM = certificates.authority
        let response = try await HTTPClient(configuration).send(request)
        #expect(response.body == Array("/hello".utf8))
        await server.stop()
    }

    @Test func aStrangersAuthorityIsPermanent() async throws {
        let server = try server()
        let url = "https://127.0.0.1:\(server.port)/"
        for authorities in [certificates.stranger, nil] {
            let error = try await failure(url, TLSOptions(authoritiesPEM: authorities))
            #expect(error.kind == .permanent)
            #expect(error.code == "curl 60")
        }
        await server.stop()
    }

    /// A connection that one request was allowed to make must not serve another that trusts somebody else.
    @Test func connectionsAreNotSharedAcrossAuthorities() async throws {
        let server = try server()
        let client = HTTPClient()
        var request = patientRequest("GET", "https://127.0.0.1:\(server.port)/")
        request.tls.authoritiesPEM = certificates.authority
        #expect(try await client.send(request).status == 200)
        request.tls.authoritiesPEM = certificates.stranger
        #expect(try await HTTPClientTests.failure(request, by: client).kind == .permanent)
        await server.stop()
    }

    /// Of a dozen requests at once a dozen connections stay; the server closes all of them.
    @Test func connectionsThatTheServerHasGivenUpAreNotTried() async throws {
        let arrived = Mutex(0)
        let all = Latch()
        var settings = HTTPServerConfiguration()
        settings.tls = .init(certificatePEM: certificates.certificate, keyPEM: certificates.key)
        // Longer than a machine stands still in the middle of a handshake.
        settings.idleTimeout = .seconds(15)
        let server = try HTTPServer(settings) { _ in
            let number = arrived.withLock { arrived in
                arrived += 1
                return arrived
            }
            if number >= 12 { all.open() }
            await all.wait()
            return HTTPResponse(status: 200)
        }
        var configuration = HTTPClientConfiguration()
        configuration.version = .http1
        configuration.idleLifetime = .seconds(1)
        let client = HTTPClient(configuration)
        var request = patientRequest("POST", "https://127.0.0.1:\(server.port)/")
        request.tls.authoritiesPEM = certificates.authority
        request.body = Array("body".utf8)
        let sent = request
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try await client.send(sent).status } }
            for try await status in group { #expect(status == 200) }
        }
        // One that begins later and says nothing: when the server has closed it, it has closed the others.
        let last = try await RawSocket.connect(port: server.port)
        _ = try? await last.receive()
        last.close()
        #expect(try await client.send(sent).status == 200)
        await server.stop()
    }

    @Test func anotherNameThanTheCertificatesIsPermanent() async throws {
        let server = try server()
        let error = try await failure(
            "https://localhost:\(server.port)/", TLSOptions(authoritiesPEM: certificates.authority))
        #expect(error.kind == .permanent)
        #expect(error.code == "curl 60")
        await server.stop()
    }

    @Test func anAuthorityThatIsNoneIsPermanent() async throws {
        let server = try server()
        let url = "https://127.0.0.1:\(server.port)/"
        for junk in ["junk", ""] {
            #expect(try await failure(url, TLSOptions(authoritiesPEM: Array(junk.utf8))).kind == .permanent)
        }
        await server.stop()
    }

    @Test func aClientCertificateThatIsNoneIsPermanent() async throws {
        let server = try server()
        let junk = Array("junk".utf8)
        let error = try await failure(
            "https://127.0.0.1:\(server.port)/",
            TLSOptions(authoritiesPEM: certificates.authority, certificatePEM: junk, keyPEM: junk))
        #expect(error.kind == .permanent)
        #expect(error.code == "curl 58")
        await server.stop()
    }

    @Test func plainHTTPOnAnHTTPSPortFails() async throws {
        let server = try server()
        #expect(try await failure("http://127.0.0.1:\(server.port)/", TLSOptions()).kind == .transient)
        await server.stop()
    }
}
