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
        let claimed = try #require(try await store.claim([job], worker: "w", lease: .seconds(3600)).first)
        let decision = UnitDecision(
            bundles: store, clusters: fixture.clusters, pods: fixture.clusters, metrics: fixture.metrics, concurrency: 4
        )
        return try await decision.decide(
            try await store.bundle(deployment, cluster: place), claim: claimed.claim)
    }

    private func canary(_ fixture: APIFixture, _ more: [String: JSONValue] = [:]) async throws -> Answer {
        let strategy: JSONValue = .object(["type": "Canary", "steps": [10]].merging(more) { $1 })
        return try await rollout(of: Document.json("reviews"), fixture, strategy)
    }

    /// Accepted while neither cluster answers.
    private func rollout(of document: JSONValue, _ fixture: APIFixture, _ strategy: JSONValue) async throws -> Answer {
        for name in ["east", "west"] {
            try await fixture.cluster(name)
            fixture.clusters[name].set { $0.failure = away }
        }
        let policy = try await fixture.succeed("POST", "policies", .json(document)).id
        return try await fixture.succeed("POST", "deployments", RolloutAnswerTests.body(policy, strategy))
    }

    private func answerAgain(_ fixture: APIFixture) {
        for name in ["east", "west"] { fixture.clusters[name].set { $0.failure = nil } }
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

    /// As whoever asks when the clusters answer is told it.
    @Test func whyItIsThatUnitIsSaidThen() async throws {
        try await APIFixture.with { fixture in
            let strategy: JSONValue = ["type": "Canary", "steps": [20]]
            let accepted = try await rollout(of: SubsetSightTests.rule(7), fixture, strategy)
            answerAgain(fixture)
            for name in ["east", "west"] {
                fixture.metrics[name] = SubsetSightTests.snapshot(exported: false)
                fixture.clusters[name].setPods(4)
                fixture.clusters[name].set {
                    $0.objects["destinationrules"] = [SubsetSightTests.rule(nil)]
                    $0.objects["services"] = [SubsetSightTests.service]
                }
            }
            let plan = try await decide(fixture, accepted.id, on: "east")
            #expect(Array(plan.units.values) == [.workloads])
            let shown = try await fixture.succeed("GET", "deployments/\(accepted.id)")
            let note = shown["notes"]?.array?.last?.string ?? ""
            #expect(note.contains("goes by workloads and not by requests"), "\(note)")
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
    /// had. So east, which could, does not begin with a share either: as where it is asked for when both answer.
    @Test func whereNoShareCanBeHadItGoesByClusters() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture).id
            elsewhere(fixture)
            let plan = try await decide(fixture, id, on: "east")
            #expect(Set(plan.units.values) == [.clusters] && !plan.isOpen && plan.waves.count == 2)
            #expect(try await decide(fixture, id, on: "west") == plan)
            let shown = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(shown["units"]?.array?.map { $0["unit"] } == ["clusters"])
            #expect(shown["steps"]?.array?.contains("arrange") == false, "\(shown.json.jsonText)")
            let note = shown["notes"]?.array?.last?.string ?? ""
            #expect(note.contains("cluster by cluster") && note.contains("requests: spec changes hosts"), "\(note)")
            let policy = try #require(shown["policies"]?[0]?["id"]?.string)
            try await fixture.succeed("POST", "deployments/\(id)/abort")
            let body = RolloutAnswerTests.body(policy, ["type": "Canary", "steps": [10]])
            let asked = try await fixture.succeed("POST", "deployments", body)
            for field in ["units", "steps", "plan", "waves"] { #expect(asked[field] == shown[field], "\(field)") }
        }
    }

    private func elsewhere(_ fixture: APIFixture) {
        answerAgain(fixture)
        var live = Document.json("reviews")
        live["spec"]?["hosts"] = ["elsewhere"]
        fixture.clusters["west"].set { [live] in $0.objects["virtualservices"] = [live] }
    }

    /// Two versions side by side are nothing that whole clusters have.
    @Test func whatCannotGoByClustersHasNoWay() async throws {
        try await APIFixture.with { fixture in
            let strategy: JSONValue = ["type": "AB", "split": 50]
            let id = try await rollout(of: Document.json("reviews"), fixture, strategy).id
            elsewhere(fixture)
            let problem = await #expect(throws: UnitDecision.PlanRefusal.self) {
                try await decide(fixture, id, on: "east")
            }
            #expect(problem?.description.contains("requests: spec changes hosts") == true)
            let shown = try await fixture.succeed("GET", "deployments/\(id)")
            #expect(shown["units"]?.array?.map { $0["unit"] } == [.null])
        }
    }

    /// Of a kind with one unit within a cluster: in the mesh's root namespace not even that.
    @Test func aKindOfOneUnitGoesTheSameWay() async throws {
        try await APIFixture.with { fixture in
            var mode = BadInputTests.document("PeerAuthentication", group: "security", ["mtls": ["mode": "STRICT"]])
            mode["metadata"]?["namespace"] = "istio-system"
            let accepted = try await rollout(of: mode, fixture, "Canary")
            #expect(accepted["units"]?.array?.map { $0["unit"] } == [.null])
            answerAgain(fixture)
            let plan = try await decide(fixture, accepted.id, on: "west")
            #expect(Array(plan.units.values) == [.clusters], "\(plan.json.jsonText)")
        }
    }

    /// Nobody is refused because pods cannot be counted now.
    @Test func batchesAreCountedWhenItBegins() async throws {
        try await APIFixture.with { fixture in
            let mode = BadInputTests.document(
                "PeerAuthentication", group: "security",
                ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": "PERMISSIVE"]])
            let strategy: JSONValue = ["type": "Rolling", "batch": ["count": 2], "unit": "workloads"]
            let accepted = try await rollout(of: mode, fixture, strategy)
            #expect(accepted["notes"]?.jsonText.contains("counted when it begins") == true)
            answerAgain(fixture)
            fixture.clusters["east"].setPods(5)
            let empty = await #expect(throws: UnitDecision.PlanRefusal.self) {
                try await decide(fixture, accepted.id, on: "west")
            }
            let text = empty?.description ?? ""
            #expect(text.hasPrefix("Cluster west: no pod is selected"), "\(text)")
            fixture.clusters["west"].setPods(3)
            let plan = try await decide(fixture, accepted.id, on: "east")
            let shares: [Scene] = [.share(.count(2)), .share(.count(4)), .share(.percent(100)), .promoted]
            #expect(plan.scenes == shares && !plan.isOpen)
        }
    }

    /// As where it is asked for when they can be counted: nobody would be left to compare with.
    @Test func sharesThatAreAllPodsAreRefusedThen() async throws {
        try await APIFixture.with { fixture in
            let mode = BadInputTests.document(
                "PeerAuthentication", group: "security",
                ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": "PERMISSIVE"]])
            let strategy: JSONValue = ["type": "Canary", "steps": [["count": 10]]]
            let accepted = try await rollout(of: mode, fixture, strategy)
            answerAgain(fixture)
            for name in ["east", "west"] { fixture.clusters[name].setPods(5) }
            let problem = await #expect(throws: UnitDecision.PlanRefusal.self) {
                try await decide(fixture, accepted.id, on: "west")
            }
            #expect(problem?.description.hasPrefix("10 pods are all of them") == true, "\(problem?.description ?? "")")
        }
    }

    @Test func aShareThatIsEverybodyIsSaidThen() async throws {
        try await APIFixture.with { fixture in
            let mode = BadInputTests.document(
                "PeerAuthentication", group: "security",
                ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": "PERMISSIVE"]])
            let accepted = try await rollout(of: mode, fixture, ["type": "Canary", "steps": [10, 50]])
            answerAgain(fixture)
            for (name, pods) in [("east", 1), ("west", 3)] { fixture.clusters[name].setPods(pods) }
            let notes = try await decide(fixture, accepted.id, on: "west").notes
            let said = notes.filter { $0.contains("everybody") }
            #expect(said.count == 1 && said.first?.hasPrefix("Cluster east: 10 % of 1 pod is 1") == true, "\(notes)")
        }
    }

    /// Which unit it is shows only now, and no request would reach green.
    @Test func smokeTestsThatReachNobodyAreRefusedThen() async throws {
        try await APIFixture.with { fixture in
            let rule = BadInputTests.document("DestinationRule", ["host": "reviews"])
            let strategy: JSONValue = ["type": "BlueGreen", "smokeTests": [["url": "http://reviews/health"]]]
            let accepted = try await rollout(of: rule, fixture, strategy)
            #expect(accepted["units"]?.array?.map { $0["unit"] } == [.null])
            answerAgain(fixture)
            for name in ["east", "west"] { fixture.clusters[name].setPods(3) }
            let problem = await #expect(throws: UnitDecision.PlanRefusal.self) {
                try await decide(fixture, accepted.id, on: "west")
            }
            let text = problem?.description ?? ""
            #expect(text.hasPrefix("Cluster west: Smoke tests cannot reach green: DestinationRule"), "\(text)")
            let shown = try await fixture.succeed("GET", "deployments/\(accepted.id)")
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
                    .shares(units), deployment: deployment, cluster: record.plan.clusters[0],
                    claim: fixture.ids.next(Claim.self))
            }
            #expect(try await store.deployments([deployment]).first?.deployment.plan == record.plan)
        }
    }
}
