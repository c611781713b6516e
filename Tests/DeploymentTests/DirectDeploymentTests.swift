import Application
import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// The Direct deployment and its way back, on the sandbox and on a real kube-apiserver.
@Suite(.enabled(if: TestDatabase.mustRun))
struct DirectDeploymentTests {
    private func spec(_ weight: Int64) -> JSONValue {
        [
            "hosts": ["reviews"],
            "http": [
                [
                    "route": [
                        ["destination": ["host": "reviews"], "weight": .int(weight)],
                        ["destination": ["host": "ratings"], "weight": .int(100 - weight)],
                    ]
                ]
            ],
        ]
    }

    /// Registers the fixture's server as one Istio cluster.
    private func with(
        _ fixture: ClusterFixture, _ body: @escaping @Sendable (House, TestCluster) async throws -> Void
    ) async throws {
        let cluster = try await fixture.testCluster()
        try await cluster.serve("reviews", "ratings", "productpage")
        try await House.with { house in
            try await house.register("west", cluster.server)
            try await body(house, cluster)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func createsChangesAndTakesBack(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            let first = cluster.document(reference, spec: spec(90))
            let policy = try await house.create(first)
            let created = try await house.deploy([policy])
            #expect(created.status.states == ["west": ["new"]])
            let live = try #require(try await cluster.objects.get(reference))
            #expect(LiveComparison(applied: first, live: live.body).isEqual)
            #expect(live.annotation(ManagedAnnotations.deployment) == created.id)

            let second = cluster.document(reference, spec: spec(50))
            try await house.update(policy, second)
            let changed = try await house.deploy([policy])
            let changedLive = try #require(try await cluster.objects.get(reference))
            #expect(LiveComparison(applied: second, live: changedLive.body).isEqual)

            try await house.rollBack(changed.id)
            let restored = try #require(try await cluster.objects.get(reference))
            #expect(ObjectContent.of(restored.body) == ObjectContent.of(live.body))
            #expect(restored.managers == live.managers)
            let answer = try await house.call("GET", "policies/\(policy)", expecting: 200)
            #expect(answer["live"]?[0]?["version"] == 1)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func takingBackACreationLeavesNothing(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            let policy = try await house.create(cluster.document(reference, spec: spec(90)))
            let deployment = try await house.deploy([policy])
            try await house.rollBack(deployment.id)
            #expect(try await cluster.objects.get(reference) == nil)
            let answer = try await house.call("GET", "policies/\(policy)", expecting: 200)
            #expect(answer["live"]?.array?.isEmpty == true)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func aRollbackCanItselfBeRolledBack(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            let policy = try await house.create(cluster.document(reference, spec: spec(90)))
            try await house.deploy([policy])
            try await house.update(policy, cluster.document(reference, spec: spec(50)))
            let second = try await house.deploy([policy])
            let back = try await house.call("POST", "deployments/\(second.id)/rollback", expecting: 202)
            let backID = try #require(back["id"]?.string)
            _ = try await house.end(of: backID)
            try await house.rollBack(backID)
            let live = try #require(try await cluster.objects.get(reference))
            #expect(live.body["spec"] == spec(50))
        }
    }

    @Test(arguments: ClusterFixture.all)
    func anAbsentVersionRemovesAndComesBack(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            let policy = try await house.create(cluster.document(reference, spec: spec(90)))
            try await house.deploy([policy])
            try await house.call("DELETE", "policies/\(policy)", expecting: 409)
            try await house.update(policy, ["absent": true])
            let removal = try await house.deploy([policy])
            #expect(try await cluster.objects.get(reference) == nil)
            try await house.rollBack(removal.id)
            let live = try #require(try await cluster.objects.get(reference))
            #expect(live.body["spec"] == spec(90))
        }
    }

    @Test(arguments: ClusterFixture.all)
    func somebodyElsesFieldsAreNotTakenUnasked(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            try await cluster.requests.succeed(
                "POST", path(reference) + "?fieldManager=kubectl-create", cluster.document(reference, spec: spec(10)))
            let before = try #require(try await cluster.objects.get(reference))
            let policy = try await house.create(cluster.document(reference, spec: spec(90)))

            let refused = try await house.deploy([policy], until: .failed)
            #expect(refused.status["reason"]?.string?.contains("kubectl-create") == true)
            #expect(try await cluster.objects.get(reference) == before)

            let taken = try await house.deploy([policy], ["onConflict": "takeOver"])
            #expect(try await cluster.objects.get(reference)?.body["spec"] == spec(90))
            try await house.rollBack(taken.id)
            let restored = try #require(try await cluster.objects.get(reference))
            #expect(ObjectContent.of(restored.body) == ObjectContent.of(before.body))
            #expect(restored.managers == before.managers)
            #expect(restored.annotation(ManagedAnnotations.deployment) == nil)
        }
    }

    @Test(arguments: ClusterFixture.all)
    func adoptionTakesWhatIsLive(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            try await cluster.requests.succeed(
                "POST", path(reference) + "?fieldManager=kubectl-create", cluster.document(reference, spec: spec(10)))
            let body: JSONValue = ["cluster": "west", "namespace": .string(cluster.namespace)]
            let answer = try await house.call("POST", "policies/import", body, expecting: 200)
            #expect(answer["items"]?.array?.count == 1)
            let policy = try #require(answer["items"]?[0]?["policy"]?["id"]?.string)
            let version = try await house.call("GET", "policies/\(policy)/versions/1", expecting: 200)
            #expect(version["document"]?["spec"] == spec(10))
            let again = try await house.call("POST", "policies/import", body, expecting: 200)
            #expect(again["items"]?[0]?["outcome"] == "known")
        }
    }

    @Test(arguments: ClusterFixture.all)
    func aRetryDoesNotTakeItsOwnWriteForWhatWasBefore(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let reference = cluster.virtualService("reviews")
            let policy = try await house.create(cluster.document(reference, spec: spec(90)))
            let deployment = try await house.deploy([policy])
            try await house.database.run(
                """
                UPDATE jobs SET state = 'available', attempt = 0, finished_at = NULL, publish_after = now(),
                    claim_id = NULL, claimed_by = NULL, lease_until = NULL
                WHERE stage = 'apply'
                """)
            try await waitUntil("the repeated job is done") {
                try await house.database.count("SELECT count(*) FROM jobs WHERE stage = 'apply' AND state <> 'done'")
                    == 0
            }
            try await house.rollBack(deployment.id)
            #expect(try await cluster.objects.get(reference) == nil)
        }
    }

    private func path(_ reference: ObjectReference) -> String {
        "/apis/\(reference.apiVersion)/namespaces/\(reference.namespace)/\(reference.plural)"
    }
}
