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

    init() {
        rows = Self.phases.flatMap { place, phase in
            Self.events(at: phase).map { label, event, plan in
                let from = DeploymentState(phase: phase, epoch: 1)
                return Row(
                    from: from, place: place, event: label, plan: plan, decision: decide(from, event, plan: plan))
            }
        }
    }

    /// Places in a Direct deployment to two clusters. `last` means that only one cluster has not reported.
    static let phases: [(String, Phase)] = {
        let both: Set = [Fixture.east, Fixture.west]
        let (first, last, none) = (both, Set([Fixture.east]), Set<ID<Cluster>>())
        func way(_ cause: Restoration.Cause, _ open: Set<ID<Cluster>>, _ failures: [String] = []) -> Phase {
            .restoring(Restoration(cause: cause, reason: "why", outstanding: open, failures: failures))
        }
        return [
            ("pending", .pending(Position(step: 0, outstanding: first))),
            ("pending, last", .pending(Position(step: 0, outstanding: last))),
            ("validate", .advancing(Position(step: 0, outstanding: first))),
            ("validate, last", .advancing(Position(step: 0, outstanding: last))),
            ("apply", .advancing(Position(step: 1, outstanding: first))),
            ("apply, last", .advancing(Position(step: 1, outstanding: last))),
            ("held in validate", .held(Position(step: 0, outstanding: first))),
            ("held after validate", .held(Position(step: 0, outstanding: none))),
            ("held in apply", .held(Position(step: 1, outstanding: first))),
            ("held after apply", .held(Position(step: 1, outstanding: none))),
            ("restoring", way(.requested, first)), ("restoring (rollback), last", way(.requested, last)),
            ("restoring (failure), last", way(.failure, last)), ("restoring (abort), last", way(.abort, last)),
            ("restoring, one failed, last", way(.requested, last, ["west is down"])),
            ("completed", .completed), ("failed, nothing written", .failed(reason: "why", wroteSomething: false)),
            ("failed, written", .failed(reason: "why", wroteSomething: true)),
            ("rolled back", .rolledBack(reason: "why")), ("aborted", .aborted(reason: "why")),
        ]
    }()

    private static func events(at phase: Phase) -> [(String, DeploymentEvent, Plan)] {
        let east = Fixture.east
        let step =
            switch phase {
            case .pending(let position), .advancing(let position), .held(let position): position.step
            case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: 1
            }
        let failed = DeploymentEvent.stepFailed(cluster: east, step: step, epoch: 1, reason: "why", nextEpoch: 2)
        let events: [DeploymentEvent] = [
            .started, .stepSucceeded(cluster: east, step: step, epoch: 1), failed, .restored(cluster: east, epoch: 1),
            .restoreFailed(cluster: east, epoch: 1, reason: "why"), .pauseRequested, .resumeRequested,
            .abortRequested(reason: "why", nextEpoch: 2), .rollbackRequested(reason: "why", nextEpoch: 2),
        ]
        return events.map { (label($0), $0, Fixture.direct()) }
            + [("step failed, onFailure: stop", failed, Fixture.direct(.stop))]
    }

    /// No `default`: a new event breaks the build until the table has it.
    private static func label(_ event: DeploymentEvent) -> String {
        switch event {
        case .admitted: "admitted"
        case .started: "started"
        case .stepSucceeded: "step succeeded"
        case .stepFailed: "step failed"
        case .restored: "restored"
        case .restoreFailed: "restore failed"
        case .pauseRequested: "pause"
        case .resumeRequested: "resume"
        case .abortRequested: "abort"
        case .rollbackRequested: "rollback"
        case .holdRequested: "hold"
        case .compared(_, _, _, .newWins, _): "new wins"
        case .compared(_, _, _, .oldStays, _): "old stays"
        case .compared(_, _, _, .undecided, _): "undecided"
        case .deadlinePassed: "deadline passed"
        case .promoteRequested(let toEnd): toEnd ? "promote to the end" : "promote"
        case .switchRequested: "switch"
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
    var diagram: String {
        var labels: [String: [String]] = [:]
        for row in rows {
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
