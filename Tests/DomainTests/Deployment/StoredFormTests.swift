import Domain
import Testing

private let deployment = ID<Deployment>(high: 9, low: 9)
private let clusters = [ID<Cluster>(high: 0, low: 1), ID<Cluster>(high: 0, low: 2)]

@Suite struct StoredFormTests {
    static let plans = [
        Strategy.directPlan(PlanInput(clusters: clusters)),
        Strategy.directPlan(PlanInput(clusters: clusters.reversed(), onFailure: .stop)),
        Plan.takingBack(deployment, clusters: clusters),
        Plan(
            clusters: clusters, waves: [[clusters[1]], [clusters[0]]],
            steps: Step.any.enumerated().map { PlannedStep($1, wave: [nil, 0, 1][$0 % 3]) }, onFailure: .stop,
            units: [ID<Policy>(high: 0, low: 4): .requests, ID<Policy>(high: 0, low: 5): .clusters],
            rules: Array(SoakRule.defaults.prefix(2)), progressDeadline: .seconds(90),
            startsAt: Timestamp(seconds: 1_760_000_000)),
    ]

    static let checks = [
        HTTPCheck(url: "https://a/b", method: "POST", headers: ["x": "y"], expectedStatus: 204, bodyContains: "ok"),
        HTTPCheck(url: "http://c", maximumLatency: .milliseconds(1)),
    ]

    static let states: [DeploymentState] = {
        let position = Position(step: 1, outstanding: Set(clusters))
        var waiting = position
        waiting.delays = [
            clusters[0]: Delay(since: Timestamp(seconds: 5), reason: "frozen", until: Timestamp(seconds: 9))
        ]
        var silent = Restoration(cause: .abort, reason: "r", outstanding: Set(clusters))
        silent.delays = [clusters[1]: Delay(since: Timestamp(seconds: 5), reason: "no answer", until: nil)]
        silent.delays[clusters[1]]?.isTold = true
        waiting.delays[clusters[1]] = Delay(since: Timestamp(seconds: 5), reason: "nothing yet", until: nil)
        waiting.delays[clusters[1]]?.counted = .seconds(7)
        waiting.delays[clusters[1]]?.lookedAt = Timestamp(seconds: 12)
        var asking = position
        asking.asking = Asking(cluster: clusters[0], isOver: true)
        var comparing = Position(step: 3, outstanding: [clusters[1]])
        comparing.findings = [
            clusters[0]: .newWins(reason: "faster"), clusters[1]: .open(reason: "level", worse: [.b]),
        ]
        var left = Restoration(cause: .abort, reason: "r", outstanding: [clusters[0]], failures: ["a"])
        left.stands = false
        let phases: [Phase] =
            [
                .advancing(waiting), .held(waiting), .restoring(silent), .restoring(left), .advancing(comparing),
                .held(comparing),
            ] + [
                .held(asking), .queued, .pending(position), .advancing(position),
                .held(Position(step: 0, outstanding: [])),
                .completed,
                .held(Position(step: 3, outstanding: Set(clusters), note: "no data")),
                .failed(reason: "r", wroteSomething: true, ground: .kept),
                .failed(reason: "r", wroteSomething: true, ground: .stuck),
                .failed(reason: "r", wroteSomething: true, ground: .givenUp),
                .failed(reason: "r", wroteSomething: true), .failed(reason: "r", wroteSomething: false),
                .rolledBack(reason: ""), .aborted(reason: "why"),
            ]
            + Restoration.Cause.allCases.map {
                .restoring(Restoration(cause: $0, reason: "r", outstanding: Set(clusters), failures: ["a", "b"]))
            }
        return phases.map { DeploymentState(phase: $0, epoch: 12) }
    }()

    @Test(arguments: plans) func planGoesBothWays(_ plan: Plan) throws {
        #expect(try Plan(json: plan.json) == plan)
    }

    @Test(arguments: states) func stateGoesBothWays(_ state: DeploymentState) throws {
        #expect(try DeploymentState(json: state.json) == state)
    }

