import API
import Domain
import TestKit
import Testing

/// What is stored and under way counts beside what lives.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PendingTests {
    /// A second VirtualService for the host that `Document.yaml("reviews")` routes.
    private func rival() -> JSONValue {
        var rival = Document.json("reviews")
        rival["metadata"] = ["name": "rival", "namespace": "default"]
        return ["documents": [rival], "clusters": ["west"]]
    }

    private func answer(_ fixture: APIFixture) async throws -> JSONValue {
        let answer = try await fixture.succeed("POST", "validation/validate", .json(rival()))
        return try #require(answer["clusters"]?[0])
    }

    private func messages(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.array ?? []).compactMap { $0["message"]?.string }
    }

    @Test func aStoredPolicyIsNamedByWhatConflictsWithIt() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            #expect(messages(try await answer(fixture)).allSatisfy { !$0.contains("pending") })
            let id = try await fixture.policy("reviews")
            let beside = try await answer(fixture)
            #expect(
                messages(beside).contains {
                    $0.contains("(pending: policy VirtualService default/reviews version 1; a warning only, ")
                }, "\(messages(beside))")
            #expect(beside["pending"]?["count"] == 1)
            #expect(beside["pending"]?["first"]?[0]?["policy"] == .string(id))
            #expect(beside["pending"]?["first"]?[0]?["deployment"] == .null)
            // What is judged is not beside itself.
            let own = try await fixture.succeed("POST", "policies/\(id)/validate")
            #expect(own["clusters"]?[0]?["pending"]?["count"] == 0)
        }
    }

    @Test func aDeploymentUnderWayIsNamedAndCountsForMoreThanWhatIsStored() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            let deployment = try await fixture.deploy(id)
            try await fixture.version(id, "reviews", subset: "v2")
            let beside = try await answer(fixture)
            #expect(
                messages(beside).contains {
                    $0.hasSuffix(
                        "(pending: policy VirtualService default/reviews version 1, deployment \(deployment))")
                }, "\(messages(beside))")
            #expect(beside["pending"]?["first"]?[0]?["version"] == 1)
        }
    }

    @Test func whatIsInForceOrWasTakenBackIsNotPending() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            let deployment = try await fixture.deployed(id)
            #expect(try await answer(fixture)["pending"]?["count"] == 0)
            let back = try await fixture.succeed("POST", "deployments/\(deployment)/rollback").id
            try await fixture.worker.work(back)
            #expect(try await fixture.status(back) == "Completed")
            #expect(try await answer(fixture)["pending"]?["count"] == 0)
            try await fixture.version(id, "reviews", subset: "v2")
            #expect(try await answer(fixture)["pending"]?["count"] == 1)
        }
    }

    /// Nobody brings a version as it is whose deployment has failed; a newer one is pending again.
    @Test func whatHasFailedIsNotPending() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            #expect(try await answer(fixture)["pending"]?["count"] == 1)
            let deployment = try await fixture.deploy(id)
            try await fixture.worker.work(deployment, result: .fail(reason: "broken"))
            #expect(try await fixture.status(deployment) == "Failed")
            #expect(try await answer(fixture)["pending"]?["count"] == 0)
            try await fixture.version(id, "reviews", subset: "v2")
            #expect(try await answer(fixture)["pending"]?["count"] == 1)
        }
    }

    @Test func aPolicyOfAnotherEnvironmentIsNotPending() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east", environment: "Development")
            let id = try await fixture.policy("reviews")
            _ = try await fixture.deployed(id, to: "Development")
            #expect(try await answer(fixture)["pending"]?["count"] == 0)
        }
    }

    /// What is only stored does not hide what lives; what is under way stands in for it.
    @Test func whatLivesCountsUntilADeploymentTakesItAway() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set { $0.objects = ["virtualservices": [Document.json("reviews")]] }
            let id = try await fixture.policy("reviews")
            _ = try await fixture.deployed(id)
            let conflict = messages(try await answer(fixture))
            #expect(!conflict.isEmpty)
            try await fixture.succeed("PUT", "policies/\(id)", .json(["absent": true]))
            #expect(messages(try await answer(fixture)) == conflict)
            _ = try await fixture.deploy(id)
            #expect(messages(try await answer(fixture)).count < conflict.count)
        }
    }
}
