import Domain
import Testing

/// What holds for any sequence of events, whoever sends them and however often.
@Suite struct DecidePropertyTests {
    @Test(arguments: Array(1...20) as [UInt64])
    func anySequenceKeepsTheInvariants(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let plan = Plan.random(using: &random)
            var state = DeploymentState.accepted(plan: plan, epoch: Int64.random(in: 0...3, using: &random))
            var hasLocks = true
            var story: [DeploymentEvent] = []
            for _ in 0..<40 {
                let event = DeploymentEvent.random(state, plan, using: &random)
                story.append(event)
                guard case .advance(let next, let effects) = decide(state, event, plan: plan) else { continue }
                let step = Advance(plan: plan, before: state, after: next, event: event, effects: effects)
                for problem in step.problems(hasLocks: &hasLocks) {
                    Issue.record("seed \(seed): \(problem)\n\(plan)\n\(story)")
                    return
                }
                #expect(try DeploymentState(json: next.json) == next)
                state = next
            }
        }
    }

    /// A duplicate of a report that was taken is never taken again.
    @Test(arguments: [UInt64(31), 32])
    func duplicatesAreIgnored(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let plan = Plan.random(using: &random)
            var state = DeploymentState.accepted(plan: plan, epoch: 1)
            for _ in 0..<30 {
                let event = DeploymentEvent.random(state, plan, using: &random)
                guard case .advance(let next, _) = decide(state, event, plan: plan) else { continue }
                state = next
                guard event.isReport else { continue }
                guard case .ignore = decide(next, event, plan: plan) else {
                    Issue.record("seed \(seed): taken twice: \(event) in \(plan)")
                    return
                }
            }
        }
    }

    @Test(arguments: [Int.min, -1, 0, 1, 99, .max], [Int64.min, -1, 0, .max])
    func numbersFromOutsideNeverTrap(_ step: Int, _ epoch: Int64) {
        let (east, west) = (Fixture.east, Fixture.west)
        let position = Position(step: step, outstanding: [east, west])
        for phase in [Phase.pending(position), .advancing(position), .held(Position(step: step, outstanding: []))] {
            let state = DeploymentState(phase: phase, epoch: epoch)
            for event: DeploymentEvent in [
                .started, .resumeRequested, .pauseRequested, .abortRequested(reason: "", nextEpoch: .max),
                .rollbackRequested(reason: "", nextEpoch: .min),
                .stepSucceeded(cluster: east, step: step, epoch: epoch),
                .stepFailed(cluster: west, step: step, epoch: epoch, reason: "", nextEpoch: .max),
            ] {
                guard case .advance(let next, _) = decide(state, event, plan: Fixture.direct()) else { continue }
                #expect(next.epoch >= epoch)
                #expect(DeploymentStatus.allCases.contains(next.status(plan: Fixture.direct())))
            }
        }
    }
}

/// One step of a deployment, and what must be true of it.
private struct Advance {
    let plan: Plan
    let before: DeploymentState
    let after: DeploymentState
    let event: DeploymentEvent
    let effects: [Effect]

    func problems(hasLocks: inout Bool) -> [String] {
        var problems: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
        let (old, new) = (before.status(plan: plan), after.status(plan: plan))

        demand(after.epoch >= before.epoch, "the epoch fell")
        demand(event.reportedEpoch.map { $0 == before.epoch } ?? true, "a report of another epoch was taken")
        demand(!old.isTerminal || (old == .failed && event.isRollback), "\(old) was left by \(event)")
        demand(effects.count(where: \.isAnnouncement) == (old == new ? 0 : 1), "a change of status is announced once")
        for effect in effects {
            switch effect {
            case .announce(let status, _): demand(status == new, "announced \(status), is \(new)")
            case .cancelJobs(let epoch): demand(epoch == after.epoch && epoch > before.epoch, "cancels wrong jobs")
            case .enqueue(let stage, let step, let clusters, _):
                demand(Set(clusters) == after.outstanding && clusters == clusters.sorted(), "jobs for other clusters")
                demand(after.accepts(stage, step: step, plan: plan), "a job of no step: \(stage) \(step)")
            case .beginWatch(let step, let clusters):
                demand(plan.step(step)?.isWatched == true, "a watch of no watched step")
                demand(Set(clusters) == after.outstanding, "other clusters are watched")
            case .endWatch: break
            case .takeLocks:
                demand(!hasLocks, "locks taken twice")
                hasLocks = true
            case .releaseLocks:
                demand(hasLocks, "locks released twice")
                hasLocks = false
            }
        }
        demand(effects.map(\.rank) == effects.map(\.rank).sorted(), "effects in another order")
        demand((after.epoch > before.epoch) == effects.contains { $0.rank == 1 }, "epoch and jobs go together")
        demand(hasLocks != new.isTerminal, "locks are held until the end and no longer")
        demand(new.isTerminal || new == .paused || !after.outstanding.isEmpty, "nobody is left to go on")
        return problems
    }
}

