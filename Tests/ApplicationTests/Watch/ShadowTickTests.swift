import Domain
import Ports
import Testing

@testable import Application

/// What the watch says of a shadow, in which nobody has the new version.
@Suite struct ShadowTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)
    private let pod = PodName(namespace: "shop", name: "web-1")

    private func watch(_ state: JSONValue?) -> Watch {
        let everybody = CohortMeasurement(
            policies: [ID(high: 0, low: 4)], unit: .workloads,
            measurement: Measurement(side: .server, cohort: .nobody, baseline: .rest), notes: [])
        let cohort = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: nil,
            measurements: [everybody], members: CohortMembers(rest: [pod]))
        return Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 3, startedAt: start,
            subject: .soak(.seconds(5)), rules: SoakRule.defaults, cohort: cohort, state: state, lastSlot: 0,
            isHeld: false, isShadow: true)
    }

    /// Ticks every five seconds until one decides.
    private func end(dryRun: (denied: Double, allowed: Double)) -> (second: Int64, WatchVerdict.Outcome?, JSONValue) {
        var traffic = Traffic()
        traffic.requests = 50
        (traffic.dryRunDenied, traffic.dryRunAllowed) = dryRun
        let row = TrafficSnapshot.SeriesKey(side: .server, pod: pod, service: nil)
        var state: JSONValue?
        var last: JSONValue = .null
        for second in stride(from: Int64(0), through: 120, by: 5) {
            let at = start + .seconds(second)
            let snapshot = TrafficSnapshot(at: at, window: .seconds(20), rows: [row: traffic])
            let reading = WatchTick.Reading(
                now: SnapshotIndex(snapshot), window: .seconds(20), takenAt: at, problem: nil)
            let tick = WatchTick(watch: watch(state), slot: second, at: at, interval: .seconds(5))
            let judged = tick.judge(reading, before: nil, custom: [:])
            (state, last) = (judged.update.state, judged.update.evaluation)
            if let verdict = judged.verdict { return (second, verdict.outcome, last) }
        }
        return (120, nil, last)
    }

    @Test func whoWouldBeLockedOutIsShownToAPerson() {
        let (second, outcome, evaluation) = end(dryRun: (50, 0))
        guard case .pause(let reason, _)? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(second == 30 && reason.hasPrefix("the new version would deny 100 % of the requests"))
        #expect(evaluation["measurements"]?[0]?["rules"]?.array?.count == 1)
        #expect(evaluation["note"]?.string?.hasPrefix("What was to last ") == true, "\(evaluation["note"] ?? .null)")
    }

    /// A whole rate window is waited for, however short the shadow is.
    @Test func aHarmlessShadowPasses() {
        let (second, outcome, _) = end(dryRun: (1, 49))
        #expect(second == 20 && outcome == .passed)
    }

    /// Dry runs are an alpha feature: where nothing is exported it goes on, and says so.
    @Test func withoutResultsItGoesOnAndSaysSo() {
        let (second, outcome, evaluation) = end(dryRun: (0, 0))
        #expect(second == 20 && outcome == .passed)
        #expect(evaluation["note"]?.string?.contains("nothing is known of what the new version would deny") == true)
    }
}
