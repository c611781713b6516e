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

    /// A reading that failed is asked for again; what is not of one cluster alone is never known.
    @Test func theTimeBeforeIsAskedForUntilItIsKnown() {
        func watch(_ cohort: MeasuredGroup, _ state: JSONValue?) -> Watch {
            let measurement = Measurement(side: .server, cohort: cohort, baseline: .nobody)
            let record = CohortRecord(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: nil,
                measurements: [CohortMeasurement(policies: [], unit: .workloads, measurement: measurement, notes: [])],
                members: CohortMembers())
            return Watch(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5,
                startedAt: Timestamp(seconds: 1), subject: .soak(.seconds(60)), rules: [], cohort: record,
                state: state, lastSlot: 0, isHeld: false)
        }
        var memory = WatchMemory()
        memory.prepare(0)
        #expect(watch(.cohort, nil).lacksBefore(sharing: false))
        #expect(watch(.cohort, memory.json).lacksBefore(sharing: false))
        #expect(watch(.cohort, memory.json).lacksBefore(sharing: true))
        #expect(!watch(.namespaces(["a"]), memory.json).lacksBefore(sharing: true))
        memory.parts[0].before = Traffic()
        #expect(!watch(.cohort, memory.json).lacksBefore(sharing: false))
    }

    /// Each place of a comparison has a part of the permitted error, so what others show already is none.
    @Test(
        arguments: [([[1, 2], [1]], 1), ([[1], [1]], 1), ([[1], [1, 2]], 2), ([[1], [2]], 2)] as [([[UInt64]], Int)])
    func variantsAreComparedInOnePlace(_ policies: [[UInt64]], _ places: Int) throws {
        let parts = policies.map { policies in
            CohortMeasurement(
                policies: policies.map { ID(high: 0, low: $0) }, unit: .workloads,
                measurement: Measurement(side: .server, cohort: .cohort, baseline: .rest), notes: [])
        }
        func judged(_ subject: Step) -> Int {
            Watch(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5,
                startedAt: Timestamp(seconds: 1), subject: subject, rules: [],
                cohort: CohortRecord(
                    deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: nil,
                    measurements: parts),
                state: nil, lastSlot: 0, isHeld: false
            ).judged.count
        }
        #expect(judged(.compare(ABSpec())) == places)
        #expect(judged(.soak(.seconds(60))) == policies.count)
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

    /// A comparison that is no longer than a rate window has what is in one.
    @Test func theFirstWholeWindowCountsWhole() {
        var part = WatchMemory.Part()
        var traffic = Traffic()
        traffic.requests = 10
        let measured = MeasuredTraffic(cohort: traffic, window: .seconds(30))
        let start = Timestamp(seconds: 1000)
        part.accumulate(measured, until: start + .seconds(32), from: start, interval: .seconds(5))
        #expect(part.cohortTotal.requests == 300)
        part.accumulate(measured, until: start + .seconds(37), from: start, interval: .seconds(5))
        #expect(part.cohortTotal.requests == 350)
        part.accumulate(measured, until: start + .seconds(97), from: start, interval: .seconds(5))
        #expect(part.cohortTotal.requests == 450)
    }
}