    /// The text is in databases: it may be added to, and never changes.
    @Test func storedTextIsStable() throws {
        #expect(
            Plan.takingBack(deployment, clusters: [clusters[0]]).json.jsonText
                == #"{"clusters":["00000000-0000-0000-0000-000000000001"],"onFailure":"stop","schema":2,"#
                + #""steps":[{"of":"00000000-0000-0009-0000-000000000009","step":"restore"}]}"#)
        #expect(
            DeploymentState(phase: .advancing(Position(step: 1, outstanding: Set(clusters))), epoch: 12).json.jsonText
                == #"{"epoch":12,"outstanding":["00000000-0000-0000-0000-000000000001","#
                + #""00000000-0000-0000-0000-000000000002"],"phase":"advancing","schema":1,"step":1}"#)
    }

    /// Who reads the first schema alone would drop what comparisons have found.
    @Test func findingsTakeANewerSchema() throws {
        for state in Self.states {
            let hasFindings = state.json["findings"] != nil
            #expect(state.json["schema"]?.int == (hasFindings ? 2 : 1), "\(state.json.jsonText)")
            var newer = state.json
            newer["schema"] = 3
            #expect(throws: UnknownSchema.self) { try DeploymentState(json: newer) }
        }
        #expect(Self.states.contains { $0.json["findings"] != nil })
    }

    /// What the first release stored: whole objects on all clusters at once.
    @Test func plansOfTheFirstSchemaAreRead() throws {
        let text =
            #"{"clusters":["00000000-0000-0000-0000-000000000001","00000000-0000-0000-0000-000000000002"],"#
            + #""onFailure":"rollback","schema":1,"steps":[{"step":"validate"},{"step":"apply"}]}"#
        let stored: JSONValue = [
            "clusters": ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"],
            "onFailure": "rollback", "schema": 1, "steps": [["step": "validate"], ["step": "apply"]],
        ]
        #expect(stored.jsonText == text)
        let plan = try Plan(json: stored)
        #expect(plan == Self.plans[0])
        #expect(plan.waves == [clusters] && plan.steps.allSatisfy { $0.wave == nil } && plan.rules.isEmpty)
    }

    /// A smoke test of fewer checks would pass too easily, and a step of an unknown wave would go everywhere.
    @Test func whatCannotBeReadIsNotLeftOut() throws {
        let plan = Plan(
            clusters: clusters, waves: [[clusters[0]], [clusters[1]]],
            steps: [PlannedStep(.smokeTest(Self.checks), wave: 1)], onFailure: .rollback)
        #expect(try Plan(json: plan.json) == plan)
        var json = plan.json
        let step = try #require(json["steps"]?.array?.first)
        var other = step
        other["checks"] = [["url": "http://c"], Self.checks[0].json]
        for (field, value) in [("checks", other["checks"]), ("wave", 2), ("wave", -1), ("scene", nil)] {
            var broken = step
            broken[field] = value
            if field == "scene" { broken["step"] = "arrange" }
            json["steps"] = [broken]
            #expect(throws: UnknownSchema.self, "\(field)") { try Plan(json: json) }
        }
    }

    @Test(arguments: ["schema", "clusters", "steps", "onFailure"])
    func planOfANewerSchemaIsRefused(_ field: String) {
        for other: JSONValue? in [nil, 4, 0, "newer", [["step": "dance"]], [["step": "restore"]], [7]] {
            var json = Self.plans[0].json
            json[field] = other
            #expect(throws: UnknownSchema.self) { try Plan(json: json) }
        }
    }

    @Test(arguments: states) func stateOfANewerSchemaIsRefused(_ state: DeploymentState) {
        for (field, _) in state.json.object ?? [:] {
            for other: JSONValue? in [nil, .array([7]), "newer"]
            where !(field == "reason" && other == "newer") && !["note", "asking"].contains(field)
                && !(["delays", "ground", "stands", "givenUp"].contains(field) && other == nil)
                && !(field == "findings" && other?.object == nil)
            {
                var json = state.json
                json[field] = other
                if field == "failures", other == .array([7]) { continue }
                #expect(throws: UnknownSchema.self, "\(field) \(String(describing: other))") {
                    try DeploymentState(json: json)
                }
            }
        }
    }

    @Test func theErrorSaysWhatToDo() {
        let error = #expect(throws: UnknownSchema.self) { try Plan(json: nil) }
        #expect(
            error?.description == "The deployment's plan was written by a newer HotSwap; upgrade this process")
    }
}
