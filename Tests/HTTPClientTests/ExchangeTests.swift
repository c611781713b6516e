import HTTPClient
import HTTPServer
import HTTPTestKit
import Ports
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExchangeTests {
    /// Method, content type, length header and body as the server saw them.
    private static func echo(_ request: HTTPRequest) -> HTTPResponse {
        let facts = [
            request.method, request.headers["content-type"] ?? "-", request.headers["content-length"] ?? "-",
            request.headers["expect"] ?? "-", request.headers["x-empty"] ?? "-",
            String(decoding: request.body, as: UTF8.self),
        ]
        return HTTPResponse(status: 200, body: .bytes(Array(facts.joined(separator: "|").utf8)))
    }

    @Test(
        arguments: [
            ("GET", nil, "GET|-|-|-|-|"), ("DELETE", nil, "DELETE|-|-|-|-|"), ("POST", "", "POST|-|0|-|-|"),
            ("POST", "x", "POST|-|1|-|-|x"), ("PUT", "xy", "PUT|-|2|-|-|xy"), ("DELETE", "x", "DELETE|-|1|-|-|x"),
            ("GET", "x", "GET|-|1|-|-|x"),
        ] as [(String, String?, String)])
    func methodsAndBodies(method: String, body: String?, seen: String) async throws {
        let server = try HTTPServer(handler: Self.echo)
        let request = patientRequest(method, "http://127.0.0.1:\(server.port)/", body: body.map { Array($0.utf8) })
        let response = try await HTTPClient().send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == seen)
        await server.stop()
    }

    @Test func headersAreSentAsGiven() async throws {
        let server = try HTTPServer(handler: Self.echo)
        let request = patientRequest(
            "PATCH", "http://127.0.0.1:\(server.port)/", headers: [("Content-Type", "a/b"), ("X-Empty", "")],
            body: [UInt8](repeating: 120, count: 3))
        let response = try await HTTPClient().send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "PATCH|a/b|3|-||xxx")
        await server.stop()
    }

    @Test(arguments: [200, 204, 301, 304, 404, 500, 503])
    func everyStatusIsAnAnswer(status: Int) async throws {
        let server = try HTTPServer { _ in HTTPResponse(status: status, headers: [("Location", "/else")]) }
        let response = try await HTTPClient().send(patientRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == status)
        #expect(response.header("LOCATION") == "/else")
        await server.stop()
    }

    /// The server takes one connection at a time, so a second one would wait for ever.
    @Test func connectionsAreUsedAgain() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.connectionLimit = 1
        let server = try HTTPServer(configuration) { _ in HTTPResponse(status: 200) }
        let client = HTTPClient()
        for _ in 0..<20 {
            #expect(try await client.send(patientRequest("GET", "http://127.0.0.1:\(server.port)/")).status == 200)
        }
        await client.shutDown()
        await server.stop()
    }

    @Test func aServerThatWasRestartedIsReachedAgain() async throws {
        let client = HTTPClient()
        // Nobody else is to take the port between the two.
        let reserved = ReservedPort()
        var configuration = HTTPServerConfiguration()
        configuration.port = reserved.port
        let first = try HTTPServer(configuration) { _ in HTTPResponse(status: 200) }
        let request = patientRequest("GET", "http://127.0.0.1:\(reserved.port)/")
        #expect(try await client.send(request).status == 200)
        await first.stop()
        let second = try HTTPServer(configuration) { _ in HTTPResponse(status: 201) }
        #expect(try await client.send(request).status == 201)
        await second.stop()
        withExtendedLifetime(reserved) {}
    }

    @Test func manyRequestsShareAFewConnections() async throws {
        let server = try HTTPServer { request in
            HTTPResponse(status: 200, body: .bytes(Array(request.path.utf8)))
        }
        var configuration = HTTPClientConfiguration()
        configuration.connectionsPerHost = 8
        let client = HTTPClient(configuration)
        let port = server.port
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let response = try await client.send(patientRequest("GET", "http://127.0.0.1:\(port)/\(number)"))
                    return response.body == Array("/\(number)".utf8)
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 200)
        await server.stop()
    }
}
