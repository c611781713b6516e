import Domain
import Mesh
import MeshModel
import Ports
import TestKit
import Testing

@testable import Application

/// Pictures that watches keep: they spare readings, and are not stale where it matters.
@Suite struct ClusterPicturesTests {
    private let cluster = WatchedCluster()
    /// Kept for as long as a test takes.
    private let pictures = ClusterPictures(idle: .seconds(3600))

    init() {
        for index in 0..<3 { cluster.put("pods", "p\(index)", labels: ["app": "web"]) }
        cluster.put("services", "web")
        cluster.put("destinationrules", "web")
    }

    private func place(_ server: String = "https://one") -> Cluster {
        Cluster(
            id: ID(high: 1, low: 1), name: "west", environment: ID(high: 1, low: 2), environmentName: "Development",
            mesh: .istio, meshVersion: "", server: server, certificateAuthority: nil, sealedCredentials: [],
            prometheus: nil, createdAt: Timestamp(seconds: 0))
    }

    private func picture(
        of cluster: WatchedCluster? = nil, in pictures: ClusterPictures? = nil, at place: Cluster? = nil,
        isFresh: Bool = false
    ) async throws -> ClusterPicture {
        let cluster = cluster ?? self.cluster
        let key = PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "web")
        let policy = BundleObject(
            policy: ID(high: 2, low: 1), key: key, content: nil, version: 1, state: .old, capture: nil)
        let target = ClusterTarget(
            object: policy, reference: ObjectReference(key, version: "v1beta1"), document: nil, note: nil)
        return try await SurroundingsReader(objects: cluster, pods: cluster).read(
            for: [target], of: place ?? self.place(), sharing: pictures ?? self.pictures, isFresh: isFresh)
    }

    /// Asks until the watches have told everything: the next question reads nothing.
    private func keep() async throws {
        try await awaitCondition("the picture is kept") {
            let before = cluster.readings
            _ = try await picture()
            return cluster.readings == before
        }
    }

    private func pods(_ picture: ClusterPicture) -> [String] { picture.surroundings.pods.map(\.name) }

    @Test func whoAsksOnceIsReadTo() async throws {
        #expect(pods(try await picture()).sorted() == ["p0", "p1", "p2"])
        #expect(cluster.readings == 1 && pictures.count == 0 && cluster.watches == 0)
    }

    @Test func whoAsksAgainAndAgainCostsNoReading() async throws {
        try await keep()
        let read = try await picture(isFresh: true)
        let before = cluster.readings
        for _ in 0..<20 {
            let kept = try await picture()
            #expect(pods(kept) == pods(read).sorted())
            #expect(kept.surroundings.objects == read.surroundings.objects && kept.versions == read.versions)
            #expect(kept.surroundings.services == read.surroundings.services)
        }
        #expect(cluster.readings == before && pictures.count == 1)
    }

    @Test func whatChangesIsInTheNextPicture() async throws {
        try await keep()
        let rule = MeshObjectName(resource: MeshResource(.destinationRule), namespace: "shop", name: "other")
        cluster.put("pods", "p3")
        cluster.put("pods", "p0", labels: ["app": "changed"])
        cluster.remove("pods", "p1")
        cluster.remove("services", "web")
        cluster.put("destinationrules", "other")
        let before = cluster.readings
        try await awaitCondition("the changes are in the picture") {
            let after = try await picture().surroundings
            return after.pods.map(\.name) == ["p0", "p2", "p3"] && after.pods[0].labels == ["app": "changed"]
                && after.services.isEmpty && after.objects[rule] != nil
        }
        cluster.remove("destinationrules", "other")
        try await awaitCondition("it is gone") { try await picture().surroundings.objects[rule] == nil }
        #expect(cluster.readings == before, "the watches told")
        #expect(cluster.watches == 5, "pods, services, gateways, destination rules, sidecars")
    }

    @Test func whatIsToldAnewReplacesWhatWasKnown() async throws {
        try await keep()
        cluster.put("pods", "p3", isSilent: true)
        cluster.put("destinationrules", "other", isSilent: true)
        cluster.tellAll("pods")
        cluster.tellAll("destinationrules")
        try await awaitCondition("all is in the picture") {
            let after = try await picture()
            return pods(after) == ["p0", "p1", "p2", "p3"] && after.surroundings.objects.count == 2
        }
    }

    /// While a watch is lost nobody knows what happens: the cluster is read.
    @Test(arguments: ["pods", "services", "destinationrules", "gateways"])
    func aLostWatchIsNotBelieved(_ plural: String) async throws {
        try await keep()
        cluster.tell(plural, .lost)
        cluster.put("pods", "p3", isSilent: true)
        try await awaitCondition("the loss is known") { pods(try await picture()).contains("p3") }
        let before = cluster.readings
        _ = try await picture()
        #expect(cluster.readings == before + 1)
        cluster.tellAll("pods")
        cluster.tell(plural, .standing)
        try await awaitCondition("it is kept again") {
            let before = cluster.readings
            return pods(try await picture()).contains("p3") && cluster.readings == before
        }
    }

    /// Whoever is about to say that something cannot be does not rely on what a watch may still have to tell.
    @Test func aFreshOneIsRead() async throws {
        try await keep()
        cluster.put("pods", "p3", isSilent: true)
        #expect(pods(try await picture()) == ["p0", "p1", "p2"])
        #expect(pods(try await picture(isFresh: true)).sorted() == ["p0", "p1", "p2", "p3"])
    }

    @Test func anotherAddressIsAnotherPicture() async throws {
        try await keep()
        let before = cluster.readings
        _ = try await picture(at: place("https://two"))
        #expect(cluster.readings == before + 1)
    }

    @Test func aClusterThatCannotBeWatchedIsRead() async throws {
        let other = WatchedCluster(canBeWatched: false)
        for count in 1...5 {
            _ = try await picture(of: other)
            #expect(other.readings == count)
        }
    }

    /// While rollouts are watched their way back may come at any moment.
    @Test func aPictureThatIsHeldIsKeptThoughNobodyAsks() async throws {
        let pictures = ClusterPictures(idle: .seconds(15))
        try await awaitCondition("the watches begin") {
            _ = try await picture(in: pictures)
            return cluster.watches == 5
        }
        let began = ContinuousClock.now
        try await awaitCondition("more than that has passed") {
            pictures.hold(place().id)
            return .now - began > .seconds(16)
        }
        let before = cluster.readings
        _ = try await picture(in: pictures)
        #expect(cluster.watches == 5 && cluster.readings == before)
        pictures.hold(ID(high: 9, low: 9))
        try await awaitCondition("the watches end") { cluster.watches == 0 }
    }

    @Test func watchesEndWhenNobodyAsks() async throws {
        let pictures = ClusterPictures(idle: .seconds(1))
        try await awaitCondition("the watches begin") {
            _ = try await picture(in: pictures)
            return cluster.watches == 5
        }
        try await awaitCondition("the watches end") { cluster.watches == 0 && pictures.count == 0 }
        let before = cluster.readings
        _ = try await picture(in: pictures)
        #expect(cluster.readings == before + 1)
    }
}
