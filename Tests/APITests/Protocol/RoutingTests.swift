import API
import Domain
import Ports
import TestKit
import Testing

/// Paths, methods, and requests that nobody in their right mind would send.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RoutingTests {
    @Test func thereIsNothingElse() async throws {
        try await APIFixture.with { fixture in
            for path in ["", "nothing", "policies/\(absentID)/nothing", "openapi.json", "jobs/\(absentID)/replay/x"] {
                let answer = try await fixture.send("GET", path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.detail.contains("/api/v1/openapi.yaml"))
            }
            let outside = try TestRequest("GET", "/api/v2/policies", headers: try auth(fixture), body: [])
            #expect(await fixture.api.answer(outside.apiRequest).status == 404)
        }
    }

    @Test func otherMethodsAreRefusedWithThoseThatThereAre() async throws {
        try await APIFixture.with { fixture in
            for (method, path, allow) in [
                ("DELETE", "policies", "GET, HEAD, POST"), ("PATCH", "policies/\(absentID)", "DELETE, GET, HEAD, PUT"),
                ("OPTIONS", "jobs", "GET, HEAD"),
                ("GET", "deployments/\(absentID)/pause", "POST"), ("get", "policies", "GET, HEAD, POST"),
                ("", "policies", "GET, HEAD, POST"),
            ] {
                let answer = try await fixture.send(method, path)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.header("Allow") == allow)
            }
        }
    }

    @Test func headIsGetWithoutABody() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let answer = try await fixture.send("HEAD", "policies/\(id)")
            #expect(answer.status == 200)
            #expect(answer.header("ETag") == "\"1\"")
            #expect(answer.json == .null)
            #expect(try await fixture.send("HEAD", "policies/\(absentID)").status == 404)
            #expect(try await fixture.send("HEAD", "policies", as: nil).status == 401)
        }
    }

    @Test func theDocumentIsServed() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.succeed("GET", "openapi.yaml", as: .viewer)
            guard case .text(let text, "application/yaml") = answer.response.body else {
                Issue.record("\(answer.response.body)")
                return
            }
            #expect(text.hasPrefix("openapi: 3.1.0\n"))
            #expect(try Formats().yaml(Array(text.utf8)).first?.value["paths"]?.object?.count ?? 0 > 20)
        }
    }

    @Test func everyProblemHasEveryMember() async throws {
        try await APIFixture.with { fixture in
            for kind in Problem.Kind.allCases {
                let response = APIResponse.problem(Problem(kind, "what happened"))
                guard case .json(let json) = response.body else { continue }
                let schema = JSONValue.object(["$ref": "#/components/schemas/Problem"])
                #expect(APIContract.shared.schemas.problems(json, schema) == [])
                #expect(json["status"] == .int(Int64(response.status)))
                #expect(json["title"]?.string?.isEmpty == false)
                let needsPause = [429, 503].contains(response.status)
                #expect(response.headers.contains { $0.0 == "Retry-After" } == needsPause)
            }
        }
    }

    /// Whatever is sent is answered, and answered as the document says; nothing is stored by accident.
    @Test func nothingThatIsSentBreaksAnything() async throws {
        try await APIFixture.with { fixture in
            var random = SeededRandom(seed: 20_260_109)
            let id = try await fixture.policy("reviews")
            try await fixture.cluster("west")
            let words = [
                "policies", "deployments", "jobs", "clusters", "environments", id, absentID, "west", "versions", "1",
                "-1", "diff", "import", "status", "events", "99999999999999999999", "%00", "%2F", "..", "%F0%9F%98%80",
                "tags", "restore", "check", "instances", "validate", "dry-run", "pause", "rollback", "replay",
            ]
            let queries = ["", "", "?limit=1", "?limit=-1", "?cursor=x", "?label=%00", "?a&b=&=c", "?policy=x"]
            let bodies: [Content] = [
                .none, .json([:]), .json([]), .json(nil), .json("x"), .json(["policies": [[]]]), .yaml("a: &a [*a]"),
                .yaml("%YAML 9.9\n---\n"), .raw("{\"a\":1,\"a\":2}", mediaType: "application/json"),
                .raw("\u{FEFF}", mediaType: "application/json"), .bytes([0xED, 0xA0, 0x80], mediaType: nil),
                .raw("1e999", mediaType: "application/json"), .raw("-", mediaType: "application/json"),
                .json(["version": .int(.min)]), .json(["version": 1e300]), .json(["document": ["kind": "Gateway"]]),
            ]
            for _ in 0..<400 {
                let length = Int.random(in: 1...5, using: &random)
                let path = (0..<length).compactMap { _ in words.randomElement(using: &random) }.joined(separator: "/")
                let method = ["GET", "POST", "PUT", "DELETE"].randomElement(using: &random) ?? "GET"
                guard !path.hasSuffix("events") else { continue }
                let answer = try await fixture.send(
                    method, path + (queries.randomElement(using: &random) ?? ""), as: .operator,
                    bodies.randomElement(using: &random) ?? .none,
                    headers: ["if-match": ["*", "\"1\"", "x"].randomElement(using: &random) ?? "*"])
                #expect(answer.status < 500, "\(method) \(path)")
            }
        }
    }

    private func auth(_ fixture: APIFixture) throws -> [String: String] {
        ["authorization": "Bearer \(try fixture.tokens.token(of: .admin))"]
    }
}

/// SplitMix64: the same numbers on every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
