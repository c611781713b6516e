import Domain
import Ports
import Testing

@testable import Application

/// What the watch remembers.
@Suite struct WatchMemoryTests {
    @Test func memoryGoesBothWays() {
        var memory = WatchMemory()
        memory.prepare(1)
        #expect(memory.parts.count == 2)
        memory.parts[1].countedUntil = Timestamp(seconds: 7)
        memory.parts[1].cohortTotal.requests = 3
        memory.parts[0].before = Traffic()
        #expect(WatchMemory(json: memory.json) == memory)
        memory.prepare(0)
        #expect(memory.parts.count == 2)
    }

    @Test(
        arguments: [nil, .null, 7, ["schema": 2, "parts": []], ["schema": 1], ["schema": 1, "parts": 3]] as [JSONValue?]
    )
    func whatCannotBeReadIsForgotten(_ json: JSONValue?) {
        #expect(WatchMemory(json: json).parts.isEmpty)
    }

    @Test func aClockThatGoesBackCountsNothing() {
        var part = WatchMemory.Part()
        var traffic = Traffic()
        traffic.requests = 10
        let measured = MeasuredTraffic(cohort: traffic, window: .seconds(30))
        let start = Timestamp(seconds: 1000)
        part.accumulate(measured, until: start + .seconds(-5), from: start, interval: .seconds(5))
        #expect(part.cohortTotal.requests == 0)
        part.accumulate(measured, until: start + .seconds(5), from: start, interval: .seconds(5))
        #expect(part.cohortTotal.requests == 100)
    }
}
