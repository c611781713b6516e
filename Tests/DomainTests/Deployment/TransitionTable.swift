import Domain

/// Every phase against every event, as the rows and the diagram of `docs/state-machine.md`.
struct TransitionTable {
    struct Row: Hashable {
        let from: DeploymentState
        let place: String
        let event: String
        let plan: Plan
        let decision: Decision
    }

    let rows: [Row]

    /// The places of a Direct deployment against every event.
    init() { rows = Self.rows(Self.phases, Self.events) }

    /// The steps that wait, for the traffic, a person or the time, against every event but those of the way back.
    init(waiting: Void) throws { rows = Self.rows(try Self.waitingPhases, Self.waitingEvents) }

    private static func rows(
        _ places: [(String, Phase, Plan)], _ events: (Phase, Plan) -> [(String, DeploymentEvent, Plan)]
    ) -> [Row] {
        places.flatMap { place, phase, plan in
            events(phase, plan).map { label, event, plan in
                let from = DeploymentState(phase: phase, epoch: 1)
                return Row(
                    from: from, place: place, event: label, plan: plan, decision: decide(from, event, plan: plan))
            }
        }
    }

    /// Places in a Direct deployment to two clusters. `last` means that only one cluster has not reported.
    private static let phases: [(String, Phase, Plan)] = {
        let both: Set = [Fixture.east, Fixture.west]
        let (first, last, none) = (both, Set([Fixture.east]), Set<ID<Cluster>>())
        func way(_ cause: Restoration.Cause, _ open: Set<ID<Cluster>>, _ failures: [String] = []) -> Phase {
            .restoring(Restoration(cause: cause, reason: "why", outstanding: open, failures: failures))
        }
        var notBegun = Position(step: 0, outstanding: first)
        notBegun.hasBegun = false
        let places: [(String, Phase)] = [
            ("queued", .queued),
            ("pending", .pending(Position(step: 0, outstanding: first))),
            ("pending, last", .pending(Position(step: 0, outstanding: last))),
            ("validate", .advancing(Position(step: 0, outstanding: first))),
            ("validate, last", .advancing(Position(step: 0, outstanding: last))),
            ("apply", .advancing(Position(step: 1, outstanding: first))),
            ("apply, last", .advancing(Position(step: 1, outstanding: last))),
            ("held before validate", .held(notBegun)),
            ("held in validate", .held(Position(step: 0, outstanding: first))),
            ("held after validate", .held(Position(step: 0, outstanding: none))),
            ("held in apply", .held(Position(step: 1, outstanding: first))),
            ("held after apply", .held(Position(step: 1, outstanding: none))),
            ("restoring", way(.requested, first)), ("restoring (rollback), last", way(.requested, last)),
            ("restoring (failure), last", way(.failure, last)), ("restoring (abort), last", way(.abort, last)),
            ("restoring, one failed, last", way(.requested, last, ["west is down"])),
            ("completed", .completed), ("failed, nothing written", .failed(reason: "why", wroteSomething: false)),
            ("failed, written", .failed(reason: "why", wroteSomething: true)),
            ("failed, a split stands", .failed(reason: "why", wroteSomething: true, ground: .kept)),
            ("failed, not taken back", .failed(reason: "why", wroteSomething: true, ground: .stuck)),
            ("failed, given up", .failed(reason: "why", wroteSomething: true, ground: .givenUp)),
            ("rolled back", .rolledBack(reason: "why")), ("aborted", .aborted(reason: "why")),
        ]
        return places.map { ($0, $1, Fixture.direct()) }
    }()

    /// Where deployments to one cluster wait: each place with the plan that has it.
    private static var waitingPhases: [(String, Phase, Plan)] {
        get throws {
            let canary = try Fixture.canary(autoPromote: false, to: [Fixture.east])
            let blueGreen = try Fixture.plan(
                .blueGreen(BlueGreenStrategy(autoSwitch: false, keepBlue: .seconds(3600))), to: [Fixture.east])
            func at(_ name: String, _ plan: Plan, _ isWanted: (Step) -> Bool) -> [(String, Phase, Plan)] {
                guard let step = plan.steps.firstIndex(where: { isWanted($0.step) }) else { return [] }
                let position = Position(step: step, outstanding: [Fixture.east])
                return [(name, .advancing(position), plan)]
            }
            func held(_ places: [(String, Phase, Plan)]) -> [(String, Phase, Plan)] {
                places.compactMap { name, phase, plan in
                    guard case .advancing(let position) = phase else { return nil }
                    return ("held in \(name)", .held(position), plan)
                }
            }
            let soak = at("soak", canary) { $0 == .soak(.seconds(300)) }
            let compare = try Fixture.comparison.map { test in
                let plan = try Fixture.plan(.ab(ABStrategy(test: test)), to: [Fixture.east])
                return at("compare", plan) { $0 == .compare(test) }
            }
            return soak + held(soak) + at("gate for promote", canary) { $0 == .gate(.promote) } + (compare ?? [])
                + held(compare ?? []) + at("gate for switch", blueGreen) { $0 == .gate(.switchTraffic) }
                + at("retire", blueGreen) { $0 == .retire(after: .seconds(3600)) }
        }
    }

