import API
import Domain
import TestKit
import Testing

/// Completed deployments are taken back by new ones.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RollbackTests {
    @Test func aCompletedDeploymentIsTakenBackByANewOne() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            _ = try await fixture.deployed(policy)
            try await fixture.version(policy, "reviews", subset: "v2")
            let second = try await fixture.deployed(policy)
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let back = try await fixture.succeed(
                "POST", "deployments/\(second)/rollback", as: .developer, .json(["reason": "slow"]),
                headers: ["traceparent": trace])
            #expect(back.id != second)
            #expect(back.header("Location") == "/api/v1/deployments/\(back.id)")
            #expect(back["rollbackOf"] == .string(second))
            #expect(back["policies"] == [["id": .string(policy), "version": 1]])
            #expect(back["steps"] == ["restore"])
            #expect(back["reason"] == "slow")
            #expect(back["requestedBy"] == "alex-developer")
            #expect(try await fixture.database.count("SELECT count(traceparent) FROM deployments") == 1)
            #expect(try await fixture.succeed("GET", "deployments/\(second)")["rolledBackBy"] == .string(back.id))
            try await fixture.worker.work(back.id)
            #expect(try await fixture.status(back.id) == "Completed")
            let live = try await fixture.succeed("GET", "policies/\(policy)")["live"]
            #expect(live?[0]?["version"] == 1)
        }
    }

    @Test func whatWasThereBeforeHotSwapIsAVersionToo() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let first = try await fixture.deployed(try await fixture.policy("reviews"))
            let back = try await fixture.succeed("POST", "deployments/\(first)/rollback")
            #expect(back["policies"]?[0]?["version"] == .null)
            let again = try await fixture.send("POST", "deployments/\(first)/rollback")
            #expect(again.status == 409)
            #expect(again["deployment"] == .string(back.id))
        }
    }

    @Test func onlyTheLatestCanBeTakenBack() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let first = try await fixture.deployed(policy)
            try await fixture.version(policy, "reviews", subset: "v2")
            let second = try await fixture.deployed(policy)
            let refused = try await fixture.send("POST", "deployments/\(first)/rollback")
            #expect(refused.status == 409)
            #expect(refused["deployment"] == .string(second))
            let back = try await fixture.succeed("POST", "deployments/\(second)/rollback").id
            try await fixture.worker.work(back)
            let undo = try await fixture.send("POST", "deployments/\(second)/rollback")
            #expect(undo.status == 409)
            #expect(undo["deployment"] == .string(back))
        }
    }

    @Test func whatWroteNothingCannotBeTakenBack() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deployed(try await fixture.policy("reviews"))
            try await fixture.database.run("UPDATE deployment_objects SET state = 'unknown'")
            #expect(try await fixture.send("POST", "deployments/\(id)/rollback").status == 409)
        }
    }

    @Test func theHistoryHasBothKinds() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let completed = try await fixture.deployed(policy)
            #expect(try await fixture.succeed("GET", "deployments/\(completed)/rollback-history").items.isEmpty)
            let back = try await fixture.succeed(
                "POST", "deployments/\(completed)/rollback", .json(["reason": "slow"])
            ).id
            let history = try await fixture.succeed(
                "GET", "deployments/\(completed)/rollback-history", as: .viewer
            ).items
            #expect(history.map { $0["deployment"] } == [.string(back)])
            #expect(history.first?["requestedBy"] == "alex-admin")
            #expect(history.first?["reason"] == "slow")
            try await fixture.worker.work(back)

            try await fixture.version(policy, "reviews", subset: "v2")
            let aborted = try await fixture.deploy(policy)
            try await fixture.worker.work(aborted, steps: 1)
            try await fixture.succeed("POST", "deployments/\(aborted)/abort")
            try await fixture.worker.work(aborted)
            let own = try await fixture.succeed("GET", "deployments/\(aborted)/rollback-history").items
            #expect(own.map { $0["status"] } == ["Aborted", "RollingBack"])
            #expect(own.allSatisfy { $0["requestedBy"] == .null })
            #expect(try await fixture.send("GET", "deployments/\(absentID)/rollback-history").status == 404)
        }
    }

    @Test func aFailureAfterAWriteCanBeTakenBack() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = [
                "policies": [["id": .string(policy)]], "environment": "Staging", "onFailure": "stop",
            ]
            let id = try await fixture.succeed("POST", "deployments", .json(body)).id
            try await fixture.worker.work(id, steps: 1)
            try await fixture.worker.work(id, steps: 1, result: .fail(reason: "the cluster burns"))
            let failed = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(failed["status"] == "Failed")
            #expect(failed["reason"] == "the cluster burns")
            #expect(failed["step"] == .null)
            let back = try await fixture.succeed("POST", "deployments/\(id)/rollback")
            #expect(back.id == id)
            #expect(back["status"] == "RollingBack")
            #expect(back["step"] == ["index": nil, "name": "rollback", "heading": nil, "outstanding": ["west"]])
            try await fixture.worker.work(id)
            #expect(try await fixture.status(id) == "RolledBack")
        }
    }
}
