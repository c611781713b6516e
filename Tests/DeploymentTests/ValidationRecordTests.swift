import Domain
import Kubernetes
import TestKit
import Testing

/// What a deployment's validation found is kept with it: what held it, what was suppressed, what was not checked.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ValidationRecordTests {
    private func with(
        _ fixture: ClusterFixture, knowing lifetime: Duration = .zero,
        _ body: @escaping @Sendable (House, TestCluster) async throws -> Void
    ) async throws {
        let cluster = try await fixture.testCluster()
        try await addService("reviews", to: cluster)
        try await House.with(knowing: lifetime) { house in
            try await house.register("west", cluster.server, environment: "Production")
            try await body(house, cluster)
        }
    }

    private func addService(_ name: String, to cluster: TestCluster) async throws {
        try await cluster.requests.succeed(
            "POST", "/api/v1/namespaces/\(cluster.namespace)/services",
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
                "spec": ["ports": [["port": 80]]],
            ])
    }

    /// A route to a service that is not there.
    private func lost(_ cluster: TestCluster) -> JSONValue {
        cluster.document(
            cluster.virtualService("reviews"),
            spec: ["hosts": ["reviews"], "http": [["route": [["destination": ["host": "nowhere"]]]]]])
    }

    @Test(arguments: ClusterFixture.all)
    func whatHoldsADeploymentIsKeptAndSuppressedByCode(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            let policy = try await house.create(lost(cluster))
            let held = try await house.deploy([policy], ["environment": "Production"], until: .failed)
            let report = try await house.call("GET", "deployments/\(held.id)/report", expecting: 200)
            let record = try #require(report["validation"]?[0], "\(report.jsonText)")
            #expect(record["cluster"] == "west")
            #expect(record["holding"]?[0]?.string?.hasSuffix("[HS5001]") == true, "\(record.jsonText)")
            let suppress: JSONValue = [["code": "HS5001", "reason": "the service comes with the next release"]]
            let done = try await house.deploy([policy], ["environment": "Production", "suppress": suppress])
            let after = try await house.call("GET", "deployments/\(done.id)/report", expecting: 200)
            let kept = try #require(after["validation"]?[0], "\(after.jsonText)")
            #expect(kept["holding"] == [])
            #expect(kept["suppressed"]?[0]?["reason"] == "the service comes with the next release")
        }
    }

    /// What was made a moment ago is not missing to anybody, however many ask at once while what is known is older.
    @Test(arguments: ClusterFixture.all)
    func nobodyIsRefusedByWhatWasKnownBefore(_ fixture: ClusterFixture) async throws {
        try await with(fixture, knowing: .seconds(3600)) { house, cluster in
            let first = try await house.create(lost(cluster))
            _ = try await house.deploy([first], ["environment": "Production"], until: .failed)
            try await addService("nowhere", to: cluster)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...6 {
                    group.addTask {
                        var route = lost(cluster)
                        route["metadata"]?["name"] = .string("route-\(number)")
                        route["spec"]?["hosts"] = [.string("host-\(number)")]
                        let policy = try await house.create(route)
                        let done = try await house.deploy([policy], ["environment": "Production"])
                        let report = try await house.call("GET", "deployments/\(done.id)/report", expecting: 200)
                        let kept = report["validation"]?.array ?? []
                        #expect(kept.allSatisfy { $0["holding"] == [] }, "of a look that counts no more: \(kept)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// A subset that only a draft declares is not there when the route comes.
    @Test(arguments: ClusterFixture.all)
    func aDraftFulfilsNothing(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            func document(_ kind: PolicyKind, _ spec: JSONValue) -> JSONValue {
                var document = cluster.document(cluster.virtualService("reviews"), spec: spec)
                document["kind"] = .string(kind.rawValue)
                return document
            }
            let route = try await house.create(
                document(
                    .virtualService,
                    [
                        "hosts": ["reviews"],
                        "http": [["route": [["destination": ["host": "reviews", "subset": "v9"]]]]],
                    ]))
            let subsets: JSONValue = [["name": "v9", "labels": ["version": "v9"]]]
            _ = try await house.create(document(.destinationRule, ["host": "reviews", "subsets": subsets]))
            let held = try await house.deploy([route], ["environment": "Production"], until: .failed)
            let report = try await house.call("GET", "deployments/\(held.id)/report", expecting: 200)
            let holding = report["validation"]?[0]?["holding"]?.array?.compactMap(\.string) ?? []
            let mended = "stored as version 1 and not deployed here"
            #expect(
                holding.contains { $0.hasSuffix("[HS5002]") && $0.contains(mended) }, "\(report.jsonText)")
        }
    }

    /// Another deployment that is under way is named where it is what conflicts.
    @Test(arguments: ClusterFixture.all)
    func whatIsStoredBesideIsNamed(_ fixture: ClusterFixture) async throws {
        try await with(fixture) { house, cluster in
            func service(_ name: String) -> JSONValue {
                cluster.document(
                    cluster.virtualService(name),
                    spec: ["hosts": ["reviews"], "http": [["route": [["destination": ["host": "reviews"]]]]]])
            }
            _ = try await house.create(service("first"))
            let second = try await house.create(service("second"))
            let held = try await house.deploy([second], ["environment": "Production"], until: .failed)
            let report = try await house.call("GET", "deployments/\(held.id)/report", expecting: 200)
            let key = "VirtualService \(cluster.namespace)/first"
            #expect(
                report["validation"]?[0]?["holding"]?.array?.contains {
                    $0.string?.contains("(pending: policy \(key) version 1; a warning only, ") ?? false
                } == true, "\(report.jsonText)")
        }
    }
}
