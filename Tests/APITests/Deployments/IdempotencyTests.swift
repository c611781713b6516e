import API
import Domain
import TestKit
import Testing

/// The same request with the same key is carried out once.
@Suite(.enabled(if: TestDatabase.mustRun)) struct IdempotencyTests {
    private static let key = ["idempotency-key": "key-1"]

    @Test func aRepeatedDeploymentIsTheFirstOne() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body = Content.json(["policies": [["id": .string(policy)]], "environment": "Staging"])
            let first = try await fixture.succeed("POST", "deployments", body, headers: Self.key)
            #expect(first.header("Idempotent-Replayed") == nil)
            let second = try await fixture.succeed("POST", "deployments", body, headers: Self.key)
            #expect(second.status == 202)
            #expect(second.json == first.json)
            #expect(second.header("Location") == first.header("Location"))
            #expect(second.header("Idempotent-Replayed") == "true")
            try await fixture.worker.work(first.id)
            let later = try await fixture.succeed("POST", "deployments", body, headers: Self.key)
            #expect(later.id == first.id)
            #expect(later["status"] == "Completed")
            #expect(try await fixture.succeed("GET", "deployments").items.count == 1)
        }
    }

    @Test func manyAtOnceAreOne() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body = Content.json(["policies": [["id": .string(policy)]], "environment": "Staging"])
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await fixture.succeed("POST", "deployments", body, headers: Self.key) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.id)).count == 1)
            #expect(answers.allSatisfy { $0.status == 202 })
            #expect(answers.count { $0.header("Idempotent-Replayed") == nil } == 1)
        }
    }

    @Test func aKeyIsForOneRequest() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = ["policies": [["id": .string(policy)]], "environment": "Staging"]
            let first = try await fixture.succeed("POST", "deployments", .json(body), headers: Self.key)
            var other = body
            other["reason"] = "another"
            let reused = try await fixture.send("POST", "deployments", .json(other), headers: Self.key)
            #expect(reused.status == 422)
            #expect(reused["type"] == "urn:hotswap:problem:idempotencyKeyReused")
            let elsewhere = try await fixture.send("POST", "deployments/\(first.id)/pause", headers: Self.key)
            #expect(elsewhere.status == 422)
            #expect(try await fixture.status(first.id) == "Pending")
            // Keys of two callers never meet.
            let stranger = try await fixture.send(
                "POST", "deployments", as: .developer, .json(other), headers: Self.key)
            #expect(stranger.status == 409)
        }
    }

    @Test func aRefusedRequestDoesNotUseItsKeyUp() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = ["policies": [["id": .string(policy)]], "environment": "Staging"]
            let first = try await fixture.deploy(policy)
            #expect(try await fixture.send("POST", "deployments", .json(body), headers: Self.key).status == 409)
            try await fixture.worker.work(first)
            let second = try await fixture.succeed("POST", "deployments", .json(body), headers: Self.key)
            #expect(second.id != first)
            #expect(second.header("Idempotent-Replayed") == nil)
        }
    }

    @Test func keysAreVisibleASCII() async throws {
        try await APIFixture.with { fixture in
            for key in ["", " ", "a b", "ä", "a\u{0}", String(repeating: "k", count: 256)] {
                let answer = try await fixture.send("POST", "policies", headers: ["idempotency-key": key])
                #expect(answer.status == 400, "\(key)")
                #expect(answer.detail.hasPrefix("Idempotency-Key"))
            }
            try await fixture.succeed(
                "POST", "policies", .yaml(Document.yaml("a")),
                headers: ["idempotency-key": String(repeating: "~", count: 255)])
        }
    }

    /// Every write answers a repetition as it answered the first time.
    @Test func everyWriteCanBeRepeated() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let spare = try await fixture.policy("spare")
            try await fixture.version(policy, "reviews", subset: "v2")
            let running = try await fixture.deploy(policy)
            let done = try await fixture.deployed(try await fixture.policy("ratings"))
            try await fixture.worker.work(running, steps: 1, result: .fail(reason: "broken"))
            let dead = try await fixture.succeed("GET", "jobs?state=dead").items.first?["id"]?.string ?? ""
            try await fixture.database.run(
                "UPDATE jobs SET epoch = (SELECT epoch FROM deployments WHERE id = deployment_id)")
            let aborted = try await fixture.deploy(policy)
            let cluster = APIFixture.clusterBody("north")
            let writes: [(String, String, Content)] = [
                ("POST", "policies?owner=x", .yaml(Document.yaml("new"))),
                ("PUT", "policies/\(policy)", .yaml(Document.yaml("reviews", subset: "v3"))),
                ("PUT", "policies/\(policy)/versions/1/tags", .json(["tags": ["stable"]])),
                ("POST", "policies/\(policy)/versions/1/restore", .none), ("DELETE", "policies/\(spare)", .none),
                ("POST", "deployments/\(aborted)/pause", .none), ("POST", "deployments/\(aborted)/resume", .none),
                ("POST", "deployments/\(aborted)/abort", .json(["reason": "x"])),
                ("POST", "deployments/\(done)/rollback", .none), ("POST", "environments", .json(["name": "Canary"])),
                ("DELETE", "environments/Canary", .none), ("POST", "clusters", .json(cluster)),
                ("PUT", "clusters/north", .json(["meshVersion": "2"])), ("DELETE", "clusters/north", .none),
                ("POST", "jobs/\(dead)/replay", .none),
            ]
            for (number, (method, path, content)) in writes.enumerated() {
                let headers = ["idempotency-key": "write-\(number)"]
                let first = try await fixture.succeed(method, path, content, headers: headers)
                let second = try await fixture.succeed(method, path, content, headers: headers)
                #expect(second.status == first.status, "\(method) \(path)")
                #expect(second.json == first.json, "\(method) \(path)")
                for name in ["Location", "ETag"] {
                    #expect(second.header(name) == first.header(name), "\(path) \(name)")
                }
                #expect(first.header("Idempotent-Replayed") == nil)
                #expect(second.header("Idempotent-Replayed") == "true", "\(method) \(path)")
            }
        }
    }
}
