import Application
import Domain
import Mesh
import Ports
import TestKit
import Testing

/// What a later step finds as it wants it is not asked about again, and who was sent what has changed has it surely.
@Suite struct LaterStepTests {
    private func labelled(_ town: ArrivalTown) -> Set<String> {
        Set(town.mesh.log.compactMap { $0.hasPrefix("label ") ? String($0.dropFirst(6)) : nil })
    }

    /// Arranges a scene on a prompt mesh: nobody waits, and what was written is in force, and not by estimate.
    private func arrange(
        _ scene: Scene, step: Int, _ town: ArrivalTown, _ place: SourceLocation = #_sourceLocation
    ) async throws -> WrittenConfiguration {
        town.mesh.forgetLog()
        try await town.arrange(scene, step: step)
        #expect(town.time.slept == .zero, "\(scene)", sourceLocation: place)
        let verdict = try #require(try await town.arrival())
        #expect(verdict.isReached, "\(scene): \(verdict)", sourceLocation: place)
        return try #require(await town.written).configuration
    }

    @Test(arguments: [
        ("authorizationpolicy-looser", "AuthorizationPolicy"), ("virtualservice-timeout", "VirtualService"),
    ])
    func aLargerShareIsAskedOfWhoIsNewInIt(_ sample: String, _ kind: String) async throws {
        let town = try ArrivalTown(sample)
        let first = try await arrange(.share(.percent(10)), step: 1, town)
        #expect(!first.effect.objects.isEmpty && first.effect.objects.allSatisfy { $0.kind == kind })
        #expect(Set(first.effect.pods.map(\.name)) == labelled(town) && !first.effect.pods.isEmpty)
        let second = try await arrange(.share(.percent(50)), step: 4, town)
        #expect(second.effect.objects.isEmpty && town.mesh.log.allSatisfy { $0 == "sent" || $0.hasPrefix("label") })
        #expect(Set(second.pods.map(\.name)) == labelled(town) && second.pods == second.effect.pods)
        #expect(!second.pods.isEmpty && second.pods.isDisjoint(with: first.pods))
        let last = try await arrange(.promoted, step: 7, town)
        #expect(last.effect.pods == first.effect.pods.union(second.effect.pods))
    }

    /// The last write of a promotion concerns those alone who lose the label; the others have it by then.
    @Test func afterThePromotionAllHaveIt() async throws {
        let town = try ArrivalTown("virtualservice-timeout")
        let share = try await arrange(.share(.percent(10)), step: 1, town)
        let before = try #require(await town.cohorts.record?.members)
        #expect(before.cohort == share.pods && !before.rest.isEmpty)
        #expect(try await town.report()?.reach == nil)
        let last = try await arrange(.promoted, step: 4, town)
        let after = try #require(await town.cohorts.record?.members)
        #expect(after.cohort == before.cohort.union(before.rest) && after.rest.isEmpty)
        #expect(last.pods.count < after.cohort.count)
        #expect(try await town.report()?.reach == after.cohort.count)
    }

    /// A switch changes one object, and the twins are asked about no more.
    @Test func onlyTheRoutesAreAskedAboutAtTheSwitch() async throws {
        let town = try ArrivalTown("routedrules-subset")
        _ = try await arrange(.green, step: 1, town)
        let switched = try await arrange(.switched, step: 4, town)
        #expect(switched.objects.map(\.description) == ["VirtualService default/reviews"])
    }

    /// Who has to be sent something and was not is waited for, whatever the others have.
    @Test func whoIsNewInTheShareIsWaitedFor() async throws {
        let town = try ArrivalTown("authorizationpolicy-looser")
        _ = try await arrange(.share(.percent(10)), step: 1, town)
        town.mesh.hold()
        try await town.arrange(.share(.percent(50)), step: 4)
        try await town.time.sleep(for: .seconds(1_000))
        let verdict = try #require(try await town.arrival())
        #expect(verdict.isWaiting, "\(verdict)")
        #expect(verdict.text.contains("istiod has sent nothing yet to 1 of 1 proxies"))
    }
}
