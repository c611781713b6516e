import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// Environments and clusters.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StoreFleetTests {
    @Test func threeEnvironmentsAreThereFromTheStart() async throws {
        try await TestDatabase.with { database in
            let all = try await database.store.environments()
            #expect(all.map(\.name) == ["Development", "Production", "Staging"])
            #expect(all.map(\.isProduction) == [false, true, false])
            #expect(all.map(\.id) == [Sample.development, Sample.production, Sample.staging])
        }
    }

    @Test func environmentsComeAndGo() async throws {
        try await TestDatabase.with { database in
            let edge = Environment(id: SampleID.next(), name: "Edge", isProduction: true, createdAt: Sample.moment)
            try await database.store.createEnvironment(edge, Sample.context())
            #expect(try await database.store.environments().contains(edge))
            let twin = Environment(id: SampleID.next(), name: "Edge", isProduction: true, createdAt: Sample.moment)
            await #expect(throws: StoreRefusal.alreadyExists(edge.id.description)) {
                try await database.store.createEnvironment(twin, Sample.context())
            }
            let cluster = try await database.cluster("west", environment: edge.id)
            await #expect(throws: StoreRefusal.inUse("cluster west is in it")) {
                try await database.store.deleteEnvironment(edge.id, Sample.context())
            }
            try await database.store.deleteCluster(cluster.id, Sample.context())
            try await database.store.deleteEnvironment(edge.id, Sample.context())
            #expect(try await database.store.environments().count == 3)
            await #expect(throws: StoreRefusal.notFound("environment \(edge.id)")) {
                try await database.store.deleteEnvironment(edge.id, Sample.context())
            }
            await #expect(throws: StoreRefusal.notFound("environment \(edge.id)")) {
                _ = try await database.cluster("late", environment: edge.id)
            }
            try await database.store.createEnvironment(twin, Sample.context())
        }
    }

    @Test func clustersAreReadAsTheyWereWritten() async throws {
        try await TestDatabase.with { database in
            let cluster = Cluster(
                id: SampleID.next(), name: "west", environment: Sample.staging, environmentName: "Staging",
                mesh: .linkerd, meshVersion: "2.14", server: "https://west:6443", certificateAuthority: "PEM",
                sealedCredentials: [0, 255, 7], prometheus: "http://p:9090", createdAt: Sample.moment)
            try await database.store.createCluster(cluster, Sample.context())
            #expect(try await database.store.cluster(named: "west") == cluster)
            #expect(try await database.store.cluster(named: "east") == nil)
            let other = try await database.cluster("a-first", environment: Sample.production)
            #expect(try await names(database, ClusterFilter()) == ["a-first", "west"])
            #expect(try await names(database, ClusterFilter(environment: Sample.staging)) == ["west"])
            #expect(try await names(database, ClusterFilter(mesh: .istio)) == [other.name])
            #expect(try await names(database, ClusterFilter(environment: Sample.staging, mesh: .istio)) == [])
        }
    }

    private func names(_ database: TestDatabase, _ filter: ClusterFilter) async throws -> [String] {
        try await database.store.clusters(filter).map(\.name)
    }

    @Test func updatesLeaveNameAndEnvironment() async throws {
        try await TestDatabase.with { database in
            let cluster = try await database.cluster("west")
            let changed = Cluster(
                id: cluster.id, name: "renamed", environment: Sample.production, environmentName: "Production",
                mesh: .linkerd, meshVersion: "2", server: "https://new", certificateAuthority: nil,
                sealedCredentials: [9], prometheus: "http://p", createdAt: cluster.createdAt)
            try await database.store.updateCluster(changed, Sample.context())
            let stored = try #require(try await database.store.cluster(named: "west"))
            #expect(stored.environment == Sample.staging && stored.mesh == .linkerd && stored.server == "https://new")
            #expect(stored.sealedCredentials == [9] && stored.prometheus == "http://p")
            await #expect(throws: StoreRefusal.self) {
                try await database.store.updateCluster(Sample.cluster("none"), Sample.context())
            }
        }
    }

    @Test func aClusterInUseStays() async throws {
        try await TestDatabase.with { database in
            let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
            let draft = try await database.deploy([policy], to: [cluster])
            await #expect(throws: StoreRefusal.inUse("deployment \(draft.deployment.id) goes there")) {
                try await database.store.deleteCluster(cluster.id, Sample.context())
            }
            try await database.finish(draft)
            await #expect(throws: StoreRefusal.inUse("1 policy is in force on it")) {
                try await database.store.deleteCluster(cluster.id, Sample.context())
            }
            try await database.finish(
                try await database.deploy([policy], to: [cluster], version: nil, rollbackOf: draft.deployment.id))
            try await database.store.deleteCluster(cluster.id, Sample.context())
            #expect(try await database.store.cluster(named: "west") == nil)
            // History keeps the name, and the name is free.
            #expect(try await database.store.objects(of: draft.deployment.id).map(\.clusterName) == ["west"])
            #expect(
                try await database.store.deployments([draft.deployment.id])[0].clusterNames == [cluster.id: "west"])
            _ = try await database.cluster("west")
        }
    }
}
