import Domain
import Testing

/// The forms that soaks are stored and shown in.
@Suite struct SoakFormTests {
    private static let rules: [SoakRule] =
        SoakRule.defaults
        + [
            SoakComparison.above(1.5), .below(-2), .aboveBaseline(percent: 0), .belowBaseline(percent: 12.5),
            .aboveBaselineBy(5),
        ].map { SoakFixture.custom($0, noData: .rollback) }

    @Test(arguments: rules) func rulesGoBothWays(_ rule: SoakRule) throws {
        #expect(try SoakRule(json: rule.json) == rule)
    }

    /// The text is in databases: it may be added to, and never changes.
    @Test func storedTextIsStable() throws {
        #expect(
            SoakFixture.custom(.above(3)).json.jsonText
                == #"{"above":3.0,"for":"PT20S","metric":"queue length","minimumRequests":0.0,"name":"queue","#
                + #""noData":"pause","observe":false,"query":"sum(queue)"}"#)
        var rule = SoakState.RuleState()
        rule.breach = .init(since: Timestamp(microseconds: 5), seen: Timestamp(microseconds: 7))
        #expect(
            SoakState(rules: ["errors": rule]).json.jsonText
                == #"{"rules":{"errors":{"breach":{"seen":7,"since":5},"judged":false}},"schema":1}"#)
        let evaluation = RuleEvaluation(
            rule: "p95", metric: "p95", unit: "ms", value: 12.5, limit: 20, requests: 40,
            verdict: .breaching(since: Timestamp(seconds: 0)))
        #expect(
            RuleEvaluation.json(of: [evaluation]).jsonText
                == #"{"rules":[{"limit":20.0,"metric":"p95","requests":40.0,"rule":"p95","#
                + #""since":"1970-01-01T00:00:00.000000Z","unit":"ms","value":12.5,"verdict":"breaching"}],"schema":1}"#
        )
    }

    @Test func evaluationsAndStatesGoBothWays() throws {
        var walk = SoakWalk(SoakFixture.evaluator(SoakRule.defaults + [SoakFixture.custom(.above(1))]))
        let readings: [SoakReading] = [
            SoakFixture.reading(SoakFixture.traffic(10, errors: 50)), .unreachable, SoakFixture.reading(Traffic()),
            SoakFixture.reading(SoakFixture.traffic(0.1)), SoakFixture.reading(SoakFixture.traffic(10)),
        ]
        for (index, reading) in (readings + readings).enumerated() {
            walk.at(Double(index) * 10, reading)
            #expect(try SoakState(json: walk.state.json) == walk.state)
            let evaluations = try #require(walk.last?.evaluations)
            #expect(try RuleEvaluation.list(json: RuleEvaluation.json(of: evaluations)) == evaluations)
        }
    }

    @Test(arguments: [
        JSONValue.null, [:], ["schema": 2, "rules": [:]], ["schema": 1], ["schema": 1, "rules": ["a": 1]],
        ["schema": 1, "rules": ["a": ["judged": true, "breach": ["since": 1]]]],
        ["schema": 1, "rules": ["a": ["judged": true, "silence": "long"]]],
    ])
    func whatIsNotKnownIsRefused(_ json: JSONValue) {
        #expect(throws: UnknownSchema.self) { try SoakState(json: json) }
        #expect(throws: UnknownSchema.self) { try SoakRule(json: json) }
        #expect(throws: UnknownSchema.self) { try RuleEvaluation.list(json: json) }
    }

    @Test(arguments: ["name", "metric", "for", "noData", "minimumRequests", "observe", "above"])
    func aRuleNeedsAllItsMembers(_ member: String) {
        var json = SoakFixture.custom(.above(3)).json
        json[member] = nil
        #expect(throws: UnknownSchema.self) { try SoakRule(json: json) }
        json[member] = ["no": "value"]
        #expect(throws: UnknownSchema.self) { try SoakRule(json: json) }
    }

    @Test func twoComparisonsAreNone() {
        var json = SoakFixture.custom(.above(3)).json
        json["below"] = 1
        #expect(throws: UnknownSchema.self) { try SoakRule(json: json) }
        #expect(SoakComparison(key: "beside", number: 1) == nil)
    }

    @Test func theDefaultsAreTheSpecifications() throws {
        #expect(SoakRule.repeatedName(in: SoakRule.defaults) == nil)
        #expect(SoakRule.repeatedName(in: SoakRule.defaults + SoakRule.defaults) == "error-rate")
        let deciding = SoakRule.defaults.filter { !$0.isObserveOnly }
        #expect(
            deciding.map(\.name)
                == [
                    "error-rate", "p95", "connection-failures", "circuit-breaker-trips", "refused", "tls-failures",
                    "would-be-denied",
                ])
        #expect(
            deciding.map(\.comparison)
                == [.above(5), .aboveBaseline(percent: 50), .above(10), .above(100)]
                + Array(repeating: .aboveBaselineBy(5), count: 3))
        #expect(
            deciding.map(\.holdsFor)
                == [.seconds(30), .seconds(60), .seconds(30), .zero, .seconds(30), .seconds(30), .seconds(30)])
        #expect(deciding.map(\.noData) == [.pause, .pause] + Array(repeating: .ignore, count: 5))
        #expect(Set(SoakRule.defaults.map(\.subject.name)) == Set(TrafficMetric.allCases.map(\.rawValue)))
        #expect(TrafficMetric.allCases.allSatisfy { !$0.title.isEmpty })
    }

    @Test func impossibleNumbersOfRequestsAreNone() {
        for number in [-1, .nan, .infinity] as [Double] {
            let rule = SoakRule(
                name: "a", subject: .standard(.p50), comparison: .above(1), holdsFor: .seconds(-1),
                minimumRequests: number)
            #expect(rule.minimumRequests == 0 && rule.holdsFor == .zero)
        }
    }
}
