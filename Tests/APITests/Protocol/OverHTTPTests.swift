import API
import Domain
import HTTPClient
import HTTPServer
import Ports
@testable import Roles
import Runtime
import Telemetry
import TestKit
import Testing

/// The API behind the real HTTP server: what only the wire shows.
@Suite(.enabled(if: TestDatabase.mustRun)) struct OverHTTPTests {
    /// A server on a free port, with the body limit that is the default of the role.
    private func withServer(
        _ fixture: APIFixture, _ body: (String, HTTPClient) async throws -> Void
    ) async throws {
        let time = SystemTime()
        let log = Logger(level: .error, format: .text, now: { time.now() }, write: { _ in })
        let bridge = HTTPBridge(api: fixture.api, metrics: Metrics(), log: log, time: time)
        var settings = HTTPServerConfiguration()
        settings.address = "127.0.0.1"
        settings.port = 0
        settings.bodyLimit = try #require(Setting.bodyLimit.defaultValue.flatMap { Int($0) })
        let server = try HTTPServer(settings) { await bridge.answer($0) }
        let client = HTTPClient()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body("http://127.0.0.1:\(server.port)/api/v1/", client)) } catch {
            outcome = .failure(error)
        }
        await client.shutDown()
        await server.stop(within: .seconds(5))
        try outcome.get()
    }

    private func headers(_ fixture: APIFixture, _ mediaType: String? = nil) throws -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(try fixture.tokens.token(of: .admin))")]
            + (mediaType.map { [("Content-Type", $0)] } ?? [])
    }

    /// With limits that no machine is slow enough to reach.
    private func request(
        _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]? = nil
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(method, url, headers: headers, body: body)
        request.timeout = patience
        request.connectTimeout = patience
        return request
    }

    @Test func fiveMegabytesAreTooMuch() async throws {
        try await APIFixture.with { fixture in
            try await withServer(fixture) { url, client in
                let text = Document.yaml("reviews") + "# " + String(repeating: "x", count: 5_000_000)
                let answer = try await client.send(
                    request(
                        "POST", url + "policies", headers: try headers(fixture, "application/yaml"),
                        body: Array(text.utf8)))
                #expect(answer.status == 413)
                #expect(answer.header("Content-Type") == "application/problem+json")
                let problem = try Formats().json(answer.body)
                let schema = JSONValue.object(["$ref": "#/components/schemas/Problem"])
                #expect(APIContract.shared.schemas.problems(problem, schema) == [])
                // Less is taken: as much as YAML may be long.
                let less = Document.yaml("reviews") + "# " + String(repeating: "x", count: 900_000)
                let taken = try await client.send(
                    request(
                        "POST", url + "policies", headers: try headers(fixture, "application/yaml"),
                        body: Array(less.utf8)))
                #expect(taken.status == 201)
                let between = Document.yaml("reviews") + "# " + String(repeating: "x", count: 2_000_000)
                let long = try await client.send(
                    request(
                        "POST", url + "policies", headers: try headers(fixture, "application/yaml"),
                        body: Array(between.utf8)))
                #expect(long.status == 400)
            }
        }
    }

    @Test func pathsAreDecodedAndHeadHasNoBody() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await withServer(fixture) { url, client in
                let sent = try headers(fixture)
                for (method, path, status) in [
                    ("GET", "clusters/west", 200), ("HEAD", "clusters/west", 200), ("GET", "clusters/%77est/", 200),
                    ("GET", "/clusters//west", 200), ("GET", "clusters/we%2Fst", 404), ("GET", "clusters/%zz", 400),
                    ("GET", "clusters/%C3%28", 400), ("GET", "clusters?mesh=istio&mesh=istio", 400),
                    ("PATCH", "clusters/west", 405), ("GET", "clusters/%00", 404),
                ] {
                    let answer = try await client.send(request(method, url + path, headers: sent))
                    #expect(answer.status == status, "\(method) \(path)")
                    #expect(answer.body.isEmpty == (method == "HEAD"), "\(method) \(path)")
                }
            }
        }
    }

    @Test func eventsComeOverTheWire() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            try await withServer(fixture) { url, client in
                let target = url + "deployments/\(id)/events"
                let head = try await client.send(request("HEAD", target, headers: try headers(fixture)))
                #expect(head.status == 200)
                let stream = try await client.stream(request("GET", target, headers: try headers(fixture)))
                #expect(stream.head.header("Content-Type") == "text/event-stream")
                try await fixture.worker.work(id)
                let text = String(decoding: try await stream.collect(limit: 100_000), as: UTF8.self)
                let ids = text.split(separator: "\n").filter { $0.hasPrefix("id: ") }
                #expect(ids == ["id: 1", "id: 2", "id: 3", "id: 4"])
                let after = try headers(fixture) + [("Last-Event-ID", "4")]
                #expect(try await client.send(request("GET", target, headers: after)).status == 204)
            }
        }
    }
}
