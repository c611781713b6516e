import API
import Domain
import Ports
import Runtime
import TestKit
import Testing

/// What answers show of a rollout, and what people do to it.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RolloutAnswerTests {
    static func body(_ policy: String, _ strategy: JSONValue, _ more: [String: JSONValue] = [:]) -> Content {
        let base: [String: JSONValue] = [
            "policies": [["id": .string(policy)]], "environment": "Staging", "strategy": strategy,
        ]
        return .json(.object(base.merging(more) { $1 }))
    }

    @Test func theStrategyIsShownAsItWasAskedFor() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let cases: [(JSONValue, JSONValue, [JSONValue])] = [
                (
                    ["type": "Canary", "steps": [["percent": 5, "soak": "PT1M"], 50], "autoPromote": false],
                    [
                        "type": "Canary", "unit": nil, "autoPromote": false, "shadow": nil,
                        "steps": [["percent": 5, "soak": "PT1M"], ["percent": 50, "soak": "PT5M"]],
                    ],
                    [nil, "applying to 5 %", nil, "soaking for PT1M", "waiting for promote", "applying to 50 %"]
                ),
                (
                    [
                        "type": "BlueGreen", "autoSwitch": false,
                        "smokeTests": [["url": "http://reviews/", "headers": ["authorization": "geheim"]]],
                    ],
                    [
                        "type": "BlueGreen", "autoSwitch": false, "watch": "PT10M", "keepBlueDuration": "PT0S",
                        "smokeTests": [
                            [
                                "url": "http://reviews/", "method": "GET", "headers": ["authorization"],
                                "expectedStatus": 200, "bodyContains": nil, "maximumLatency": "PT5S",
                            ]
                        ],
                    ], [nil, "green beside blue", nil, "1 smoke test", "waiting for switch", "switching"]
                ),
                (
                    ["type": "AB", "cookie": ["name": "beta", "value": "1"]],
                    [
                        "type": "AB", "unit": nil, "cookie": ["name": "beta", "value": "1"],
                        "test": [
                            "confidence": 0.95, "minimumSamples": 1000.0, "maximumDuration": "P1D", "metrics": "both",
                            "onInconclusive": "keepA",
                        ],
                    ],
                    [
                        nil, "giving the new version to matching requests", nil, "comparing both versions",
                        "waiting for promote", "promoting",
                    ]
                ),
            ]
            for (number, (strategy, shown, headings)) in cases.enumerated() {
                let policy = try await fixture.policy("policy-\(number)")
                // What is said to an A/B test depends on where requests go, unless the cluster is silent.
                if strategy["type"] == "AB" {
                    fixture.clusters["west"].set { $0.failure = PortError(.transient, "west", "it is away") }
                }
                let answer = try await fixture.succeed("POST", "deployments", Self.body(policy, strategy))
                #expect(answer["strategy"] == shown, "\(answer["strategy"]?.jsonText ?? "")")
                let plan = answer["plan"]?.array ?? []
                #expect(plan.prefix(headings.count).map { $0["heading"] } == headings)
                #expect(plan.map { $0["name"] } == answer["steps"]?.array)
                #expect(answer["waves"] == [["west"]])
                #expect(!answer.json.jsonText.contains("geheim"))
                let stored = try await fixture.database.count(
                    "SELECT count(*) FROM audit_log WHERE details::text LIKE '%geheim%'")
                #expect(stored == 0)
            }
        }
    }

    @Test func promotingGoesOnStepByStepOrToTheEnd() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let strategy: JSONValue = ["type": "Canary", "steps": [10, 50]]
            let one = try await fixture.succeed(
                "POST", "deployments", Self.body(try await fixture.policy("one"), strategy)
            ).id
            // Nothing can be skipped while a worker is at it.
            #expect(try await fixture.send("POST", "deployments/\(one)/promote").status == 409)
            try await fixture.worker.work(one)
            #expect(try await step(fixture, one) == "soaking for PT5M")
            try await fixture.succeed("POST", "deployments/\(one)/promote", .json(["reason": "good"]))
            #expect(try await step(fixture, one) == "applying to 50 %")
            try await fixture.worker.work(one)
            let key = ["idempotency-key": "once"]
            for replayed in [nil, "true"] {
                let answer = try await fixture.succeed(
                    "POST", "deployments/\(one)/promote", as: .developer, .json(["toEnd": true]), headers: key)
                #expect(answer.status == 202 && answer.header("Idempotent-Replayed") == replayed)
                #expect(answer["step"]?["name"] == "promote")
            }
            try await fixture.worker.work(one)
            #expect(try await fixture.status(one) == "Completed")
            #expect(try await fixture.send("POST", "deployments/\(one)/promote").status == 409)
            for body in [["toEnd": 1], ["to": true]] as [JSONValue] {
                #expect(try await fixture.send("POST", "deployments/\(one)/promote", .json(body)).status == 400)
            }
            let audited = try await fixture.database.count(
                "SELECT count(*) FROM audit_log WHERE action IN ('deployment.promote', 'deployment.promoteToEnd')")
            #expect(audited == 2)
        }
    }

    private func step(_ fixture: APIFixture, _ id: String) async throws -> String? {
        try await fixture.succeed("GET", "deployments/\(id)/status")["step"]?["heading"]?.string
    }

    @Test func blueAndGreenAreSwitchedByAPerson() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.succeed(
                "POST", "deployments",
                Self.body(try await fixture.policy("reviews"), ["type": "BlueGreen", "autoSwitch": false])
            ).id
            #expect(try await fixture.send("POST", "deployments/\(id)/switch").status == 409)
            try await fixture.worker.work(id)
            #expect(try await step(fixture, id) == "waiting for switch")
            #expect(try await fixture.status(id) == "Paused")
            #expect(try await fixture.send("POST", "deployments/\(id)/promote").status == 409)
            #expect(
                try await fixture.succeed("POST", "deployments/\(id)/switch")["step"]?["name"] == "switchTraffic")
            try await fixture.worker.work(id)
            #expect(try await step(fixture, id) == "soaking for PT10M")
            let back = try await fixture.succeed(
                "POST", "deployments/\(id)/rollback-to-blue", .json(["reason": "blue was better"]))
            #expect(back["status"] == "RollingBack" && back["reason"]?.string?.hasSuffix(": blue was better") == true)
            for command in ["promote", "switch", "rollback-to-blue"] {
                #expect(try await fixture.send("POST", "deployments/\(absentID)/\(command)").status == 404)
            }
        }
    }

    @Test func batchesAreShown() {
        let rolling = RollingStrategy(batch: .count(3), unit: .workloads, healthChecks: [HTTPCheck(url: "http://a")])
        let shown = Strategy.rolling(rolling).json
        #expect(shown["batch"] == ["count": 3] && shown["unit"] == "workloads" && shown["interval"] == "PT1M")
        #expect(shown["healthChecks"]?[0]?["url"] == "http://a")
    }

    /// The given rules take the places of the defaults of the same names.
    @Test func rulesAndTimesAreShown() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let start = SystemTime().now() + .seconds(30 * 86_400)
            let more: [String: JSONValue] = [
                "rules": [["metric": "errorRate", "above": 1]], "waves": [["west"]], "progressDeadline": "PT10M",
                "startAt": .string(start.description), "ifActive": "queue",
            ]
            let first = try await fixture.succeed(
                "POST", "deployments", Self.body(try await fixture.policy("one"), "Canary", more))
            #expect(first["rules"]?[0]?["name"] == "error-rate" && first["rules"]?[0]?["above"] == 1.0)
            #expect(first["rules"]?.array?.count == SoakRule.defaults.count)
            #expect(first["progressDeadline"] == "PT10M" && first["startAt"] == .string(start.description))
            let alone = more.merging(["defaultRules": false]) { $1 }
            let second = try await fixture.succeed(
                "POST", "deployments", Self.body(try await fixture.policy("two"), "Canary", alone))
            #expect(second["rules"]?.array?.count == 1)
        }
    }
}
