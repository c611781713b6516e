import API
import Domain
import Ports
import TestKit
import Testing

/// One deployment at a time for a policy on a cluster.
@Suite(.enabled(if: TestDatabase.mustRun)) struct DeploymentConflictTests {
    @Test func aSecondActiveDeploymentIsRefusedWithTheFirst() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let (id, other) = (try await fixture.policy("reviews"), try await fixture.policy("ratings"))
            let first = try await fixture.deploy(id)
            let body: JSONValue = [
                "policies": [["id": .string(other)], ["id": .string(id)]], "clusters": ["west"],
            ]
            let second = try await fixture.send("POST", "deployments", .json(body))
            #expect(second.status == 409)
            #expect(second["deployment"] == .string(first))
            #expect(second["policy"] == .string(id))
            try await fixture.worker.work(first)
            try await fixture.succeed("POST", "deployments", .json(body))
        }
    }

    @Test func ofManyAtOnceOneWins() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let body: JSONValue = [
                "policies": [["id": .string(try await fixture.policy("reviews"))]], "environment": "Staging",
            ]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<24 { group.addTask { try await fixture.send("POST", "deployments", .json(body)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let winner = try #require(answers.first { $0.status == 202 })
            #expect(answers.count { $0.status == 202 } == 1)
            #expect(answers.filter { $0.status != 202 }.allSatisfy { $0["deployment"] == .string(winner.id) })
        }
    }

    /// The messages of a deployment that was refused do not go out; those of one that was accepted do.
    @Test func workersAreWoken() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            let deployment = try await fixture.deploy(id)
            let jobs = try await fixture.succeed("GET", "jobs?deployment=\(deployment)&stage=validate")
            let queue = try #require(fixture.queue.queues["validate"])
            try await eventually { queue.waiting.count == 1 }
            #expect(queue.waiting.first?.jobID == jobs.items.first?["id"]?.string)
        }
    }

    @Test func listsAreFiltered() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("dev", environment: "Development")
            let (one, two) = (try await fixture.policy("one"), try await fixture.policy("two"))
            let done = try await fixture.deployed(one)
            let pending = try await fixture.deploy(one, two, to: "Development")
            let back = try await fixture.succeed("POST", "deployments/\(done)/rollback").id
            let expected: [(String, [String])] = [
                ("", [back, pending, done]), ("?status=completed", [done]), ("?status=Pending", [back, pending]),
                ("?environment=development", [pending]), ("?policy=\(two)", [pending]),
                ("?policy=\(one)", [back, pending, done]), ("?rollbackOf=\(done)", [back]),
                ("?status=Aborted", []), ("?policy=\(absentID)", []), ("?limit=1", [back]),
            ]
            for (query, ids) in expected {
                let list = try await fixture.succeed("GET", "deployments\(query)", as: .viewer)
                #expect(list.items.compactMap { $0["id"]?.string } == ids, "\(query)")
            }
            let page = try await fixture.succeed("GET", "deployments?limit=2")
            let next = try await fixture.succeed("GET", "deployments?limit=2&cursor=\(page["next"]?.string ?? "")")
            #expect(next.items.compactMap { $0["id"]?.string } == [done])
        }
    }

    /// Reading a deployment costs the same whatever its size: what is where has an address of its own.
    @Test func aLargeBundleIsLightToRead() async throws {
        try await APIFixture.with { fixture in
            for number in 0..<4 { try await fixture.cluster("cluster-\(number)") }
            var policies: [JSONValue] = []
            for number in 0..<250 { policies.append(["id": .string(try await fixture.policy("policy-\(number)"))]) }
            let id = try await fixture.succeed(
                "POST", "deployments", .json(["policies": .array(policies), "environment": "Staging"])
            ).id
            let answer = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(answer["policies"]?.array?.count == 250)
            #expect(answer["objects"] == nil)
            #expect(answer.json.jsonBytes.count < 250 * 70 + 1500)
            let status = try await fixture.succeed("GET", "deployments/\(id)/status")
            #expect(status["objects"]?.array?.count == 1000)
        }
    }
}

/// Waits until the condition holds; fails the test when it never does.
func eventually(
    within limit: Duration = patience, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "it never came true", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}
