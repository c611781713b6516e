import Domain
import Ports
import Testing

@testable import Application

/// Pods that were always slower than those beside: found in the snapshot before the rollout, and remembered.
@Suite struct StandingDifferenceTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)
    private let slow = PodName(namespace: "shop", name: "slow")
    private let usual = PodName(namespace: "shop", name: "usual")
    private let window = Duration.seconds(30)

    private func watch(_ measurement: Measurement, state: JSONValue?) -> Watch {
        let rule = SoakRule(
            name: "p95", subject: .standard(.p95), comparison: .aboveBaseline(percent: 50), holdsFor: .zero,
            noData: .pause)
        let part = CohortMeasurement(
            policies: [ID(high: 0, low: 4)], unit: .workloads, measurement: measurement, notes: [])
        return Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: .soak(.seconds(60)), rules: [rule],
            cohort: CohortRecord(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [],
                share: .percent(10), measurements: [part], members: CohortMembers(cohort: [slow], rest: [usual])),
            state: state, lastSlot: 0, isHeld: false)
    }

    /// Ten requests a second of each pod, all of them that slow.
    private func index(slow latency: Double, at seconds: Int64) -> SnapshotIndex {
        func traffic(_ latency: Double) -> Traffic {
            var traffic = Traffic()
            traffic.requests = 10
            traffic.latency = LatencyHistogram([latency / 2: 0, latency: 10, .infinity: 10])
            return traffic
        }
        func row(_ pod: PodName) -> TrafficSnapshot.SeriesKey { .init(side: .server, pod: pod, service: nil) }
        return SnapshotIndex(
            TrafficSnapshot(
                at: start + .seconds(seconds), window: window,
                rows: [row(slow): traffic(latency), row(usual): traffic(100)]
            ))
    }

    private func judge(
        _ latency: Double, before: SnapshotIndex?, state: JSONValue? = nil,
        measurement: Measurement = Measurement(side: .server, cohort: .cohort, baseline: .rest)
    ) -> WatchUpdate {
        let now = index(slow: latency, at: 40)
        let reading = WatchTick.Reading(now: now, window: window, takenAt: now.at, problem: nil)
        return WatchTick(
            watch: watch(measurement, state: state), slot: 40, at: now.at, interval: .seconds(5)
        ).judge(reading, before: before, custom: [:]).update
    }

    @Test func whoWasAlwaysSlowIsNotTakenBack() {
        let before = index(slow: 200, at: -1)
        let first = judge(200, before: before)
        #expect(first.evaluation["outcome"] == "goOn", "\(first.evaluation.jsonText)")
        let seen = first.evaluation["measurements"]?[0]
        #expect(seen?["differedBefore"]?["p95"] == 2.0 && seen?["rules"]?[0]?["expected"] == 195.0)
        // Later ticks remember it.
        let later = judge(200, before: nil, state: first.state)
        #expect(later.evaluation["outcome"] == "goOn")
        #expect(judge(400, before: nil, state: first.state).evaluation["outcome"] == "breached")
        #expect(judge(200, before: nil).evaluation["outcome"] == "breached")
    }

    @Test func whoDidNotDifferIsComparedAsItIs() {
        let found = judge(200, before: index(slow: 100, at: -1))
        #expect(found.evaluation["outcome"] == "breached")
        #expect(found.evaluation["measurements"]?[0]?["differedBefore"] == nil)
    }

    /// What went to a destination before says nothing of the version that is met there now.
    @Test func destinationsAreNotAsked() {
        let measurement = Measurement(side: .server, cohort: .pods([slow]), baseline: .pods([usual]))
        let found = judge(200, before: index(slow: 200, at: -1), measurement: measurement)
        #expect(found.evaluation["measurements"]?[0]?["differedBefore"] == nil)
    }
}
