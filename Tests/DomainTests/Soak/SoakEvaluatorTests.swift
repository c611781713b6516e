import Domain
import Testing

private typealias Fix = SoakFixture

@Suite struct SoakEvaluatorTests {
    private let good = Fix.reading(Fix.traffic(10, errors: 0.5))
    private let bad = Fix.reading(Fix.traffic(10, errors: 23.4))
    private let few = Fix.reading(Fix.traffic(0.2, errors: 50))
    private let nothing = Fix.reading(Traffic())

    @Test func aQuietSoakPassesAtItsEnd() throws {
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        let ended = walk.through(0...900, good)
        let (second, outcome) = try #require(ended)
        #expect(second == 300 && outcome == .passed)
        #expect(walk.verdict("error-rate") == .ok && walk.verdict("p99") == .observed)
    }

    @Test func aBreachIsSatisfiedAfterItsTimeAndQuotesItsNumbers() {
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        walk.at(0, good)
        #expect(walk.at(10, bad) == .goOn)
        #expect(walk.verdict("error-rate") == .breaching(since: Fix.start + .seconds(10)))
        #expect(walk.at(20, bad) == .goOn)
        #expect(walk.at(39.9, bad) == .goOn)
        #expect(
            walk.at(41, bad)
                == .breached(
                    reason: "error rate 23.4 % in the cohort (baseline 0.2 %) was above 5 % for 31 s (rule error-rate)",
                    rule: "error-rate"))
        #expect(walk.verdict("error-rate") == .breached)
    }

    @Test func oneGoodEvaluationStartsAgain() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        #expect(walk.through(0...20, bad) == nil)
        walk.at(29, good)
        #expect(walk.through(30...50, bad) == nil)
        #expect(walk.at(60, bad) != .goOn)
    }

    @Test func theLimitItselfIsGood() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        walk.at(0, Fix.reading(Fix.traffic(100, errors: 5)))
        #expect(walk.verdict("error-rate") == .ok)
    }

    @Test func aRuleWithoutATimeNeedsOneEvaluation() {
        var tripped = Fix.traffic(10)
        tripped.circuitBreakerTrips = 2
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        #expect(
            walk.at(0, Fix.reading(tripped))
                == .breached(
                    reason: "circuit breaker trips 120/min in the cohort (baseline 0/min) was above 100/min "
                        + "(rule circuit-breaker-trips)", rule: "circuit-breaker-trips"))
    }

    @Test func latencyIsComparedWithThoseBeside() throws {
        let slow = Fix.reading(Fix.traffic(10, latency: 200), before: Fix.traffic(90, latency: 1000))
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        let ended = walk.through(0...900, slow)
        let (second, outcome) = try #require(ended)
        #expect(second == 60)
        #expect(
            outcome
                == .breached(
                    reason: "p95 latency 195 ms in the cohort (baseline 97.5 ms) was above 146.25 ms (baseline + 50 %) "
                        + "for 60 s (rule p95)", rule: "p95"))
    }

    @Test(arguments: [Traffic?.none, SoakFixture.traffic(0.1, latency: 100)])
    func theTimeBeforeStandsInForThoseBeside(_ baseline: Traffic?) throws {
        let slow = Fix.reading(Fix.traffic(10, latency: 200), baseline: baseline, before: Fix.traffic(5))
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        let ended = walk.through(0...900, slow)
        let (_, outcome) = try #require(ended)
        #expect(
            outcome
                == .breached(
                    reason: "p95 latency 195 ms in the cohort (before the rollout 97.5 ms) was above 146.25 ms "
                        + "(before + 50 %) for 60 s (rule p95)", rule: "p95"))
        let evaluation = try #require(walk.last?.evaluations.first { $0.rule == "p95" })
        #expect(evaluation.before == 97.5 && evaluation.baseline == baseline.map { _ in 97.5 })
    }

    @Test func nothingToCompareWithIsNoDataAndTooLittleIsTooFew() throws {
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        let alone = Fix.reading(Fix.traffic(10), baseline: nil)
        let ended = walk.through(0...900, alone)
        let (second, outcome) = try #require(ended)
        #expect(
            second == 60
                && outcome == .pause(reason: "nothing to compare p95 latency with for 60 s (rule p95)"))
        walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        #expect(walk.through(0...290, Fix.reading(Fix.traffic(10), baseline: Fix.traffic(0.1))) == nil)
        #expect(walk.verdict("p95") == .tooFewSamples && walk.verdict("error-rate") == .ok)
    }

    @Test func tooFewRequestsNeitherEndABreachNorSatisfyIt() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        walk.at(0, bad)
        #expect(walk.through(10...30, few) == nil)
        #expect(walk.verdict("error-rate") == .tooFewSamples)
        #expect(walk.at(30, bad) != .goOn)
    }

    @Test func aBreachIsForgottenWhenNobodySawItForLong() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        walk.at(0, bad)
        #expect(walk.at(31, bad) == .goOn)
        #expect(walk.verdict("error-rate") == .breaching(since: Fix.start + .seconds(31)))
        walk.at(62, few)
        #expect(walk.state.rules["error-rate"]?.breach == nil)
    }

    @Test func aSoakWithTooFewRequestsAllTheTimePauses() throws {
        var walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        let ended = walk.through(0...900, few)
        let (second, outcome) = try #require(ended)
        #expect(second == 300)
        #expect(
            outcome
                == .pause(
                    reason: "not enough requests to judge: within the last window rule error-rate had 8 of 10, "
                        + "rule p95 had 8 of 10"))
        walk = SoakWalk(Fix.evaluator(SoakRule.defaults))
        walk.at(0, good)
        #expect(walk.through(10...900, few)?.1 == .passed)
    }

    @Test func rulesThatIgnoreMissingDataLetASoakPassUnjudged() {
        let rule = SoakRule(
            name: "errors", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .seconds(30),
            noData: .ignore, minimumRequests: 10)
        for reading in [few, nothing, .unreachable] {
            var walk = SoakWalk(Fix.evaluator([rule]))
            #expect(walk.through(0...900, reading)?.1 == .passed)
        }
        var none = SoakWalk(Fix.evaluator([]))
        #expect(none.through(0...900, .unreachable)?.1 == .passed)
    }

    @Test(arguments: [NoDataPolicy.pause, .rollback])
    func missingDataCallsItsPolicyAfterItsTime(_ policy: NoDataPolicy) throws {
        let rule = Fix.custom(.above(3), noData: policy)
        for reading in [nothing, .unreachable] {
            var walk = SoakWalk(Fix.evaluator([rule]))
            #expect(walk.at(0, reading) == .goOn)
            #expect(walk.at(19, reading) == .goOn)
            let reason =
                (reading == .unreachable ? "Prometheus did not answer; " : "")
                + "no data on queue length for 20 s (rule queue)"
            #expect(
                walk.at(20, reading)
                    == (policy == .pause ? .pause(reason: reason) : .breached(reason: reason, rule: "queue")))
            #expect(walk.verdict("queue") == .noData)
        }
    }

    @Test func missingDataWaitsForTwoTicksAtLeast() {
        let rule = SoakRule(
            name: "now", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .rollback)
        var walk = SoakWalk(Fix.evaluator([rule]))
        #expect(walk.through(0...10, nothing) == nil)
        #expect(walk.at(20, nothing) != .goOn)
        walk = SoakWalk(Fix.evaluator([rule]))
        walk.at(0, nothing)
        walk.at(10, good)
        #expect(walk.through(20...30, nothing) == nil)
    }

    @Test func aBreachProlongsASoakUntilItEndsOneWayOrTheOther() {
        for (after, expected) in [(good, true), (bad, false)] {
            var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
            #expect(walk.through(0...280, good) == nil)
            #expect(walk.through(290...310, bad) == nil)
            let outcome = walk.at(320, after)
            #expect((outcome == .passed) == expected && outcome != .goOn)
        }
    }

    @Test func missingDataProlongsASoak() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        #expect(walk.through(0...290, good) == nil)
        #expect(walk.through(300...320, .unreachable) == nil)
        #expect(walk.at(325, good) == .passed)
    }

    /// A Prometheus that hangs makes ticks of a second five seconds long: their silence is one all the same.
    @Test func slowTicksWithoutDataAreOneSilence() {
        let rule = SoakRule(
            name: "errors", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .seconds(3),
            noData: .pause, minimumRequests: 10)
        var walk = SoakWalk(
            SoakEvaluator(
                rules: [rule], soak: Soak(startedAt: Fix.start, duration: .seconds(60)), tick: .seconds(1)))
        #expect(walk.at(1, good) == .goOn && walk.at(6, .unreachable) == .goOn)
        guard case .pause = walk.at(11, .unreachable) else { Issue.record("it does not pause"); return }
        // Nobody looked for a minute: that is another one.
        #expect(walk.at(71, .unreachable) == .goOn)
    }

    @Test func observingRulesNeverDecide() {
        let rule = SoakRule(
            name: "errors", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .rollback,
            isObserveOnly: true)
        for reading in [bad, nothing, .unreachable] {
            var walk = SoakWalk(Fix.evaluator([rule]))
            #expect(walk.through(0...900, reading)?.1 == .passed)
            #expect(walk.verdict("errors") == .observed && walk.state.rules.isEmpty)
        }
    }

    @Test(arguments: [
        (SoakComparison.above(3), 3.5, true), (.above(3), 2, false), (.below(3), 2, true), (.below(3), 3, false),
        (.aboveBaseline(percent: 50), 16, true), (.aboveBaseline(percent: 50), 15, false),
        (.belowBaseline(percent: 50), 4, true), (.belowBaseline(percent: 50), 5, false),
        (.aboveBaselineBy(5), 15.5, true), (.aboveBaselineBy(5), 15, false),
    ])
    func customMetricsAreCompared(_ comparison: SoakComparison, _ value: Double, _ isBad: Bool) {
        var walk = SoakWalk(Fix.evaluator([Fix.custom(comparison)]))
        let measured = MeasuredTraffic(cohort: Fix.traffic(1), window: Fix.window)
        let reading = SoakReading.measured(measured, custom: ["queue": CustomSample(cohort: value, before: 10)])
        #expect((walk.through(0...100, reading) != nil) == isBad)
    }

    /// Why there is no number is told to whoever is asked.
    @Test func whatAQueryLacksIsInTheReason() {
        var walk = SoakWalk(Fix.evaluator([Fix.custom(.above(3))]))
        let measured = MeasuredTraffic(cohort: Fix.traffic(1), window: Fix.window)
        let sample = CustomSample(cohort: nil, problem: "The expression gives 3 values where one is due.")
        guard case .pause(let reason)? = walk.through(0...900, .measured(measured, custom: ["queue": sample]))?.1 else {
            Issue.record("not paused")
            return
        }
        #expect(reason.hasPrefix("The expression gives 3 values where one is due; no data on"), "\(reason)")
    }

    /// A negative baseline has its "above" on the same side as any other.
    @Test func baselinesBelowZeroHaveTheirLimitsAroundThem() {
        #expect(SoakComparison.aboveBaseline(percent: 50).limit(baseline: -10) == -5)
        #expect(SoakComparison.belowBaseline(percent: 50).limit(baseline: -10) == -15)
    }

    @Test func theReasonShowsWhereAValueDiffersFromItsLimit() {
        var walk = SoakWalk(Fix.evaluator([Fix.errorRate]))
        guard case .breached(let reason, _)? = walk.through(0...60, Fix.reading(Fix.traffic(10, errors: 5.0004)))?.1
        else {
            Issue.record("not breached")
            return
        }
        #expect(reason.hasPrefix("error rate 5.0004 % in the cohort"), "\(reason)")
    }

    @Test func theShareSeenIsOfThoseCompared() {
        let measured = MeasuredTraffic(cohort: Fix.traffic(10), baseline: Fix.traffic(90), window: Fix.window)
        #expect(measured.shareSeen == 10)
        #expect(MeasuredTraffic(cohort: Fix.traffic(10), window: Fix.window).shareSeen == nil)
        #expect(MeasuredTraffic(cohort: Traffic(), baseline: Traffic(), window: Fix.window).shareSeen == nil)
        #expect(MeasuredTraffic(cohort: Fix.traffic(1), baseline: Traffic(), window: Fix.window).shareSeen == 100)
    }

    /// Requests from before the soak may show that it is bad, and never that it is good.
    @Test func whatWasMeasuredBeforeTheSoakPassesNothing() {
        var walk = SoakWalk(SoakFixture.evaluator([SoakFixture.errorRate], for: .seconds(10)))
        #expect(walk.at(20, SoakFixture.reading(SoakFixture.traffic(10)), isWhole: false) == .goOn)
        // Good as it was, it was of the old version: nothing is known of the new one.
        guard case .pause(let reason) = walk.at(40, SoakFixture.reading(SoakFixture.traffic(0.1))) else {
            Issue.record("it passed by what was before")
            return
        }
        #expect(reason.hasPrefix("not enough requests"))
        #expect(walk.at(50, SoakFixture.reading(SoakFixture.traffic(10))) == .passed)
        var bad = SoakWalk(SoakFixture.evaluator([SoakFixture.errorRate], for: .seconds(300)))
        let errors = SoakFixture.reading(SoakFixture.traffic(10, errors: 50))
        for second in [0.0, 10, 20] { #expect(bad.at(second, errors, isWhole: false) == .goOn) }
        guard case .breached = bad.at(30, errors, isWhole: false) else {
            Issue.record("a breach waits for nothing")
            return
        }
    }

    /// Pods that were never called before have no rate until they were scraped twice.
    @Test func noDataCountsFromTheFirstWholeWindow() {
        var walk = SoakWalk(SoakFixture.evaluator([SoakFixture.errorRate], for: .seconds(300)))
        let nothing = SoakFixture.reading(Traffic())
        for second in [0.0, 10, 20, 30, 40, 50] { #expect(walk.at(second, nothing, isWhole: false) == .goOn) }
        for second in [60.0, 70, 80] { #expect(walk.at(second, nothing) == .goOn) }
        guard case .pause(let reason) = walk.at(90, nothing) else {
            Issue.record("nobody was asked")
            return
        }
        #expect(reason.hasPrefix("no data on error rate for 30 s"), "\(reason)")
    }
}
