import Domain
import Ports
import Testing

@testable import Application

/// What stands while neither a soak nor a comparison is under way.
@Suite struct StandingTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)
    private let canary = PodName(namespace: "shop", name: "canary")

    private func watch(noData: NoDataPolicy = .pause, isArriving: Bool = false) -> Watch {
        let rule = SoakRule(
            name: "errorRate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: noData)
        let measurement = CohortMeasurement(
            policies: [ID(high: 0, low: 4)], unit: .workloads,
            measurement: Measurement(side: .server, cohort: .cohort, baseline: .rest), notes: [])
        let cohort = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: [measurement], members: CohortMembers(cohort: [canary], rest: []))
        return Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: .soak(.seconds(10)), rules: [rule], cohort: cohort, state: nil, lastSlot: 0, isHeld: true,
            isStanding: true, isArriving: isArriving)
    }

    private func judge(_ watch: Watch, failures: Double?) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        let at = start + .seconds(600)
        var traffic = Traffic()
        traffic.requests = 100
        traffic.failures = failures ?? 0
        let key = TrafficSnapshot.SeriesKey(side: .server, pod: canary, service: nil)
        let snapshot = failures.map { _ in
            SnapshotIndex(TrafficSnapshot(at: at, window: .seconds(30), rows: [key: traffic]))
        }
        let reading = WatchTick.Reading(now: snapshot, window: .seconds(30), takenAt: at, problem: nil)
        // Two ticks, so that what must last has lasted.
        let first = WatchTick(watch: watch, slot: 1, at: at, interval: .seconds(5))
            .judge(reading, before: nil, custom: [:])
        let second = Watch(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step,
            startedAt: watch.startedAt, subject: watch.subject, rules: watch.rules, cohort: watch.cohort,
            state: first.update.state, lastSlot: 1, isHeld: true, isStanding: true, isArriving: watch.isArriving)
        return WatchTick(watch: second, slot: 2, at: at + .seconds(10), interval: .seconds(5))
            .judge(reading, before: nil, custom: [:])
    }

    /// However long ago the soak's time was over.
    @Test func whatStandsNeverPasses() {
        let judged = judge(watch(), failures: 0)
        #expect(judged.verdict == nil)
        #expect(judged.update.evaluation["outcome"] == "goOn" && judged.update.evaluation["standing"] == true)
    }

    @Test func itsBreachesCount() {
        guard case .breached? = judge(watch(), failures: 30).verdict?.outcome else {
            Issue.record("not breached")
            return
        }
    }

    /// Before the proxies have it nobody can say what missing data means.
    @Test func missingDataCountsOnceItHasArrived() {
        guard case .breached? = judge(watch(noData: .rollback), failures: nil).verdict?.outcome else {
            Issue.record("missing data was not heard")
            return
        }
        #expect(judge(watch(noData: .rollback, isArriving: true), failures: nil).verdict == nil)
    }
}
