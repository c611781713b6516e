import API
import Domain
import PostgresStore
import TestKit
import Testing

/// PostgreSQL is down: 503, Retry-After, and nothing is half done.
@Suite(.enabled(if: TestDatabase.mustRun)) struct UnavailableTests {
    @Test func everyRouteIsAnsweredWhileTheDatabaseIsAway() async throws {
        try await APIFixture.with { fixture in
            let pool = PostgresPool(try PostgresConfiguration(url: "postgresql://nobody:x@127.0.0.1:1/nothing"))
            let down = try APIFixture(fixture.database, store: PostgresStore(pool))
            let requests: [(String, String, Content)] = [
                ("GET", "policies", .none), ("POST", "policies", .yaml(Document.yaml("reviews"))),
                ("GET", "policies/\(absentID)", .none),
                ("PUT", "policies/\(absentID)", .yaml(Document.yaml("reviews"))),
                ("DELETE", "policies/\(absentID)", .none), ("POST", "policies/\(absentID)/validate", .none),
                ("POST", "policies/\(absentID)/dry-run", .none), ("GET", "policies/\(absentID)/versions", .none),
                ("GET", "policies/\(absentID)/versions/1", .none),
                ("GET", "policies/\(absentID)/versions/1/diff/2", .none),
                ("POST", "policies/\(absentID)/versions/1/restore", .none),
                ("PUT", "policies/\(absentID)/versions/1/tags", .json(["tags": []])),
                ("POST", "policies/import", .json(["cluster": "west"])),
                ("POST", "deployments", .json(["policies": [["id": .string(absentID)]], "environment": "Staging"])),
                ("GET", "deployments", .none), ("GET", "deployments/\(absentID)", .none),
                ("GET", "deployments/\(absentID)/status", .none), ("GET", "deployments/\(absentID)/events", .none),
                ("GET", "deployments/\(absentID)/rollback-history", .none),
                ("POST", "deployments/\(absentID)/pause", .none), ("POST", "deployments/\(absentID)/rollback", .none),
                ("GET", "environments", .none), ("POST", "environments", .json(["name": "Canary"])),
                ("DELETE", "environments/Staging", .none), ("GET", "clusters", .none),
                ("POST", "clusters", .json(APIFixture.clusterBody("west"))), ("GET", "clusters/west", .none),
                ("PUT", "clusters/west", .json([:])), ("DELETE", "clusters/west", .none),
                ("GET", "clusters/west/check", .none), ("GET", "clusters/west/instances", .none),
                ("GET", "jobs", .none),
                ("GET", "jobs/\(absentID)", .none), ("POST", "jobs/\(absentID)/replay", .none),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (method, path, content) in requests {
                    group.addTask {
                        let answer = try await down.send(method, path, content, headers: ["idempotency-key": "key-1"])
                        #expect(answer.status == 503, "\(method) \(path): \(answer.detail)")
                        #expect(answer.header("Retry-After") == "2")
                        #expect(answer.detail.hasPrefix("PostgreSQL: "))
                        #expect(!answer.detail.contains("nobody"), "credentials are nobody's business")
                    }
                }
                try await group.waitForAll()
            }
            await pool.close()
            for table in ["policies", "clusters", "deployments", "jobs", "idempotency_keys", "audit_log"] {
                #expect(try await fixture.database.count("SELECT count(*) FROM \(table)") == 0, "\(table)")
            }
            #expect(try await fixture.succeed("GET", "environments").items.count == 3)
            #expect(down.queue.publications == 0)
        }
    }

    /// The broker is away: the deployment is accepted all the same, and its message goes out later.
    @Test func aBrokerThatIsAwayHoldsNothingUp() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.queue.isDown = true
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            #expect(try await fixture.status(id) == "Pending")
            try await eventually { fixture.queue.publications > 0 }
            #expect(fixture.queue.queues["validate"]?.waiting.isEmpty == true)
            #expect(try await fixture.database.count("SELECT count(*) FROM jobs WHERE state = 'available'") == 2)
        }
    }
}
