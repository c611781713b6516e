import Application
import Domain
import Mesh
import Ports
import Testing

/// A mesh that takes forty seconds, much longer than the settle time, to send what was written: nothing is written that
/// needs what is not in force, and nobody is asked whether it works.
@Suite struct SlowArrivalTests {
    private static let lag = Duration.seconds(40)
    /// A rule and the routes to its host, by requests and by the label of pods.
    private static let byRequests = "routedrules-subset"
    private static let byLabel = "routedrules-testers"

    private func slowTown(_ sample: String) throws -> ArrivalTown {
        let town = try ArrivalTown(sample)
        town.mesh.lag(by: Self.lag)
        return town
    }

    /// What was written, without names, and in a row only once: `create DestinationRule`, `sent`, `label`.
    private func course(_ town: ArrivalTown) -> [String] {
        let lines = town.mesh.log.map { line in
            let words = line.split(separator: " ")
            return (words.count > 2 ? words.prefix(2) : words.prefix(1)).joined(separator: " ")
        }
        return lines.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// The step that waits for the proxies, which comes before whoever looks at green.
    private func expectArrival(_ town: ArrivalTown, _ place: SourceLocation = #_sourceLocation) async throws {
        let early = try #require(try await town.arrival())
        #expect(early.isWaiting, "\(early)", sourceLocation: place)
        try await town.time.sleep(for: Self.lag)
        let late = try #require(try await town.arrival())
        #expect(late.isReached, "\(late)", sourceLocation: place)
    }

    private func expect(
        _ course: [String], of town: ArrivalTown, at scene: Scene, step: Int,
        _ place: SourceLocation = #_sourceLocation
    ) async throws {
        town.mesh.forgetLog()
        try await town.arrange(scene, step: step)
        let found = self.course(town)
        #expect(found == course, "\(scene): \(found)", sourceLocation: place)
        try await expectArrival(town, place)
    }

    @Test func greenIsRoutedToWhenItsSubsetsAreThere() async throws {
        let town = try slowTown(Self.byRequests)
        try await expect(
            ["create DestinationRule", "sent", "apply VirtualService"], of: town, at: .green, step: 1)
        // The twins have been in force since: the switch takes one write.
        try await expect(["apply VirtualService"], of: town, at: .switched, step: 4)
        try await expect(
            ["apply DestinationRule", "sent", "apply VirtualService", "sent", "delete DestinationRule"],
            of: town, at: .promoted, step: 7)
    }

    /// Who looks at the deployment meanwhile reads what it waits for, and that it waits no more.
    @Test func whatAStepWaitsForInItsMiddleIsTold() async throws {
        let town = try slowTown(Self.byRequests)
        try await town.arrange(.green, step: 1)
        let told = town.told.take()
        let first = try #require(told.first ?? nil)
        #expect(first.hasPrefix("Cluster west: istiod has sent nothing yet to "), "\(first)")
        // Once when it lasts, once more so that it is known to last; the same words are not said again.
        #expect(told == [first, first, nil])
        try await town.arrange(.switched, step: 4)
        #expect(town.told.take().isEmpty)
    }

    /// What is soon there is no news.
    @Test func aPromptMeshIsNotTold() async throws {
        let town = try ArrivalTown(Self.byRequests)
        town.mesh.lag(by: .milliseconds(700))
        try await town.arrange(.green, step: 1)
        #expect(town.told.take().isEmpty)
    }

    @Test func aShareOfTheRequestsIsRoutedToItsSubsetsWhenTheyAreThere() async throws {
        let town = try slowTown(Self.byRequests)
        try await expect(
            ["create DestinationRule", "sent", "apply VirtualService"], of: town, at: .share(.percent(10)), step: 1)
        try await expect(["apply VirtualService"], of: town, at: .share(.percent(50)), step: 4)
        try await expect(
            [
                "apply VirtualService", "sent", "apply DestinationRule", "sent", "apply VirtualService", "sent",
                "delete DestinationRule",
            ], of: town, at: .promoted, step: 7)
    }

    @Test func podsGetTheLabelWhenTheSubsetsOfTheirRoutesAreThere() async throws {
        let town = try slowTown(Self.byLabel)
        try await expect(
            ["create DestinationRule", "sent", "apply VirtualService", "label"], of: town,
            at: .share(.percent(10)), step: 1)
        try await expect(["label"], of: town, at: .share(.percent(50)), step: 4)
        try await expect(
            [
                "apply VirtualService", "sent", "apply DestinationRule", "sent", "apply VirtualService", "sent",
                "delete DestinationRule", "label",
            ], of: town, at: .promoted, step: 7)
    }

    /// What never comes is not waited for longer than the request allows, and nothing that needs it is written.
    @Test(arguments: [nil, Duration.seconds(20)])
    func whatNeverArrivesFailsTheStep(deadline: Duration?) async throws {
        let town = try ArrivalTown(Self.byRequests, deadline: deadline)
        town.mesh.hold()
        let late = await #expect(throws: ConfigurationLate.self) { try await town.arrange(.green, step: 1) }
        let limit = deadline ?? .seconds(600)
        let explanation = try #require(late?.explanation)
        #expect(explanation.hasPrefix("Cluster west: what was written first has not arrived within"), "\(explanation)")
        #expect(explanation.contains("\(limit.components.seconds) s"))
        #expect(explanation.contains("istiod has sent nothing"))
        #expect(course(town) == ["create DestinationRule"])
        #expect(town.time.slept == limit)
    }
}
