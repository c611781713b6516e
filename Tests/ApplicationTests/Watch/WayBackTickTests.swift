import Domain
import Ports
import Testing

@testable import Application

/// What a tick makes of the traffic after the way back.
@Suite struct WayBackTickTests: WatchedCanary {
    /// After the way back, of deployments whose watch remembered the traffic before.
    private func observe(
        _ reading: WatchTick.Reading, at seconds: Int64, rules: [SoakRule]? = nil
    ) -> (outcome: String?, update: WatchUpdate, verdict: WatchVerdict?) {
        let first = judge(
            watch(cohort: cohort([beside])), self.reading(failures: 90, at: -10), at: -10,
            before: self.reading(failures: 2, at: -60).now)
        let relative = SoakRule(
            name: "as-before", subject: .standard(.errorRate), comparison: .aboveBaseline(percent: 100),
            holdsFor: .seconds(30))
        let watch = Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: Plan.wayBack,
            startedAt: start + .seconds(-60), subject: .soak(.zero), rules: rules ?? [relative],
            cohort: cohort([beside]), state: first.update.state, lastSlot: 0, isHeld: false, restoredAt: start)
        let judged = judge(watch, reading, at: seconds)
        return (judged.update.evaluation["outcome"]?.string, judged.update, judged.verdict)
    }

    /// Before the rollout 1 % failed; the rule allows twice that. The window is 30 s, so that it ends after two
    /// minutes.
    @Test(
        arguments: [
            (0, 10, "recovering"), (0, 30, "recovered"), (3, 119, "recovered"), (90, 30, "recovering"),
            (90, 119, "recovering"), (90, 120, "notRecovered"), (0, 500, "recovered"),
        ] as [(Double, Int64, String)])
    func theTrafficAfterTheWayBackIsComparedWithTheTimeBefore(
        failures: Double, second: Int64, outcome: String
    ) {
        let seen = observe(reading(failures: failures, at: second), at: second)
        #expect(seen.outcome == outcome && seen.verdict == nil)
        #expect(seen.update.isLast == (outcome != "recovering") && seen.update.place.step == Plan.wayBack)
        #expect(seen.update.evaluation["elapsedSeconds"]?.number == Double(second))
        #expect(seen.update.evaluation["durationSeconds"] == 120.0)
        let part = seen.update.evaluation["measurements"]?[0]
        #expect(part?["before"]?["errorRate"] == 1.0 && part?["baseline"] == nil)
        #expect(part?["cohort"]?["errorRate"]?.number == failures / 2)
        #expect(part?["rules"]?[0]?["limit"] == 2.0)
    }

    @Test func whatCannotBeJudgedAfterTheWayBackIsUnknown() {
        #expect(observe(nothing, at: 100).outcome == "recovering")
        #expect(observe(nothing, at: 120).outcome == "recoveryUnknown")
        let away = WatchTick.Reading(now: nil, window: .zero, takenAt: nil, problem: "there is none")
        #expect(observe(away, at: 239).outcome == "recovering" && observe(away, at: 240).update.isLast)
        let silent = [SoakRule.observing(.errorRate)]
        #expect(observe(reading(failures: 90, at: 119), at: 119, rules: silent).outcome == "recovering")
        #expect(observe(reading(failures: 90, at: 120), at: 120, rules: silent).outcome == "recoveryUnknown")
    }
}
