import Application
import Domain
import Ports
import PostgresStore
import Runtime
import TestKit
import Testing

/// A rollout step by step that no cluster could be asked about when it was accepted.
@Suite(.enabled(if: TestDatabase.mustRun)) struct UndecidedUnitTests {
    private let away = PortError(.transient, "cluster", "it does not answer")

    private func decide(_ fixture: APIFixture, _ id: String, on cluster: String) async throws -> Plan {
        let store = fixture.database.store
        let deployment = try #require(ID<Deployment>(id))
        let place = try #require(try await store.cluster(named: cluster)?.id)
        let jobs = try await store.jobs(JobFilter(stage: .validate, deployment: deployment), PageRequest()).items
        let job = try #require(jobs.first { $0.job.cluster == place }).job.id
        let claimed = try #require(try await store.claim([job], worker: "w", lease: .seconds(60)).first)
        let decision = UnitDecision(
            bundles: store, clusters: fixture.clusters, pods: fixture.clusters, concurrency: 4)
        return try await decision.decide(
            try await store.bundle(deployment, cluster: place), claim: claimed.claim)
    }

    private func canary(_ fixture: APIFixture, _ more: [String: JSONValue] = [:]) async throws -> Answer {
        for name in ["east", "west"] {
            try await fixture.cluster(name)
            fixture.clusters[name].set { $0.failure = away }
        }
        let strategy: JSONValue = .object(["type": "Canary", "steps": [10]].merging(more) { $1 })
        return try await fixture.succeed(
            "POST", "deployments", RolloutAnswerTests.body(try await fixture.policy("reviews"), strategy))
    }

    /// Whoever decides first decides for all, and the answer names the unit from then on.
    @Test func validationChoosesTheUnit() async throws {
        try await APIFixture.with { fixture in
            let accepted = try await canary(fixture)
            #expect(accepted["units"]?.array?.map { $0["unit"] } == [.null])
            fixture.clusters["east"].set { $0.failure = nil }
            let plan = try await decide(fixture, accepted.id, on: "east")
            #expect(Array(plan.units.values) == [.requests] && plan.undecided.isEmpty)
            let shown = try await fixture.succeed("GET", "deployments/\(accepted.id)")
            #expect(shown["units"]?.array?.map { $0["unit"] } == ["requests"])
            #expect(shown["plan"] == accepted["plan"])
            // The other cluster finds it stored, without being asked.
            #expect(try await decide(fixture, accepted.id, on: "west") == plan)
        }
    }

    @Test func theClusterThatValidatesMustAnswer() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture).id
            await #expect(throws: PortError.self) { try await decide(fixture, id, on: "east") }
            let shown = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(shown["units"]?.array?.map { $0["unit"] } == [.null])
        }
    }

    /// On west the policy would change its hosts, which no share of the requests can; without pods nothing else can be
    /// had. So east, which could, does not begin with it either.
    @Test func aUnitThatAClusterCannotHaveIsNotTaken() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture).id
            for name in ["east", "west"] { fixture.clusters[name].set { $0.failure = nil } }
            var live = Document.json("reviews")
            live["spec"]?["hosts"] = ["elsewhere"]
            fixture.clusters["west"].set { [live] in $0.objects["virtualservices"] = [live] }
            let problem = await #expect(throws: RolloutImpossible.self) { try await decide(fixture, id, on: "east") }
            #expect(problem?.explanation.contains("requests: spec changes hosts") == true)
            let shown = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(shown["units"]?.array?.map { $0["unit"] } == [.null])
        }
    }

    @Test func aUnitThatIsAskedForIsKnownAtOnce() async throws {
        try await APIFixture.with { fixture in
            let accepted = try await canary(fixture, ["unit": "requests"])
            #expect(accepted["units"]?.array?.map { $0["unit"] } == ["requests"])
        }
    }

    /// Where a worker has lost its claim, what it decided counts for nothing.
    @Test func whoLostTheClaimDecidesNothing() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture).id
            let store = fixture.database.store
            let deployment = try #require(ID<Deployment>(id))
            let record = try #require(try await store.deployments([deployment]).first).deployment
            let units = Dictionary(uniqueKeysWithValues: record.policies.map { ($0.policy, CohortUnit.workloads) })
            await #expect(throws: StoreRefusal.self) {
                try await store.decide(
                    units, deployment: deployment, cluster: record.plan.clusters[0], claim: fixture.ids.next(Claim.self)
                )
            }
            #expect(try await store.deployments([deployment]).first?.deployment.plan == record.plan)
        }
    }
}
