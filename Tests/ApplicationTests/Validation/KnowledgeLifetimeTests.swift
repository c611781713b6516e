import Domain
import Impact
import Ports
import Synchronization
import TestKit
import Testing
import Validation

@testable import Application

/// What is known of clusters is kept for who asks, and goes when nobody does.
@Suite struct KnowledgeLifetimeTests {
    /// Policies that are pending everywhere; counts the versions that were read.
    private final class Plans: PendingPolicies {
        let names: Mutex<[String]>
        let read = Mutex(0)

        init(_ names: String...) { self.names = Mutex(names) }

        func pending(on cluster: Cluster, limit: Int) -> [PendingVersion] {
            names.withLock { $0 }.map { name in
                PendingVersion(
                    policy: ID(high: 7, low: UInt64(name.utf8.reduce(0) { $0 + Int($1) })),
                    key: PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: name),
                    version: 1, deployment: nil)
            }
        }

        func contents(of versions: [PolicyReference]) -> [PolicyReference: PolicyContent] {
            read.withLock { $0 += versions.count }
            return Dictionary(
                uniqueKeysWithValues: versions.map { ($0, .document(document("VirtualService", "\($0.policy)"))) })
        }
    }

    /// Has one Service, and VirtualServices by their resourceVersions.
    private struct SmallCluster: PartialCluster, ClusterConnecting {
        var routes: KeyValuePairs<String, Int> = [:]
        var spec: JSONValue = [:]

        func objects(of cluster: Cluster) -> any ClusterObjects { self }
        func serverVersion() -> String { "v1.30.0" }
        func servedVersions(group: String, plural: String) -> [String] {
            ["services", "virtualservices"].contains(plural) ? ["v1"] : []
        }
        func list(_ resource: ResourceReference) -> [LiveObject] {
            if resource.plural == "services" { return [LiveObject(body: document("Service", "reviews"))] }
            guard resource.plural == "virtualservices" else { return [] }
            return routes.map { name, version in
                var body = document("VirtualService", name)
                body["metadata"]?["uid"] = .string("uid of \(name)")
                body["metadata"]?["resourceVersion"] = .string("\(version)")
                body["spec"] = spec
                return LiveObject(body: body)
            }
        }
    }

    private func cluster(_ number: UInt64) -> Cluster {
        Cluster(
            id: ID(high: 1, low: number), name: "west", environment: ID(high: 2, low: 2), environmentName: "Staging",
            mesh: .linkerd, meshVersion: "", server: "https://127.0.0.1", certificateAuthority: nil,
            sealedCredentials: [], prometheus: nil, createdAt: Timestamp(microseconds: 0))
    }

    @Test func aVersionIsReadOnceForAllClustersWhereItIsPending() async throws {
        let plans = Plans("a", "b")
        let knowledge = PendingKnowledge(store: plans)
        let west = try await knowledge.pending(on: cluster(1))
        let east = try await knowledge.pending(on: cluster(2))
        #expect(plans.read.withLock { $0 } == 2)
        #expect(west.objects.count == 2)
        for (one, other) in zip(west.objects, east.objects) { #expect(one.known === other.known) }
    }

    @Test func whatIsNewIsReadAndTheRestStays() async throws {
        let plans = Plans("a", "b")
        let knowledge = PendingKnowledge(store: plans)
        let before = try await knowledge.pending(on: cluster(1))
        #expect(try await knowledge.pending(on: cluster(1)) === before)
        plans.names.withLock { $0 = ["b", "c"] }
        let after = try await knowledge.pending(on: cluster(1))
        #expect(after.objects.map(\.key.name) == ["b", "c"])
        #expect(after.objects.first?.known === before.objects.last?.known)
        #expect(plans.read.withLock { $0 } == 3)
    }

    @Test func whatNobodyAsksForGoes() async throws {
        let knowledge = PendingKnowledge(store: Plans("a"), idle: .milliseconds(20))
        let known = WeakReference(try await knowledge.pending(on: cluster(1)).objects.first?.known)
        try await awaitCondition("it is gone") { known.object == nil }
        #expect(try await knowledge.pending(on: cluster(1)).objects.count == 1)
    }

    @Test func readingsShareWhatHasNotChanged() async throws {
        let cluster = SmallCluster(routes: ["a": 1, "b": 1, "c": 1])
        let before = ClusterSnapshot(try await LiveInventory.read(cluster), readAt: .now, writes: nil)
        #expect(before.picture(MeshSettings()).policies.count == 3)
        let after = try await before.rereading(
            [ObjectKind("VirtualService", group: "networking.istio.io")],
            in: SmallCluster(routes: ["b": 1, "c": 2, "d": 1]), readAt: .now,
            writes: RecentWrites(marks: [:], asOf: Timestamp(microseconds: 0)))
        #expect(after.known.map(\.name) == ["reviews", "b", "c", "d"])
        #expect(after.objects == after.known.map(\.tree))
        let shared = after.known.filter { object in before.known.contains { $0 === object } }
        #expect(shared.map(\.name) == ["reviews", "b"])
        let picture = after.picture(MeshSettings())
        #expect(picture.policies == after.known.dropFirst().map(\.tree))
        #expect(picture.services == before.picture(MeshSettings()).services)
        #expect(picture.services.count == 1)
    }

    @Test func aReadingSharesWhatHasNotChangedSinceOneThatIsTooOld() async throws {
        let fleet = ChangingFleet(SmallCluster(routes: ["a": 1, "b": 1]))
        let knowledge = ClusterKnowledge(clusters: fleet, lifetime: .zero, grace: .seconds(3600))
        let before = try await knowledge.snapshot(of: cluster(1))
        fleet.cluster.withLock { $0 = SmallCluster(routes: ["a": 2, "b": 1]) }
        let after = try await knowledge.snapshot(of: cluster(1))
        #expect(after.known.map(\.name) == ["a", "b", "reviews"])
        let shared = after.known.filter { object in before.known.contains { $0 === object } }
        #expect(shared.map(\.name) == ["b"])
    }

    /// After an upgrade of its definitions a server reads what it stored otherwise.
    @Test func whatIsReadOtherwiseIsNotShared() async throws {
        let fleet = ChangingFleet(SmallCluster(routes: ["a": 1]))
        let knowledge = ClusterKnowledge(clusters: fleet, lifetime: .zero, grace: .seconds(3600))
        _ = try await knowledge.snapshot(of: cluster(1))
        fleet.cluster.withLock { $0 = SmallCluster(routes: ["a": 1], spec: ["hosts": ["reviews"]]) }
        let after = try await knowledge.snapshot(of: cluster(1))
        #expect(after.known.first?.tree["spec"] == ["hosts": ["reviews"]])
        #expect(after.objects.first?["spec"] == ["hosts": ["reviews"]])
    }

    /// A cluster that is another at the next look.
    private final class ChangingFleet: ClusterConnecting {
        let cluster: Mutex<SmallCluster>

        init(_ cluster: SmallCluster) { self.cluster = Mutex(cluster) }

        func objects(of _: Cluster) -> any ClusterObjects { cluster.withLock { $0 } }
    }

    @Test func aPictureHasTheServicesThatAreThereNow() async throws {
        let cluster = SmallCluster()
        let before = ClusterSnapshot(try await LiveInventory.read(cluster), readAt: .now, writes: nil)
        #expect(before.picture(MeshSettings()).services.count == 1)
        let after = try await before.rereading(
            [ObjectKind("Service", group: "")], in: NoCluster(), readAt: .now,
            writes: RecentWrites(marks: [:], asOf: Timestamp(microseconds: 0)))
        #expect(after.picture(MeshSettings()).services.isEmpty)
    }

    private struct NoCluster: PartialCluster {
        func servedVersions(group: String, plural: String) -> [String] { [] }
    }

    @Test func aJudgeKeepsNothingOfAClusterThatIsForgotten() async throws {
        let knowledge = ClusterKnowledge(clusters: SmallCluster(), lifetime: .seconds(3600))
        let judge = PolicyJudge(knowledge)
        let route = KnownObject(document("VirtualService", "route"))
        _ = try await judge.judge([route], on: cluster(1))
        let known = WeakReference(try await knowledge.snapshot(of: cluster(1)).known.first)
        #expect(known.object != nil)
        knowledge.forget(cluster(1).id, knownBefore: .now)
        try await awaitCondition("it is gone") { known.object == nil }
    }
}

private func document(_ kind: String, _ name: String) -> JSONValue {
    [
        "apiVersion": kind == "Service" ? "v1" : "networking.istio.io/v1", "kind": .string(kind),
        "metadata": ["name": .string(name), "namespace": "shop"], "spec": [:],
    ]
}

/// Tells whether anybody has the object still.
private final class WeakReference: Sendable {
    private let reference: Mutex<Weak>
    private struct Weak: Sendable { weak var object: KnownObject? }

    init(_ object: KnownObject?) { reference = Mutex(Weak(object: object)) }

    var object: KnownObject? { reference.withLock { $0.object } }
}
