import Application
import Domain
import Mesh
import Ports
import Testing

/// On the way back nobody is waited for longer than where nobody tells.
@Suite struct WayBackArrivalTests {
    private static let sample = "routedrules-testers"

    private func divided() async throws -> (town: ArrivalTown, before: JSONValue?) {
        let town = try ArrivalTown(Self.sample)
        let before = town.mesh.live(.virtualService, "reviews")?["spec"]
        try await town.arrange(.share(.percent(50)), step: 1)
        #expect(town.mesh.live(.virtualService, "reviews")?["spec"] != before)
        town.mesh.forgetLog()
        return (town, before)
    }

    private func expectRestored(_ town: ArrivalTown, _ before: JSONValue?) {
        #expect(town.mesh.live(.virtualService, "reviews")?["spec"] == before)
        #expect(town.mesh.log.last { $0 != "sent" }?.hasPrefix("delete DestinationRule") == true, "\(town.mesh.log)")
    }

    @Test func aMeshThatSendsNothingIsWaitedForAsLongAsTheSettleTime() async throws {
        let (town, before) = try await divided()
        town.mesh.hold()
        #expect(try await town.takeBack() == [])
        expectRestored(town, before)
        #expect(town.time.slept == ArrivalTown.settleTime)
    }

    @Test func aMeshThatIsPromptIsNotWaitedFor() async throws {
        let (town, before) = try await divided()
        #expect(try await town.takeBack() == [])
        expectRestored(town, before)
        #expect(town.time.slept == .zero)
    }

    @Test func whoRefusesTheOldVersionStopsNothing() async throws {
        let (town, before) = try await divided()
        town.mesh.refuse(by: PodName(namespace: "default", name: "productpage-3"), why: "bad route")
        #expect(try await town.takeBack() == [])
        expectRestored(town, before)
        #expect(town.time.slept <= ArrivalTown.settleTime)
    }
}
