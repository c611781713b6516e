import API
import Domain
import TestKit
import Testing

/// Jobs, to look at and replay.
@Suite(.enabled(if: TestDatabase.mustRun)) struct JobTests {
    @Test func jobsAreListedAndRead() async throws {
        try await APIFixture.with { fixture in
            for name in ["west", "east"] { try await fixture.cluster(name) }
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let other = try await fixture.deploy(try await fixture.policy("ratings"))
            let all = try await fixture.succeed("GET", "jobs", as: .viewer)
            #expect(all.items.count == 6)
            let validate = try await fixture.succeed("GET", "jobs?stage=validate&deployment=\(id)&state=available")
            #expect(Set(validate.items.map { $0["cluster"] }) == ["west", "east"])
            #expect(validate.items.allSatisfy { $0["deployment"] == .string(id) && $0["step"] == 0 })
            let notify = try await fixture.succeed("GET", "jobs?stage=notify&deployment=\(other)")
            #expect(notify.items.map { $0["cluster"] } == [.null])
            #expect(try await fixture.succeed("GET", "jobs?state=dead").items.isEmpty)
            let job = try #require(validate.items.first)
            #expect(try await fixture.succeed("GET", "jobs/\(job["id"]?.string ?? "")", as: .viewer).json == job)
            for id in [absentID, "7"] { #expect(try await fixture.send("GET", "jobs/\(id)").status == 404) }
            var (seen, cursor): (Int, String?) = (0, nil)
            repeat {
                let page = try await fixture.succeed("GET", "jobs?limit=4" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += page.items.count
                cursor = page["next"]?.string
            } while cursor != nil
            #expect(seen == 6)
        }
    }

    @Test func aDeadJobIsReplayed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let jobs = try await fixture.succeed("GET", "jobs?stage=notify").items
            let job = try #require(jobs.first?["id"]?.string)
            let early = try await fixture.send("POST", "jobs/\(job)/replay", as: .operator)
            #expect(early.status == 409)
            #expect(early.detail.contains("only dead jobs"))
            try await fixture.database.run(
                "UPDATE jobs SET state = 'dead', attempt = 20, finished_at = now() WHERE stage = 'notify'")
            try await eventually { fixture.queue.queues["notify"]?.waiting.count == 1 }
            let replayed = try await fixture.succeed("POST", "jobs/\(job)/replay", as: .operator)
            #expect(replayed.status == 202)
            #expect(replayed.header("Location") == "/api/v1/jobs/\(job)")
            #expect(replayed["state"] == "available")
            #expect(replayed["attempt"] == 0)
            try await eventually { fixture.queue.queues["notify"]?.waiting.count == 2 }
            #expect(try await fixture.send("POST", "jobs/\(absentID)/replay").status == 404)
            #expect(try await fixture.status(id) == "Pending")
        }
    }

    @Test func anObsoleteJobCannotBeReplayed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            try await fixture.worker.work(id, result: .fail(reason: "broken"))
            let dead = try await fixture.succeed("GET", "jobs?state=dead").items
            #expect(dead.first?["note"] == "broken")
            let answer = try await fixture.send("POST", "jobs/\(dead.first?["id"]?.string ?? "")/replay")
            #expect(answer.status == 409)
            #expect(answer.detail.contains("obsolete"))
        }
    }

    /// Going back is the deployment's decision: a dead job of the way back is replayed by a new way back.
    @Test func aDeadRollbackJobIsReplayedByItsDeployment() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            try await fixture.worker.work(id, steps: 1)
            try await fixture.succeed("POST", "deployments/\(id)/rollback")
            try await fixture.worker.work(id, result: .fail(reason: "the cluster is gone"))
            #expect(try await fixture.status(id) == "Failed")
            let dead = try #require(
                try await fixture.succeed("GET", "jobs?state=dead&stage=rollback").items.first?["id"]?.string)
            let answer = try await fixture.succeed("POST", "jobs/\(dead)/replay", as: .operator)
            #expect(answer.status == 202)
            #expect(answer.header("Location") == "/api/v1/jobs/\(dead)")
            #expect(try await fixture.status(id) == "RollingBack")
            try await fixture.worker.work(id)
            #expect(try await fixture.status(id) == "RolledBack")
        }
    }
}
