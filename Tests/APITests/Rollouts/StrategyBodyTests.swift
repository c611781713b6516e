import API
import Domain
import Runtime
import TestKit
import Testing

/// Every parameter of the strategies: what is taken, what it becomes, and where it ends.
@Suite(.enabled(if: TestDatabase.mustRun)) struct StrategyBodyTests {
    private static func complaints(_ fixture: APIFixture, _ members: [String: JSONValue]) async throws -> [String] {
        let base: [String: JSONValue] = ["policies": [["id": .string(absentID)]], "environment": "Staging"]
        let answer = try await fixture.send("POST", "deployments", .json(.object(base.merging(members) { $1 })))
        // The policy does not exist: what is taken is 404.
        if answer.status == 404 { return [] }
        return answer.complaints.isEmpty ? ["status \(answer.status)"] : answer.complaints
    }

    private func check(_ cases: [(JSONValue, [String])], sourceLocation: SourceLocation = #_sourceLocation) async throws
    {
        try await check(members: cases.map { (["strategy": $0], $1) }, sourceLocation: sourceLocation)
    }

    private func check(
        members cases: [([String: JSONValue], [String])], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await APIFixture.with { fixture in
            for (members, expected) in cases {
                let found = try await Self.complaints(fixture, members)
                #expect(found == expected, "\(JSONValue.object(members).jsonText)", sourceLocation: sourceLocation)
            }
        }
    }

    private static func steps(_ count: Int) -> JSONValue { .array((1...count).map { ["count": .int(Int64($0))] }) }

    @Test func canary() async throws {
        func canary(_ members: [String: JSONValue]) -> JSONValue {
            .object(members.merging(["type": "canary"]) { $1 })
        }
        try await check([
            ("Canary", []), ("canary", []), (canary([:]), []), (canary(["steps": [1, 100]]), []),
            (canary(["steps": []]), ["strategy.steps empty"]), (canary(["steps": 10]), ["strategy.steps wrongType"]),
            (canary(["steps": [0]]), ["strategy.steps[0] outOfRange"]),
            (canary(["steps": [101]]), ["strategy.steps[0] outOfRange"]),
            (canary(["steps": [1.5]]), ["strategy.steps[0] wrongType"]),
            (canary(["steps": [10, 10]]), ["strategy.steps[1] notRising"]),
            (canary(["steps": [30, 10, 50]]), ["strategy.steps[1] notRising"]),
            (canary(["steps": [["count": 1], ["count": 5], 10]]), []),
            (canary(["steps": [10, ["count": 5]]]), ["strategy.steps[1] notRising"]),
            (canary(["steps": [["count": 0]]]), ["strategy.steps[0].count outOfRange"]),
            (canary(["steps": [["percent": 5, "count": 5]]]), ["strategy.steps[0].count ambiguous"]),
            (canary(["steps": [["soak": "PT1M"]]]), ["strategy.steps[0].percent missing"]),
            (canary(["steps": [["percent": 5, "soak": "5m"]]]), ["strategy.steps[0].soak notADuration"]),
            (canary(["steps": Self.steps(50)]), []), (canary(["steps": Self.steps(51)]), ["strategy.steps outOfRange"]),
            (canary(["soak": "PT0S"]), []), (canary(["soak": "P30D"]), []),
            (canary(["soak": "P31D"]), ["strategy.soak outOfRange"]),
            (canary(["soak": "P1M"]), ["strategy.soak notADuration"]),
            (canary(["soak": 5]), ["strategy.soak wrongType"]), (canary(["unit": "clientnamespaces"]), []),
            (canary(["unit": "pods"]), ["strategy.unit unknownValue"]),
            (canary(["autoPromote": "no"]), ["strategy.autoPromote wrongType"]), (canary(["shadow": "PT1S"]), []),
            (canary(["shadow": "PT0S"]), ["strategy.shadow outOfRange"]),
            (canary(["watch": "PT1M"]), ["strategy.watch unknownField"]),
            (["type": "Cannary", "steps": [10]], ["strategy.type unknownValue"]),
        ])
    }

    @Test func blueGreenAndItsChecks() async throws {
        func check(_ members: [String: JSONValue]) -> JSONValue {
            let whole = members.merging(["url": "http://reviews/health"]) { own, _ in own }
            return ["type": "BlueGreen", "smokeTests": [.object(whole)]]
        }
        let place = "strategy.smokeTests[0]"
        try await self.check([
            ("bluegreen", []), (["type": "BlueGreen", "watch": "PT0S", "keepBlueDuration": "P30D"], []),
            (["type": "BlueGreen", "watch": "P31D"], ["strategy.watch outOfRange"]),
            (["type": "BlueGreen", "keepBlueDuration": "x"], ["strategy.keepBlueDuration notADuration"]),
            (["type": "BlueGreen", "autoSwitch": 1], ["strategy.autoSwitch wrongType"]),
            (["type": "BlueGreen", "smokeTests": [:]], ["strategy.smokeTests wrongType"]),
            (
                ["type": "BlueGreen", "smokeTests": .array(Array(repeating: ["url": "http://a"], count: 21))],
                ["strategy.smokeTests outOfRange"]
            ), (["type": "BlueGreen", "smokeTests": [[:]]], ["\(place).url missing"]), (check([:]), []),
            (check(["url": "HTTPS://x:8443/a?b=c"]), []), (check(["url": "ftp://x"]), ["\(place).url invalid"]),
            (check(["url": "http://"]), ["\(place).url invalid"]),
            (check(["url": "https://gate.{cluster}.example.com/{cluster}"]), []),
            (check(["url": "http://{region}/"]), ["\(place).url invalid"]),
            (check(["url": "http://u:p@x/"]), ["\(place).url invalid"]),
            (check(["url": "http://x/#a"]), ["\(place).url invalid"]),
            (check(["url": "http://x/a b"]), ["\(place).url invalid"]), (check(["method": "post"]), []),
            (check(["method": "BREW"]), ["\(place).method unknownValue"]), (check(["headers": ["x-a": "b"]]), []),
            (check(["headers": ["a b": "c"]]), ["\(place).headers[\"a b\"] invalid"]),
            (check(["headers": ["x": "a\r\nb: c"]]), ["\(place).headers.x invalid"]),
            (check(["headers": ["x": 1]]), ["\(place).headers wrongType"]), (check(["expectedStatus": 100]), []),
            (check(["expectedStatus": 600]), ["\(place).expectedStatus outOfRange"]),
            (check(["bodyContains": ""]), ["\(place).bodyContains empty"]),
            (
                check(["bodyContains": .string(String(repeating: "x", count: 4097))]),
                ["\(place).bodyContains outOfRange"]
            ),
            (check(["maximumLatency": "PT1M"]), []),
            (check(["maximumLatency": "PT0S"]), ["\(place).maximumLatency outOfRange"]),
            (check(["maximumLatency": "PT61S"]), ["\(place).maximumLatency outOfRange"]),
        ])
    }

    @Test func rollingAndComparisons() async throws {
        func ab(_ test: [String: JSONValue]) -> JSONValue { ["type": "ab", "test": .object(test)] }
        try await check([
            ("Rolling", []), (["type": "rolling", "batch": 25], []), (["type": "rolling", "batch": ["count": 3]], []),
            (["type": "rolling", "batch": 0], ["strategy.batch outOfRange"]),
            (["type": "rolling", "batch": "3"], ["strategy.batch wrongType"]),
            (["type": "rolling", "batch": [:]], ["strategy.batch.percent missing"]),
            (["type": "rolling", "unit": "Clusters"], []),
            (["type": "rolling", "unit": "requests"], ["strategy.unit unknownValue"]),
            (["type": "rolling", "interval": "-PT1S"], ["strategy.interval notADuration"]),
            (["type": "rolling", "healthChecks": [["url": "x"]]], ["strategy.healthChecks[0].url invalid"]),
            ("AB", []), (["type": "AB", "split": 99], []),
            (["type": "AB", "split": 100], ["strategy.split outOfRange"]),
            (["type": "AB", "split": 0], ["strategy.split outOfRange"]),
            (["type": "AB", "header": ["name": "x-beta", "value": "1"]], []),
            (["type": "AB", "cookie": ["name": "beta", "value": "1"], "split": 5], ["strategy.cookie ambiguous"]),
            (
                ["type": "AB", "header": ["name": "a b", "value": "\n"]],
                [
                    "strategy.header.name invalid", "strategy.header.value invalid",
                ]
            ), (["type": "AB", "header": ["name": "x"]], ["strategy.header.value missing"]),
            (ab(["confidence": 0.5, "minimumSamples": 1, "maximumDuration": "PT1M", "metrics": "LATENCY"]), []),
            (ab(["confidence": 0.49]), ["strategy.test.confidence outOfRange"]),
            (ab(["confidence": 1]), ["strategy.test.confidence outOfRange"]),
            (ab(["confidence": "95"]), ["strategy.test.confidence wrongType"]),
            (ab(["minimumSamples": 0]), ["strategy.test.minimumSamples outOfRange"]),
            (ab(["maximumDuration": "PT0.5S"]), ["strategy.test.maximumDuration outOfRange"]),
            (ab(["maximumDuration": "P91D"]), ["strategy.test.maximumDuration outOfRange"]),
            (ab(["metrics": "all"]), ["strategy.test.metrics unknownValue"]),
            (ab(["onInconclusive": "keepb"]), ["strategy.test.onInconclusive unknownValue"]),
            (ab(["power": 1]), ["strategy.test.power unknownField"]),
        ])
    }

    private static func fromNow(_ duration: Duration) -> JSONValue {
        .string((SystemTime().now() + duration).description)
    }

    @Test func rulesWavesAndTimes() async throws {
        func rule(_ members: [String: JSONValue]) -> [String: JSONValue] { ["rules": [.object(members)]] }
        try await check(members: [
            (rule(["metric": "ERRORRATE", "above": 1]), []), (rule(["metric": "p95", "aboveBaseline": 20]), []),
            (rule(["name": "lag", "query": "max(lag)", "above": 1.5]), []),
            (rule(["metric": "p50", "observe": true]), []),
            (rule(["above": 1]), ["rules[0].metric missing"]),
            (rule(["metric": "p95", "query": "x", "name": "a", "above": 1]), ["rules[0].query ambiguous"]),
            (rule(["query": "x", "above": 1]), ["rules[0].name missing"]),
            (rule(["name": "a", "query": "", "above": 1]), ["rules[0].query empty"]),
            (rule(["metric": "speed", "above": 1]), ["rules[0].metric unknownValue"]),
            (rule(["metric": "p95"]), ["rules[0].above missing"]),
            (rule(["metric": "p95", "above": 1, "below": 2]), ["rules[0].below ambiguous"]),
            (rule(["metric": "p95", "aboveBaseline": -1]), ["rules[0].aboveBaseline outOfRange"]),
            (rule(["metric": "p95", "belowBaseline": 101]), ["rules[0].belowBaseline outOfRange"]),
            (rule(["metric": "p95", "above": "1"]), ["rules[0].above wrongType"]),
            (rule(["metric": "p95", "above": 1, "for": "P1D"]), []),
            (rule(["metric": "errorRate", "above": 101]), ["rules[0].above outOfRange"]),
            (rule(["metric": "errorRate", "above": 100]), ["rules[0].above outOfRange"]),
            (rule(["metric": "errorRate", "above": -1]), ["rules[0].above outOfRange"]),
            (rule(["metric": "errorRate", "above": 0]), []), (rule(["metric": "successRate", "below": 100]), []),
            (rule(["metric": "successRate", "below": 100.5]), ["rules[0].below outOfRange"]),
            (rule(["metric": "successRate", "below": 0]), ["rules[0].below outOfRange"]),
            (rule(["metric": "p99", "above": 60000]), []),
            (rule(["metric": "p99", "above": -5]), ["rules[0].above outOfRange"]),
            (rule(["metric": "requestsPerSecond", "below": -1]), ["rules[0].below outOfRange"]),
            (rule(["name": "lag", "query": "max(lag)", "above": -5]), []),
            (rule(["metric": "p95", "above": 1, "for": "P2D"]), ["rules[0].for outOfRange"]),
            (rule(["metric": "p95", "above": 1, "noData": "panic"]), ["rules[0].noData unknownValue"]),
            (rule(["metric": "p95", "above": 1, "minimumRequests": -1]), ["rules[0].minimumRequests outOfRange"]),
            (
                rule(["name": .string(String(repeating: "x", count: 64)), "metric": "p95", "above": 1]),
                ["rules[0].name invalid"]
            ),
            (
                ["rules": [["metric": "p95", "above": 1], ["metric": "p95", "above": 2]]], ["rules[1].name duplicate"]
            ), (["rules": .array(Array(repeating: ["metric": "p95"], count: 51))], ["rules outOfRange"]),
            (["defaultRules": 0], ["defaultRules wrongType"]), (["rules": [7]], ["rules[0] wrongType"]),
            (["waves": [["a"], ["b", "c"]]], []), (["waves": []], ["waves empty"]),
            (["waves": [[]]], ["waves[0] empty"]), (["waves": ["a"]], ["waves[0] wrongType"]),
            (["waves": [["a"], ["b", "a"]]], ["waves[1][1] duplicate"]),
            (["waves": .array((0...100).map { [.string("c\($0)")] })], ["waves outOfRange"]),
            (["progressDeadline": "PT10S"], []), (["progressDeadline": "PT9S"], ["progressDeadline outOfRange"]),
            (["startAt": Self.fromNow(.seconds(3600))], []), (["startAt": Self.fromNow(.seconds(-60))], []),
            (["startAt": Self.fromNow(.seconds(-900))], ["startAt outOfRange"]),
            (["startAt": "2020-01-09T08:30:00Z"], ["startAt outOfRange"]),
            (["startAt": "9999-12-31T00:00:00+02:00"], ["startAt outOfRange"]),
            (["startAt": "tomorrow"], ["startAt notAMoment"]), (["startAt": 5], ["startAt wrongType"]),
            (["ifActive": "QUEUE"], []), (["ifActive": "supersede"], []),
            (["ifActive": "wait"], ["ifActive unknownValue"]),
        ])
    }
}
