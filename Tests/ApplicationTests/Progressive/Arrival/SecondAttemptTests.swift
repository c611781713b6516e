import Application
import Domain
import Mesh
import Ports
import Testing

/// Another worker goes on where an attempt at the step has ended, and waits for what that one has written.
@Suite struct SecondAttemptTests {
    private static let lag = Duration.seconds(40)

    /// An attempt that ends while it waits for the first wave.
    private func interrupt(_ town: ArrivalTown, _ scene: Scene, step: Int) async throws {
        let lease = town.lease()
        town.mesh.hold()
        town.time.whileAsleep { lease.revoke(because: "the worker has died") }
        await #expect(throws: LeaseLost.self) { try await town.arrange(scene, step: step, lease: lease) }
        town.time.whileAsleep {}
    }

    @Test func whatTheFirstHasStoredIsWaitedFor() async throws {
        let town = try ArrivalTown("routedrules-subset")
        try await interrupt(town, .green, step: 1)
        #expect(await town.written?.step == 1)
        town.mesh.forgetLog()
        town.mesh.lag(by: Self.lag)
        try await town.arrange(.green, step: 1)
        #expect(town.mesh.log == ["sent", "apply VirtualService reviews"])
    }

    @Test func whatTheMeshRefusesOfTheFirstFailsTheSecond() async throws {
        let town = try ArrivalTown("routedrules-testers")
        try await interrupt(town, .share(.percent(10)), step: 1)
        town.mesh.refuse(by: PodName(namespace: "default", name: "productpage-3"), why: "bad cluster")
        town.mesh.release()
        await #expect(throws: ConfigurationRefused.self) { try await town.arrange(.share(.percent(10)), step: 1) }
    }

    /// A later wave than the one that was stored last may have been written without a word.
    @Test func whatTheFirstHasNotStoredIsWaitedForAsLongAsTheSettleTime() async throws {
        let town = try ArrivalTown("routedrules-several")
        town.mesh.hold()
        town.mesh.fail("create DestinationRule reviews")
        await #expect(throws: PortError.self) { try await town.arrange(.green, step: 1) }
        #expect(town.mesh.log.count == 1 && town.mesh.log[0].hasPrefix("create DestinationRule productpage"))
        town.mesh.fail(nil)
        town.mesh.release()
        try await town.arrange(.green, step: 1)
        let settled = try #require(await town.written).settled
        #expect(settled.filter { $0.kind == "DestinationRule" }.count == 2, "\(settled)")
        // Everybody was sent something since, so nobody is surely without the first of them.
        #expect(town.time.slept <= ArrivalTown.settleTime)
    }

    /// The first attempt has labelled one pod of two and has died: both are asked about.
    @Test func podsThatTheFirstHasLabelledAreAskedAboutToo() async throws {
        let town = try ArrivalTown("authorizationpolicy-looser")
        try await town.arrange(.share(.percent(10)), step: 1)
        let before = try #require(await town.written).pods
        town.mesh.forgetLog()
        let lines = try await labelling(.share(.percent(100)), of: town)
        #expect(lines.count > 1)
        let again = try ArrivalTown("authorizationpolicy-looser")
        try await again.arrange(.share(.percent(10)), step: 1)
        again.mesh.fail(lines.last)
        await #expect(throws: PortError.self) { try await again.arrange(.share(.percent(100)), step: 4) }
        again.mesh.fail(nil)
        try await again.arrange(.share(.percent(100)), step: 4)
        let asked = try #require(await again.written).pods
        #expect(asked.count == lines.count + before.count, "\(asked)")
    }

    private func labelling(_ scene: Scene, of town: ArrivalTown) async throws -> [String] {
        try await town.arrange(scene, step: 4)
        return town.mesh.log.filter { $0.hasPrefix("label ") }
    }
}

extension WrittenScene {
    fileprivate var pods: Set<PodName> { configuration.pods }
}
