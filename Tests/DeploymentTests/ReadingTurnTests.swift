import Domain
import SoakMonitor
import TestKit
import Testing

/// Ticks do not crowd at a slow Prometheus.
struct ReadingTurnTests {
    @Test func aClusterIsReadByOneAtATime() async throws {
        let turns = ReadingTurns()
        let (west, east) = (ID<Cluster>(high: 0, low: 1), ID<Cluster>(high: 0, low: 2))
        let outer = await turns.take(west) {
            let second = await turns.take(west) { true }
            let other = await turns.take(east) { true }
            return second == nil && other == true
        }
        #expect(outer == true)
        await #expect(throws: CancellationError.self) { try await turns.take(west) { throw CancellationError() } }
        #expect(await turns.take(west) { true } == true, "a turn ends, however it ends")
    }
}