extension DeploymentState {
    fileprivate var outstanding: Set<ID<Cluster>> {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position): position.outstanding
        case .restoring(let restoration): restoration.outstanding
        case .queued, .completed, .failed, .rolledBack, .aborted: []
        }
    }

    /// Whether the report of such a job would be of the step under way.
    fileprivate func accepts(_ stage: Stage, step: Int, plan: Plan) -> Bool {
        switch phase {
        case .advancing(let position): position.step == step && plan.step(step)?.stage == stage
        case .restoring: step == Plan.wayBack && stage == .rollback
        case .queued, .pending, .held, .completed, .failed, .rolledBack, .aborted: false
        }
    }
}

extension Effect {
    fileprivate var isAnnouncement: Bool { rank == 4 }

    /// The order in which effects come.
    fileprivate var rank: Int {
        switch self {
        case .takeLocks: 0
        case .cancelJobs: 1
        case .endWatch, .enqueue, .beginWatch: 2
        case .releaseLocks: 3
        case .announce: 4
        }
    }
}

extension DeploymentEvent {
    fileprivate var isRollback: Bool {
        if case .rollbackRequested = self { true } else { false }
    }

    fileprivate var reportedEpoch: Int64? {
        switch self {
        case .stepSucceeded(_, _, let epoch), .stepFailed(_, _, let epoch, _, _), .restored(_, let epoch),
            .restoreFailed(_, let epoch, _), .holdRequested(_, _, let epoch, _), .compared(_, _, let epoch, _, _),
            .deadlinePassed(_, let epoch, _, _):
            epoch
        case .admitted, .promoteRequested, .switchRequested, .started, .pauseRequested, .resumeRequested,
            .abortRequested, .rollbackRequested:
            nil
        }
    }

    fileprivate var isReport: Bool {
        switch self {
        case .stepSucceeded, .stepFailed, .restored, .restoreFailed, .started, .holdRequested, .compared,
            .deadlinePassed, .admitted:
            true
        case .promoteRequested, .switchRequested, .pauseRequested, .resumeRequested, .abortRequested,
            .rollbackRequested:
            false
        }
    }

    /// Mostly what may come next, sometimes what must not.
    fileprivate static func random(
        _ state: DeploymentState, _ plan: Plan, using random: inout SeededRandom
    ) -> DeploymentEvent {
        func strange() -> Bool { Int.random(in: 0..<12, using: &random) == 0 }
        let current =
            switch state.phase {
            case .pending(let position), .advancing(let position), .held(let position): position.step
            case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: Plan.wayBack
            }
        let known = plan.clusters.randomElement(using: &random) ?? Fixture.east
        let cluster = strange() ? ID<Cluster>(high: 7, low: 7) : known
        let step = strange() ? [Int.min, -1, 0, 1, 2, .max].randomElement(using: &random) ?? 0 : current
        let epoch = strange() ? state.epoch - 1 : state.epoch
        let next = state.epoch + (strange() ? Int64.random(in: -5...0, using: &random) : 3)
        switch Int.random(in: 0..<24, using: &random) {
        case 0: return .started
        case 1...10: return .stepSucceeded(cluster: cluster, step: step, epoch: epoch)
        case 11: return .stepFailed(cluster: cluster, step: step, epoch: epoch, reason: "f", nextEpoch: next)
        case 12...15: return .restored(cluster: cluster, epoch: epoch)
        case 16: return .restoreFailed(cluster: cluster, epoch: epoch, reason: "r")
        case 17, 18: return .pauseRequested
        case 19...21: return .resumeRequested
        case 22: return .abortRequested(reason: "a", nextEpoch: next)
        default: return .rollbackRequested(reason: "b", nextEpoch: next)
        }
    }
}

extension Plan {
    fileprivate static func random(using random: inout SeededRandom) -> Plan {
        let clusters = (1...Int.random(in: 1...4, using: &random)).map { ID<Cluster>(high: 0, low: UInt64($0)) }
        let steps = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            [Step.validate, .apply, .restore(of: Fixture.earlier)].randomElement(using: &random) ?? .apply
        }
        return Plan(
            clusters: clusters.shuffled(using: &random), steps: steps.map { PlannedStep($0) },
            onFailure: Bool.random(using: &random) ? .rollback : .stop)
    }
}
