import API
import Domain
import Ports
import TestKit
import Testing

/// What cannot be is said at once, with what can, and leaves nothing behind.
@Suite(.enabled(if: TestDatabase.mustRun)) struct BadInputTests {
    /// A policy that reaches the workloads `app: reviews`.
    static func document(_ kind: String, group: String = "networking", _ spec: [String: JSONValue]) -> JSONValue {
        [
            "apiVersion": .string("\(group).istio.io/v1"), "kind": .string(kind),
            "metadata": ["name": "reviews", "namespace": "default"], "spec": .object(spec),
        ]
    }

    private static let sidecar = document(
        "Sidecar", ["workloadSelector": ["labels": ["app": "reviews"]], "egress": [["hosts": ["./*"]]]])

    private static let gateway = document(
        "Gateway",
        [
            "selector": ["app": "reviews"],
            "servers": [["port": ["number": 80, "name": "http", "protocol": "HTTP"], "hosts": ["a.example"]]],
        ])

    private func refusal(
        _ fixture: APIFixture, _ document: JSONValue, _ strategy: JSONValue, _ more: [String: JSONValue] = [:]
    ) async throws -> Answer {
        try await fixture.cluster("west")
        let policy = try await fixture.succeed("POST", "policies", .json(document)).id
        let answer = try await fixture.send(
            "POST", "deployments", RolloutAnswerTests.body(policy, strategy, more))
        #expect(answer.status == 422, "\(answer.json.jsonText)")
        #expect(try await fixture.succeed("GET", "deployments").items.isEmpty)
        #expect(try await fixture.database.count("SELECT count(*) FROM object_locks") == 0)
        return answer
    }

    /// Every complaint says in words what is wrong, and what would be right.
    @Test(
        arguments: [
            (["strategy": ["type": "Canary", "steps": [101]]], "steps[0]", "1 to 100 percent"),
            (["strategy": ["type": "Canary", "steps": [50, 10]]], "steps[1]", "more than"),
            (["strategy": ["type": "Canary", "soak": "5m"]], "soak", "PT5M"),
            (["rules": [["above": 1]]], "rules[0].metric", "query"),
            (["progressDeadline": "soon"], "progressDeadline", "PT"),
        ] as [(JSONValue, String, String)])
    func complaintsSayWhatWouldBeRight(_ members: JSONValue, _ path: String, _ words: String) async throws {
        try await APIFixture.with { fixture in
            let policy = try await fixture.policy("reviews")
            var body = members
            body["policies"] = [["id": .string(policy)]]
            body["environment"] = "Staging"
            let answer = try await fixture.send("POST", "deployments", .json(body))
            #expect(answer.status == 400 || answer.status == 422, "\(answer.json.jsonText)")
            let error = answer.errors.first
            #expect(error?["path"]?.string?.hasSuffix(path) == true, "\(answer.json.jsonText)")
            #expect(error?["message"]?.string?.contains(words) == true, "\(answer.json.jsonText)")
        }
    }

    /// Who has a policy's name is told where its id is.
    @Test func aNameForAnID() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.send(
                "POST", "deployments",
                .json(["policies": [["id": "VirtualService/default/x"]], "environment": "Staging"]))
            #expect(answer.complaints == ["policies[0].id invalid"], "\(answer.json.jsonText)")
            let message = answer.errors.first?["message"]?.string ?? ""
            #expect(message.contains("GET /api/v1/policies?kind=KIND&namespace=NAMESPACE&name=NAME"), "\(message)")
        }
    }

    @Test func clustersOfTwoEnvironments() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east", environment: "Development")
            let policy = try await fixture.policy("reviews")
            let answer = try await fixture.send(
                "POST", "deployments",
                .json(["policies": [["id": .string(policy)]], "clusters": ["west", "east"], "strategy": "Canary"]))
            #expect(answer.status == 422 && answer.complaints == ["clusters mixedEnvironments"])
            let message = answer.errors.first?["message"]?.string ?? ""
            #expect(message.contains("Staging") && message.contains("Development"), "\(message)")
            #expect(try await fixture.succeed("GET", "deployments").items.isEmpty)
        }
    }

    /// Whatever is asked of one that has ended is refused in words, and it stays as it is.
    @Test func aFinishedDeploymentIsLeftAlone() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deployed(try await fixture.policy("reviews"))
            for command in ["promote", "switch", "pause", "resume", "abort"] {
                let answer = try await fixture.send("POST", "deployments/\(id)/\(command)")
                #expect(answer.status == 409, "\(command)")
                #expect(answer.detail.contains("it has ended"), "\(command): \(answer.detail)")
            }
            #expect(try await fixture.status(id) == "Completed")
        }
    }

    @Test func aUnitThatTheKindCannotHave() async throws {
        try await APIFixture.with { fixture in
            fixture.clusters["west"].setPods(3)
            let answer = try await refusal(fixture, Self.sidecar, ["type": "Canary", "unit": "requests"])
            #expect(answer.complaints == ["strategy impossibleUnit"])
            let message = answer.errors.first?["message"]?.string ?? ""
            #expect(message.contains("Sidecar") && message.hasSuffix("It can have: workloads"), "\(message)")
        }
    }

    /// The table of kinds and the refusals say the same.
    @Test func aStrategyThatTheKindCannotHave() async throws {
        try await APIFixture.with { fixture in
            let answer = try await refusal(fixture, Self.gateway, "BlueGreen")
            #expect(answer.complaints == ["strategy impossibleStrategy"])
            let message = answer.errors.first?["message"]?.string ?? ""
            let kinds = try await fixture.succeed("GET", "kinds", as: .viewer).items
            #expect(kinds.map { $0["kind"] } == PolicyKind.allCases.map { .string($0.rawValue) })
            let gateway = try #require(kinds.first { $0["kind"] == "Gateway" })
            #expect(gateway["mesh"] == "istio" && gateway["groups"] == ["networking.istio.io"])
            let strategies = gateway["strategies"]?.array ?? []
            let blueGreen = try #require(strategies.first { $0["strategy"] == "BlueGreen" })
            #expect(blueGreen["possible"] == false)
            #expect(message.contains(blueGreen["text"]?.string ?? "?"), "\(message)")
            #expect(message.hasSuffix("It can have: Direct"), "\(message)")
            let units = gateway["units"]?.array ?? []
            #expect(units.first { $0["unit"] == "clusters" }?["possible"] == true)
            #expect(units.first { $0["unit"] == "requests" }?["possible"] == false)
        }
    }

    @Test func aCohortOfNobody() async throws {
        try await APIFixture.with { fixture in
            let answer = try await refusal(fixture, Self.sidecar, ["type": "Canary", "unit": "workloads"])
            #expect(answer.complaints == ["policies emptyCohort"])
            #expect(answer.errors.first?["message"]?.string?.contains("west") == true)
        }
    }

    /// Asked at submission, not at the first tick; a Prometheus that is away is no reason to refuse.
    @Test func aQueryThatPrometheusRefuses() async throws {
        try await APIFixture.with { fixture in
            let quiet = TrafficSnapshot(at: Timestamp(seconds: 1), window: .seconds(60), rows: [:])
            fixture.metrics["west"] = .success(quiet)
            let rule: JSONValue = ["name": "mine", "query": "refused(up)", "above": 1]
            let answer = try await refusal(fixture, Document.json("reviews"), "Canary", ["rules": [rule]])
            #expect(answer.complaints == ["rules[0].query queryRefused"])
            let message = answer.errors.first?["message"]?.string ?? ""
            #expect(message.contains("mine") && message.contains("unknown function"), "\(message)")
            fixture.metrics["west"] = .failure(PortError(.transient, "Prometheus", "it is away"))
            let policy = try await fixture.succeed("GET", "policies").items[0].id
            let accepted = try await fixture.succeed(
                "POST", "deployments", RolloutAnswerTests.body(policy, "Canary", ["rules": [rule]]))
            let note = accepted["notes"]?[0]?.string ?? ""
            #expect(note.contains("mine") && note.contains("not checked") && note.contains("it is away"), "\(note)")
        }
    }

    /// One number is judged. Of a query for the cohort's pods it is only told: the cohort may have one where all have
    /// several.
    @Test func aQueryOfSeveralValues() async throws {
        try await APIFixture.with { fixture in
            fixture.metrics["west"] = .success(
                TrafficSnapshot(at: Timestamp(seconds: 1), window: .seconds(60), rows: [:]))
            fixture.clusters["west"].setPods(4)
            let rule: JSONValue = ["name": "mine", "query": "several(up)", "above": 1]
            let canary: JSONValue = ["type": "Canary", "unit": "workloads"]
            let answer = try await refusal(fixture, Self.sidecar, canary, ["rules": [rule]])
            #expect(answer.complaints == ["rules[0].query queryRefused"])
            #expect(answer.detail.contains("gives 3 values"), "\(answer.detail)")
            let policy = try await fixture.succeed("GET", "policies").items[0].id
            let ofPods: JSONValue = ["name": "mine", "query": "several(up{pod=~\"$pods\"})", "above": 1]
            let told = try await fixture.succeed(
                "POST", "deployments", RolloutAnswerTests.body(policy, canary, ["rules": [ofPods]]))
            #expect(told["notes"]?.jsonText.contains("gives 3 values") == true, "\(told.json.jsonText)")
        }
    }

    /// What would never be judged is no rule.
    @Test(
        arguments: [
            (
                ["name": "mine", "query": "vector(5)", "aboveBaseline": 10], "Canary", 400,
                "rules[0].aboveBaseline noBaseline"
            ),
            (["metric": "wouldBeDenied", "above": 3], "Canary", 422, "rules[0].metric neverJudged"),
            (
                ["name": "mine", "query": "sum(up{pod=~\"$pods\"})", "above": 3],
                ["type": "Canary", "unit": "requests"],
                422, "rules[0].query neverJudged"
            ),
        ] as [(JSONValue, JSONValue, Int, String)])
    func aRuleThatIsNeverJudged(_ rule: JSONValue, _ strategy: JSONValue, _ status: Int, _ complaint: String)
        async throws
    {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let answer = try await fixture.send(
                "POST", "deployments",
                RolloutAnswerTests.body(
                    try await fixture.policy("reviews"), strategy, ["rules": [rule], "defaultRules": false]))
            #expect(answer.status == status && answer.complaints == [complaint], "\(answer.json.jsonText)")
        }
    }

    /// The answer to a canary of a Sidecar for so many pods.
    private func askCanary(_ fixture: APIFixture, of pods: Int, _ steps: JSONValue) async throws -> Answer {
        try await fixture.cluster("west")
        fixture.clusters["west"].setPods(pods)
        let policy = try await fixture.succeed("POST", "policies", .json(Self.sidecar)).id
        return try await fixture.send(
            "POST", "deployments", RolloutAnswerTests.body(policy, ["type": "Canary", "steps": steps]))
    }

    /// How many pods there are is known when the clusters have answered: no share shrinks, none is all of them.
    @Test(
        arguments: [
            ([["count": 9], 10], 13, "strategy.steps[1] notRising"),
            ([["count": 500]], 13, "strategy.steps[0] outOfRange"),
            ([["count": 2], 50], 13, nil), ([["count": 1], 50], 1, "strategy.steps[0] outOfRange"),
            ([10, 20, 30], 2, nil),
        ] as [(JSONValue, Int, String?)])
    func numbersOfPodsAreComparedWithPercentages(_ steps: JSONValue, _ pods: Int, _ complaint: String?) async throws {
        try await APIFixture.with { fixture in
            let answer = try await askCanary(fixture, of: pods, steps)
            #expect(answer.status == (complaint == nil ? 202 : 422), "\(answer.json.jsonText)")
            #expect(answer.complaints == [complaint].compactMap(\.self))
        }
    }

    /// What is said of it stands before the pods have it.
    @Test(arguments: [(1, ["10 % of 1 pod is 1: everybody"]), (2, []), (13, [])] as [(Int, [String])])
    func aShareThatIsEverybodyIsSaid(_ pods: Int, _ said: [String]) async throws {
        try await APIFixture.with { fixture in
            let answer = try await askCanary(fixture, of: pods, [10, 50])
            let notes = (answer.json["notes"]?.array ?? []).compactMap(\.string).filter { $0.contains("everybody") }
            #expect(answer.status == 202 && notes.count == said.count, "\(notes)")
            for (note, words) in zip(notes, said) { #expect(note.hasPrefix("Cluster west: \(words)"), "\(note)") }
        }
    }

    /// Steps that are too close for so few pods.
    @Test(
        arguments: [
            ([34, 67], 2, "67 % of 2 pods is no more than the step before it has (34 % is 1): it adds nobody,"),
            ([10, 20, 30, 80], 3, "20 %, 30 % of 3 pods are no more than the steps before them have (10 % is 1):"),
            ([10, 50], 13, nil), ([10, 50], 1, nil), ([50, 100], 2, nil),
        ] as [(JSONValue, Int, String?)])
    func stepsThatAddNobodyAreSaid(_ steps: JSONValue, _ pods: Int, _ said: String?) async throws {
        try await APIFixture.with { fixture in
            let answer = try await askCanary(fixture, of: pods, steps)
            #expect(answer.status == 202)
            let all = (answer["notes"]?.array ?? []).compactMap(\.string)
            let notes = all.filter { $0.contains("the same pods again") }
            #expect(notes.count == (said == nil ? 0 : 1), "\(notes)")
            #expect(notes.allSatisfy { $0.hasPrefix("Cluster west: \(said ?? "")") }, "\(notes)")
        }
    }

    /// By a header of requests that all go to the same pods nobody can tell two versions apart.
    @Test func variantsThatCannotBeToldApart() async throws {
        try await APIFixture.with { fixture in
            fixture.clusters["west"].setPods(4)
            let strategy: JSONValue = ["type": "AB", "header": ["name": "x-user", "value": "jason"]]
            let answer = try await refusal(fixture, Document.json("reviews"), strategy)
            #expect(answer.complaints == ["strategy impossibleUnit"])
            #expect(answer.detail.contains("do not tell the two versions apart"), "\(answer.detail)")
        }
    }

    /// One of the two is first; the other is told, or comes too late to count: the deployment goes back in either case.
    @Test func rollbackAndPromoteAtOnce() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            for round in 0..<4 {
                let policy = try await fixture.policy("p\(round)")
                let id = try await fixture.succeed(
                    "POST", "deployments",
                    RolloutAnswerTests.body(policy, ["type": "Canary", "steps": [10, 50]])
                ).id
                try await fixture.worker.work(id)
                async let back = fixture.send("POST", "deployments/\(id)/rollback", .json(["reason": "no"]))
                async let on = fixture.send("POST", "deployments/\(id)/promote", .json(["reason": "yes"]))
                let answers = try await (back: back, on: on)
                #expect(answers.back.status == 202, "\(answers.back.json.jsonText)")
                #expect([202, 409].contains(answers.on.status), "\(answers.on.json.jsonText)")
                if answers.on.status == 409 { #expect(answers.on.detail.contains("rolling back")) }
                #expect(try await fixture.status(id) == "RollingBack")
                try await fixture.worker.work(id)
                #expect(try await fixture.status(id) == "RolledBack")
                let report = try await fixture.succeed("GET", "deployments/\(id)/report")
                #expect(report["reason"]?.string?.hasSuffix(": no") == true && report["verified"] == true)
            }
        }
    }
}

extension JSONValue {
    fileprivate var id: String { self["id"]?.string ?? "" }
}
