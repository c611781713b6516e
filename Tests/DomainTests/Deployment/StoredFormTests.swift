import Domain
import Testing

private let deployment = ID<Deployment>(high: 9, low: 9)
private let clusters = [ID<Cluster>(high: 0, low: 1), ID<Cluster>(high: 0, low: 2)]

@Suite struct StoredFormTests {
    static let plans = [
        Strategy.directPlan(PlanInput(clusters: clusters)),
        Strategy.directPlan(PlanInput(clusters: clusters.reversed(), onFailure: .stop)),
        Plan.takingBack(deployment, clusters: clusters),
    ]

    static let states: [DeploymentState] = {
        let position = Position(step: 1, outstanding: Set(clusters))
        let phases: [Phase] =
            [
                .pending(position), .advancing(position), .held(Position(step: 0, outstanding: [])), .completed,
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
                == #"{"clusters":["00000000-0000-0000-0000-000000000001"],"onFailure":"stop","schema":1,"#
                + #""steps":[{"of":"00000000-0000-0009-0000-000000000009","step":"restore"}]}"#)
        #expect(
            Self.states[1].json.jsonText
                == #"{"epoch":12,"outstanding":["00000000-0000-0000-0000-000000000001","#
                + #""00000000-0000-0000-0000-000000000002"],"phase":"advancing","schema":1,"step":1}"#)
    }

    @Test(arguments: ["schema", "clusters", "steps", "onFailure"])
    func planOfANewerSchemaIsRefused(_ field: String) {
        for other: JSONValue? in [nil, 2, "newer", [["step": "dance"]], [["step": "restore"]], [7]] {
            var json = Self.plans[0].json
            json[field] = other
            #expect(throws: UnknownSchema.self) { try Plan(json: json) }
        }
    }

    @Test(arguments: states) func stateOfANewerSchemaIsRefused(_ state: DeploymentState) {
        for (field, _) in state.json.object ?? [:] {
            for other: JSONValue? in [nil, .array([7]), "newer"] where !(field == "reason" && other == "newer") {
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
