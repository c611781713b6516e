import Domain
import Ports

@testable import Application

/// A canary pod beside a stable one, with one rule about errors: what suites about ticks are made of.
protocol WatchedCanary {}

extension WatchedCanary {
    var start: Timestamp { Timestamp(seconds: 1_760_000_000) }
    var rule: SoakRule {
        SoakRule(
            name: "errorRate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .pause)
    }
    var canary: PodName { PodName(namespace: "shop", name: "canary") }
    var stable: PodName { PodName(namespace: "shop", name: "stable") }

    /// What compares the canary with those beside it.
    var beside: Measurement { Measurement(side: .server, cohort: .cohort, baseline: .rest) }

    /// What a tick reads while Prometheus is away.
    var nothing: WatchTick.Reading {
        WatchTick.Reading(now: nil, window: .seconds(30), takenAt: nil, problem: "Prometheus does not answer")
    }

    func cohort(_ measurements: [Measurement]) -> CohortRecord {
        CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: measurements.map {
                CohortMeasurement(policies: [ID(high: 0, low: 4)], unit: .workloads, measurement: $0, notes: [])
            }, members: CohortMembers(cohort: [canary], rest: [stable]))
    }

    func watch(
        _ subject: Step = .soak(.seconds(60)), cohort: CohortRecord?, state: JSONValue? = nil, isHeld: Bool = false
    ) -> Watch {
        Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: subject, rules: [rule], cohort: cohort, state: state, lastSlot: 0, isHeld: isHeld)
    }

    /// A snapshot of so many requests a second of each, and how many of the cohort's failed.
    func reading(failures: Double, at seconds: Int64) -> WatchTick.Reading {
        func traffic(_ failures: Double) -> Traffic {
            var traffic = Traffic()
            traffic.requests = 100
            traffic.failures = failures
            return traffic
        }
        func row(_ pod: PodName) -> TrafficSnapshot.SeriesKey { .init(side: .server, pod: pod, service: nil) }
        let at = start + .seconds(seconds)
        let snapshot = TrafficSnapshot(
            at: at, window: .seconds(30), rows: [row(canary): traffic(failures), row(stable): traffic(0)])
        return WatchTick.Reading(now: SnapshotIndex(snapshot), window: .seconds(30), takenAt: at, problem: nil)
    }

    func judge(
        _ watch: Watch, _ reading: WatchTick.Reading, at seconds: Int64, before: SnapshotIndex? = nil
    ) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        WatchTick(watch: watch, slot: seconds, at: start + .seconds(seconds), interval: .seconds(5))
            .judge(reading, before: before, custom: [:])
    }
}
