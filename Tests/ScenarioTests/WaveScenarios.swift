import Domain
import TestKit
import Testing

/// Several clusters.
extension Scenarios {
    /// The first cluster has the new version and does well; in the second, a kube-apiserver of its own with pods of
    /// the same names, errors begin. One Prometheus measures both. Both go back.
    @Test func aFailingSecondWaveTakesBothClustersBack() async throws {
        let world = try World.here
        let here = try await TestCluster(world.kube)
        let there = try await TestCluster(world.far, namespace: here.namespace)
        let west = try await Shop.branch("west", here, prometheus: world.prometheus)
        let east = try await Shop.branch("east", there, Shop.failing, prometheus: world.prometheus)
        let shop = try await Shop.open([west, east], in: world)
        // Errors are borne for long enough that nobody overlooks the soak.
        let rule: JSONValue = ["metric": "errorRate", "above": 5, "for": "PT15S"]
        let id = try await shop.canary(
            [["percent": 50, "soak": "PT20S"]], rules: [rule], ["waves": [["west"], ["east"]]])
        try await shop.wait(id, until: "a soak in east") { status in
            status["step"]?["name"] == "soak" && status["step"]?["outstanding"] == ["east"]
        }
        #expect(try await shop.liveSpec() == Shop.route("9s", in: here)["spec"], "west has the new route entirely")
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("error rate"), "\(reason)")
        try await shop.expectOldRoute()
    }

    /// The first wave does well while it soaks, and errs while the second one does: both go back.
    @Test func aFinishedWaveThatTurnsBadTakesBothClustersBack() async throws {
        let world = try World.here
        let here = try await TestCluster(world.kube)
        let there = try await TestCluster(world.far, namespace: here.namespace)
        let west = try await Shop.branch("west", here, prometheus: world.prometheus)
        let east = try await Shop.branch("east", there, prometheus: world.prometheus)
        let shop = try await Shop.open([west, east], in: world)
        let id = try await shop.canary(
            [["percent": 50, "soak": "PT4S"], ["percent": 100, "soak": "PT60S"]], ["waves": [["west"], ["east"]]])
        try await shop.wait(id, until: "the first wave is finished") { status in
            status["step"]?["outstanding"] == ["east"]
        }
        try west.traffic.setScenario(Shop.failing)
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("error rate"), "\(reason)")
        try await shop.expectOldRoute()
    }
}
