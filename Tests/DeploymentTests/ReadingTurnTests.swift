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

/// A tick does not read for longer than its time.
struct ReadingTimeTests {
    @Test func whatIsReadInTimeCounts() async throws {
        let time = ReadingTime(interval: .seconds(60))
        #expect(try await time.value { 7 } == 7)
        await #expect(throws: CancellationError.self) { try await time.value { throw CancellationError() } as Int? }
    }

    @Test func whatIsNotIsCancelled() async throws {
        let time = ReadingTime(ending: .now + .milliseconds(20))
        let value: Int? = try await time.value {
            try await Task.sleep(for: .seconds(600))
            return 7
        }
        #expect(value == nil)
        #expect(
            try await time.value { try await Task.sleep(for: .seconds(600)) } == nil, "the time is for all together")
    }

    /// Ticks that follow one another faster than Prometheus may take for an answer do not cut it off.
    @Test(arguments: [(1, 5), (5, 5), (10, 10), (60, 60)]) func howLongItIs(_ interval: Int, _ length: Int) {
        #expect(ReadingTime.length(interval: .seconds(interval)) == .seconds(length))
    }
}
