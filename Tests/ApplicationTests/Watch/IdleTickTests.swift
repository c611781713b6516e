import Domain
import Ports
import Testing

@testable import Application

/// Ticks of a cluster that had the new version before.
@Suite struct IdleTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)

    private func watch(_ idle: [Bool], _ subject: Step = .soak(.seconds(3600)), isStanding: Bool = false) -> Watch {
        let measurements = idle.enumerated().map { index, isIdle in
            CohortMeasurement(
                policies: [ID(high: 0, low: UInt64(index))], unit: .requests,
                measurement: Measurement(side: .server, cohort: .cohort, baseline: .rest), notes: [], isIdle: isIdle)
        }
        return Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: subject, rules: SoakRule.defaults,
            cohort: CohortRecord(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: nil,
                measurements: measurements), state: nil, lastSlot: 0, isHeld: false, isStanding: isStanding)
    }

    private func judge(_ watch: Watch) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        let nothing = WatchTick.Reading(now: nil, window: .zero, takenAt: nil, problem: "no Prometheus")
        return WatchTick(watch: watch, slot: 1, at: start + .seconds(600), interval: .seconds(5))
            .judge(nothing, before: nil, custom: [:])
    }

    @Test func nobodyWaitsForIt() {
        let soak = judge(watch([true, true]))
        #expect(soak.verdict?.outcome == .passed)
        #expect(soak.update.evaluation["note"]?.string?.contains("has this version already") == true)
        #expect(!watch([true]).lacksBefore(sharing: false))
        #expect(judge(watch([true], isStanding: true)).verdict == nil)
        guard case .compared(.abstains)? = judge(watch([true], .compare(ABSpec()))).verdict?.outcome else {
            Issue.record("it decides nothing")
            return
        }
    }

    @Test func whatDiffersThereIsJudged() {
        let (update, verdict) = judge(watch([true, false]))
        #expect(verdict?.outcome != .passed && update.evaluation["outcome"] != "passed")
        #expect(update.evaluation["measurements"]?.array?.count == 1)
    }
}