    private static func step(of phase: Phase) -> Int {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position): position.step
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: 1
        }
    }

    /// What the traffic, the clock and people say.
    private static func waitingEvents(at phase: Phase, _ plan: Plan) -> [(String, DeploymentEvent, Plan)] {
        let (east, step) = (Fixture.east, step(of: phase))
        func compared(_ outcome: ComparisonOutcome) -> DeploymentEvent {
            .compared(cluster: east, step: step, epoch: 1, outcome: outcome, nextEpoch: 2)
        }
        let events: [DeploymentEvent] = [
            .stepSucceeded(cluster: east, step: step, epoch: 1),
            .breached(cluster: east, step: step, epoch: 1, reason: "why", nextEpoch: 2),
            .holdRequested(cluster: east, step: step, epoch: 1, reason: "why"),
            .holdExplained(cluster: east, step: step, epoch: 1, reason: "why", isOver: true),
            compared(.newWins(reason: "why")),
            compared(.oldWins(reason: "why")), compared(.noWinner(reason: "why", worse: [])),
            compared(.open(reason: "why", worse: [])), compared(.abstains(reason: "why")),
            .deadlinePassed(step: step, epoch: 1, reason: "why", nextEpoch: 2), .pauseRequested(reason: "why"),
            .resumeRequested,
            .promoteRequested(toEnd: false), .promoteRequested(toEnd: true), .switchRequested,
            .abortRequested(reason: "why", nextEpoch: 2), .rollbackRequested(reason: "why", nextEpoch: 2),
        ]
        return events.map { (label($0), $0, plan) }
    }

    private static func events(at phase: Phase, _ plan: Plan) -> [(String, DeploymentEvent, Plan)] {
        let (east, step) = (Fixture.east, step(of: phase))
        var place = step
        if case .restoring = phase { place = Plan.wayBack }
        func putOff(until: Timestamp?) -> DeploymentEvent {
            .putOff(
                cluster: east, step: place, epoch: 1, reason: "why", at: Timestamp(seconds: 0), until: until)
        }
        let failed = DeploymentEvent.stepFailed(cluster: east, step: step, epoch: 1, reason: "why", nextEpoch: 2)
        let events: [DeploymentEvent] = [
            .admitted(nextEpoch: 2, at: Timestamp(seconds: 0)), .started,
            .stepSucceeded(cluster: east, step: step, epoch: 1), failed,
            .deadlinePassed(step: step, epoch: 1, reason: "why", nextEpoch: 2), .restored(cluster: east, epoch: 1),
            .restoreFailed(cluster: east, epoch: 1, reason: "why", stands: true),
            .restoreFailed(cluster: east, epoch: 1, reason: "why", stands: false), putOff(until: nil),
            putOff(until: Timestamp(seconds: 9)), .goesOn(cluster: east, step: place, epoch: 1),
            .pauseRequested(reason: "why"), .resumeRequested,
            .promoteRequested(toEnd: false), .switchRequested, .abortRequested(reason: "why", nextEpoch: 2),
            .rollbackRequested(reason: "why", nextEpoch: 2), .giveUpRequested(reason: "why", nextEpoch: 2),
        ]
        return events.map { (label($0), $0, plan) }
            + [("step failed, onFailure: stop", failed, Fixture.direct(.stop))]
    }

    /// No `default`: a new event breaks the build until the table has it.
    private static func label(_ event: DeploymentEvent) -> String {
        switch event {
        case .admitted: "admitted"
        case .started: "started"
        case .stepSucceeded: "step succeeded"
        case .stepFailed: "step failed"
        case .breached: "breached"
        case .restored: "restored"
        case .restoreFailed(_, _, _, let stands): stands ? "restore failed" : "left to others"
        case .pauseRequested: "pause"
        case .resumeRequested: "resume"
        case .abortRequested: "abort"
        case .rollbackRequested: "rollback"
        case .holdRequested: "hold"
        case .holdExplained: "hold explained"
        case .compared(_, _, _, .newWins, _): "new wins"
        case .compared(_, _, _, .oldWins, _): "old wins"
        case .compared(_, _, _, .noWinner, _): "no winner"
        case .compared(_, _, _, .abstains, _): "abstains"
        case .compared(_, _, _, .open, _): "open"
        case .deadlinePassed: "deadline passed"
        case .promoteRequested(let toEnd): toEnd ? "promote to the end" : "promote"
        case .switchRequested: "switch"
        case .putOff(_, _, _, _, _, let until): until == nil ? "no answer" : "closed"
        case .goesOn: "goes on"
        case .giveUpRequested: "give up"
        }
    }
}

extension TransitionTable {
    /// The table in Markdown.
    var markdown: String {
        (["| status | place | event | outcome |", "| --- | --- | --- | --- |"]
            + rows.map { "| \($0.status.rawValue) | \($0.place) | \($0.event) | \($0.outcome) |" })
            .joined(separator: "\n")
    }

    /// The changes of status as a mermaid diagram.
    func diagram(with others: TransitionTable) -> String {
        var labels: [String: [String]] = [:]
        for row in rows + others.rows {
            guard case .advance(let next, _) = row.decision else { continue }
            let after = next.status(plan: row.plan)
            guard after != row.status else { continue }
            let edge = "\(row.status.rawValue) --> \(after.rawValue)"
            if labels[edge]?.contains(row.event) != true { labels[edge, default: []].append(row.event) }
        }
        return
            (["```mermaid", "stateDiagram-v2", "    [*] --> Pending"]
            + labels.map { "    \($0.key): \($0.value.sorted().joined(separator: "; "))" }.sorted() + ["```"])
            .joined(separator: "\n")
    }
}

extension TransitionTable.Row {
    var status: DeploymentStatus { from.status(plan: plan) }

    var outcome: String {
        switch decision {
        case .ignore(let why): return "ignored: \(why)"
        case .refuse(let why): return "refused: \(why)"
        case .advance(let next, let effects):
            let after = next.status(plan: plan)
            return (["**\(after == status ? "stays" : after.rawValue)**"] + effects.map { $0.text() })
                .joined(separator: "; ")
        }
    }
}
