import Domain
import Testing

private typealias Fix = SoakFixture

/// Versions that lock people out: a refusal is an answer, and no error.
@Suite struct RefusalTests {
    private let rules = SoakRule.defaults.filter { $0.isJudged(inShadow: false) }

    /// So many percent refused, as Istio counts it (401, 403) or as Linkerd does (beside the requests).
    private func traffic(refused percent: Double, apart: Bool = false, of requests: Double = 20) -> Traffic {
        let refused = requests * percent / 100
        var traffic = Fix.traffic(apart ? requests - refused : requests)
        if apart { traffic.denied = refused } else { traffic.unauthorized = refused }
        traffic.rbacDenials = refused
        return traffic
    }

    @Test(arguments: [false, true]) func whoeverLocksEverybodyOutGoesBack(apart: Bool) {
        var walk = SoakWalk(Fix.evaluator(rules))
        let reading = Fix.reading(traffic(refused: 100, apart: apart), baseline: traffic(refused: 0))
        let end = walk.through(0...120, reading)
        guard case .breached(let reason, "refused")? = end?.1 else {
            Issue.record("\(String(describing: end))")
            return
        }
        #expect(end?.0 == 30)
        #expect(
            reason
                == "refused requests 100 % in the cohort (baseline 0 %) was above 5 % (baseline + 5 points) for 30 s "
                + "(rule refused)")
    }

    @Test(arguments: [(0, 5, false), (0, 6, true), (10, 10, false), (10, 15, false), (10, 16, true), (40, 10, false)])
    func whatIsAlwaysRefusedIsNoReason(baseline: Double, cohort: Double, isBad: Bool) {
        for apart in [false, true] {
            var walk = SoakWalk(Fix.evaluator(rules))
            let reading = Fix.reading(
                traffic(refused: cohort, apart: apart), baseline: traffic(refused: baseline, apart: apart))
            let end = walk.through(0...400, reading)
            if case .breached? = end?.1 { #expect(isBad) } else { #expect(!isBad && end?.1 == .passed) }
        }
    }

    /// After a switch nobody is beside: the time before counts.
    @Test func theTimeBeforeIsABaselineAsWell() {
        var walk = SoakWalk(Fix.evaluator(rules))
        let reading = Fix.reading(traffic(refused: 60), baseline: nil, before: traffic(refused: 2))
        #expect(walk.through(0...60, reading)?.0 == 30)
    }

    /// A wanted tightening: the default rule gives way to one that only records.
    @Test func aWantedTighteningIsOnlyObserved() {
        let observed = SoakRule.observing(.refused)
        var walk = SoakWalk(Fix.evaluator([observed] + rules.filter { $0.name != observed.name }))
        let reading = Fix.reading(traffic(refused: 100), baseline: traffic(refused: 0))
        #expect(walk.through(0...400, reading)?.1 == .passed && walk.verdict("refused") == .observed)
    }

    @Test func connectionsCountWhereThereAreNoRequests() {
        var traffic = Traffic()
        #expect(traffic.value(of: .refused) == nil && traffic.value(of: .tlsFailures) == nil)
        (traffic.connections, traffic.denied) = (10, 5)
        #expect(traffic.value(of: .refused) == 50)
        traffic.connections = 2
        #expect(traffic.value(of: .refused) == 100)
    }

    @Test func handshakesThatFailAreAShareOfAll() {
        var walk = SoakWalk(Fix.evaluator(rules))
        var traffic = Fix.traffic(30)
        traffic.tlsHandshakeFailures = 10
        #expect(traffic.value(of: .tlsFailures) == 25)
        guard case .breached(_, "tls-failures")? = walk.through(0...60, Fix.reading(traffic))?.1 else {
            Issue.record("the handshakes were not heard")
            return
        }
    }

    /// A shadow's policy changes nothing: there is nothing to take back, and a person decides.
    @Test func whatWouldBeDeniedAsksForAPerson() {
        let shadow = SoakRule.defaults.filter { $0.isJudged(inShadow: true) }
        #expect(shadow.map(\.name) == ["would-be-denied"])
        var traffic = self.traffic(refused: 1)
        (traffic.dryRunDenied, traffic.dryRunAllowed) = (8, 12)
        var walk = SoakWalk(Fix.evaluator(shadow))
        let end = walk.through(0...60, Fix.reading(traffic, baseline: nil))
        #expect(
            end?.1
                == .pause(
                    reason: "the new version would deny 40 % of the requests (1 % are refused now, above 6 % a person "
                        + "decides) for 30 s (rule would-be-denied): promote to go on all the same, or abort"))
        // What is refused already is no news, and without results nobody is asked.
        for (denied, refused) in [(8.0, 40.0), (0, 0)] {
            traffic = self.traffic(refused: refused)
            traffic.dryRunDenied = denied
            if denied > 0 { traffic.dryRunAllowed = 12 }
            var walk = SoakWalk(Fix.evaluator(shadow))
            #expect(walk.through(0...400, Fix.reading(traffic, baseline: nil))?.1 == .passed)
        }
    }

    @Test func ofCustomMetricsOnlyThoseOfTheCohortNeedOne() {
        func rule(_ promQL: String) -> SoakRule {
            SoakRule(
                name: "a", subject: .custom(name: "a", promQL: promQL), comparison: .above(1), holdsFor: .zero)
        }
        #expect(rule("sum(a)").isJudged(inShadow: true) && rule("sum(a)").isJudged(inShadow: false))
        #expect(!rule("sum(a{pod=~\"$pods\"})").isJudged(inShadow: true))
        #expect(rule("sum(a{pod=~\"$pods\"})").isJudged(inShadow: false))
    }
}
