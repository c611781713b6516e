import Testing

@testable import Domain

/// Pods that always differed from those beside are judged by what changed.
@Suite struct StandingDifferencesTests {
    private let p95 = SoakRule(
        name: "p95", subject: .standard(.p95), comparison: .aboveBaseline(percent: 50), holdsFor: .zero,
        noData: .pause, minimumRequests: 10)
    private let refused = SoakRule(
        name: "refused", subject: .standard(.refused), comparison: .aboveBaselineBy(5), holdsFor: .zero,
        noData: .ignore, minimumRequests: 10)

    private func traffic(_ requests: Double, latency: Double = 100, refused percent: Double = 0) -> Traffic {
        var traffic = SoakFixture.traffic(requests, latency: latency)
        traffic.unauthorized = requests * percent / 100
        return traffic
    }

    private func evaluation(
        _ rule: SoakRule, _ cohort: Traffic, beside: Traffic, before: (cohort: Traffic, beside: Traffic)
    ) -> (evaluation: RuleEvaluation?, outcome: SoakOutcome) {
        var measured = MeasuredTraffic(cohort: cohort, baseline: beside, window: SoakFixture.window)
        measured.standing = StandingDifferences(
            cohort: before.cohort, baseline: before.beside, window: SoakFixture.window)
        let step = SoakFixture.evaluator([rule]).evaluate(
            .measured(measured), at: SoakFixture.start, after: SoakState())
        return (step.evaluations.first, step.outcome)
    }

    @Test func alwaysSlowIsNoReason() {
        let found = evaluation(
            p95, traffic(10, latency: 200), beside: traffic(90), before: (traffic(10, latency: 200), traffic(90)))
        #expect(found.evaluation?.verdict == .ok && found.outcome == .goOn)
        #expect(found.evaluation?.baseline == 97.5 && found.evaluation?.expected == 195)
        #expect(found.evaluation?.limit == 292.5)
    }

    /// Who was faster than those beside, and is as slow as they are now, became slower.
    @Test func beingSlowedDownToTheOthersIsAReason() {
        let found = evaluation(
            p95, traffic(10), beside: traffic(90), before: (traffic(10, latency: 40), traffic(90)))
        #expect(found.evaluation?.verdict == .breached)
        #expect(
            found.outcome
                == .breached(
                    reason:
                        "p95 latency 97.5 ms in the cohort (baseline 97.5 ms, 39 ms expected by how the two differed "
                        + "before) was above 58.5 ms (expected + 50 %) (rule p95)", rule: "p95"))
    }

    @Test func alwaysSlowAndSlowerStillIsAReason() {
        let found = evaluation(
            p95, traffic(10, latency: 320), beside: traffic(90), before: (traffic(10, latency: 200), traffic(90)))
        #expect(found.evaluation?.verdict == .breached)
    }

    @Test func alwaysRefusedIsNoReason() {
        let before = (cohort: traffic(10, refused: 40), beside: traffic(90, refused: 2))
        let asBefore = evaluation(refused, traffic(10, refused: 41), beside: traffic(90, refused: 2), before: before)
        #expect(asBefore.evaluation?.verdict == .ok && asBefore.evaluation?.expected == 40)
        let more = evaluation(refused, traffic(10, refused: 60), beside: traffic(90, refused: 2), before: before)
        #expect(more.evaluation?.verdict == .breached)
    }

    /// What chance makes of a few requests is no difference, nor is what is not known.
    @Test(arguments: [(0.25, 40.0), (0.2, 200), (0, 200)]) func chanceIsNoDifference(_ rate: Double, _ latency: Double)
    {
        let before = (cohort: traffic(rate, latency: latency, refused: 10), beside: traffic(2, refused: 5))
        #expect(
            StandingDifferences(cohort: before.cohort, baseline: before.beside, window: SoakFixture.window)
                .expected(.refused, beside: 5) == nil)
        guard rate < 0.25 else { return }
        #expect(
            StandingDifferences(cohort: before.cohort, baseline: before.beside, window: SoakFixture.window).isEmpty)
    }

    @Test func aPercentageStaysOne() {
        let always = StandingDifferences(
            cohort: traffic(10, refused: 90), baseline: traffic(90, refused: 10), window: SoakFixture.window)
        #expect(always.expected(.refused, beside: 50) == 100)
        #expect(always.expected(.rbacDenials, beside: 50) == nil)
        let never = StandingDifferences(
            cohort: traffic(10), baseline: traffic(90, refused: 30), window: SoakFixture.window)
        #expect(never.expected(.refused, beside: 10) == 0)
    }

    @Test func itIsReadAsItWasWritten() {
        let standing = StandingDifferences(
            cohort: traffic(10, latency: 300, refused: 90), baseline: traffic(90), window: SoakFixture.window)
        #expect(!standing.isEmpty && StandingDifferences(json: standing.json) == standing)
        #expect(StandingDifferences(json: ["p95": "fast", "speed": 3]).isEmpty)
    }
}
