import Domain
import Testing

/// What holds for any sequence of events, whoever sends them and however often.
@Suite struct DecidePropertyTests {
    @Test(arguments: Array(1...20) as [UInt64])
    func anySequenceKeepsTheInvariants(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let plan = Plan.random(using: &random)
            let isQueued = Int.random(in: 0..<8, using: &random) == 0
            let epoch = Int64.random(in: 0...3, using: &random)
            var state: DeploymentState = isQueued ? .queued(epoch: epoch) : .accepted(plan: plan, epoch: epoch)
            var hasLocks = !isQueued
            var watched: Set<ID<Cluster>> = []
            var story: [DeploymentEvent] = []
            for _ in 0..<60 {
                let event = DeploymentEvent.random(state, plan, using: &random)
                story.append(event)
                guard case .advance(let next, let effects) = decide(state, event, plan: plan) else { continue }
                let step = Advance(plan: plan, before: state, after: next, event: event, effects: effects)
                for problem in step.problems(hasLocks: &hasLocks, watched: &watched) {
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
                .started, .resumeRequested, .pauseRequested(reason: ""), .abortRequested(reason: "", nextEpoch: .max),
                .rollbackRequested(reason: "", nextEpoch: .min),
                .stepSucceeded(cluster: east, step: step, epoch: epoch),
                .stepFailed(cluster: west, step: step, epoch: epoch, reason: "", nextEpoch: .max),
                .admitted(nextEpoch: .max, at: Timestamp(microseconds: .max)), .promoteRequested(toEnd: false),
                .promoteRequested(toEnd: true),
                .switchRequested,
                .breached(cluster: east, step: step, epoch: epoch, reason: "", nextEpoch: .max),
                .holdRequested(cluster: east, step: step, epoch: epoch, reason: ""),
                .holdExplained(cluster: east, step: step, epoch: epoch, reason: "", isOver: true),
                .compared(cluster: east, step: step, epoch: epoch, outcome: .newWins(reason: ""), nextEpoch: .min),
                .compared(
                    cluster: east, step: step, epoch: epoch, outcome: .noWinner(reason: "", worse: []), nextEpoch: 0),
                .deadlinePassed(step: step, epoch: epoch, reason: "", nextEpoch: .min),
                .goesOn(cluster: east, step: step, epoch: epoch),
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

    func problems(hasLocks: inout Bool, watched: inout Set<ID<Cluster>>) -> [String] {
        var problems: [String] = []
        func demand(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
        let (old, new) = (before.status(plan: plan), after.status(plan: plan))

        demand(after.epoch >= before.epoch, "the epoch fell")
        demand(event.reportedEpoch.map { $0 == before.epoch } ?? true, "a report of another epoch was taken")
        let mayLeave = event.isRollback || (before.phase.keepsGround && event.isTakingLeave)
        demand(!old.isTerminal || (old == .failed && mayLeave), "\(old) was left by \(event)")
        let announcements = effects.count(where: \.isAnnouncement)
        demand(announcements <= 1 && (old == new || announcements == 1), "a change of status is announced once")
        demand(
            old != new || announcements == 0 || before.step != after.step || event.isNews
                || before.phase.keepsGround, "nothing new is announced")
        for effect in effects {
            switch effect {
            case .announce(let status, _): demand(status == new, "announced \(status), is \(new)")
            case .cancelJobs(let epoch): demand(epoch == after.epoch && epoch > before.epoch, "cancels wrong jobs")
            case .enqueue(let stage, let step, let clusters, _):
                demand(after.mayBegin(clusters) && clusters == clusters.sorted(), "jobs for other clusters")
                demand(after.accepts(stage, step: step, plan: plan), "a job of no step: \(stage) \(step)")
            case .beginWatch(let step, let clusters):
                demand(step == after.step && plan.step(step)?.isWatched == true, "a watch of no watched step")
                demand(clusters == plan.clusters(of: step), "other clusters are watched")
                watched.formUnion(clusters)
            case .keepWatch(let step, let clusters):
                demand(step == after.step, "a watch of another step")
                demand(!clusters.isEmpty && clusters == clusters.sorted(), "nothing is watched on")
                watched.formUnion(clusters)
            case .endWatch:
                demand(!watched.isEmpty, "no watch is there to end")
                watched = []
            case .takeLocks:
                demand(!hasLocks, "locks taken twice")
                hasLocks = true
            case .releaseLocks:
                // What is queued has its place in the line to give up.
                demand(hasLocks || before.phase == .queued, "locks released twice")
                hasLocks = false
            }
        }
        demand(effects.map(\.rank) == effects.map(\.rank).sorted(), "effects in another order")
        let isQueued = before.phase == .queued
        demand(isQueued || (after.epoch > before.epoch) == effects.contains { $0.rank == 1 }, "epoch without jobs")
        demand(
            hasLocks == (!new.isTerminal || after.phase.keepsGround),
            "locks are held until the end, or until nothing stands, and no longer")
        demand(!after.phase.keepsGround || plan.splitsClusters, "whole objects keep no ground")
        demand(new.isTerminal || new == .paused || !after.outstanding.isEmpty, "nobody is left to go on")
        demand(watched == after.wantsWatched(plan), "watched \(watched), not \(after.wantsWatched(plan))")
        problems += problemsOfPlaces
        return problems
    }

    /// Whether everything happens on the clusters of its step, and back on those that were written.
    private var problemsOfPlaces: [String] {
        var problems: [String] = []
        if let step = after.step, !after.outstanding.isSubset(of: Set(plan.clusters(of: step))) {
            problems.append("a cluster of another wave")
        }
        if case .restoring(let restoration) = after.phase, before.phase != after.phase, let step = before.step {
            let written = (0...step).filter { plan.steps[$0].step.writes }.flatMap { plan.clusters(of: $0) }
            if restoration.outstanding != Set(written) { problems.append("back on other clusters than were written") }
        }
        return problems
    }
}

extension DeploymentState {
    /// The step of the plan under way; `nil` where there is none.
    fileprivate var step: Int? {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position): position.step
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: nil
        }
    }

    /// Who is to be watched, told another way than the machine does: cluster by cluster, from what was done there last.
    fileprivate func wantsWatched(_ plan: Plan) -> Set<ID<Cluster>> {
        if case .pending = phase { return [] }
        guard let step, plan.steps.contains(where: \.step.isWatched) else { return [] }
        let isDecided = plan.steps[step...].allSatisfy { $0.step.name == "retire" }
        return Set(
            plan.clusters.filter { cluster in
                let isHere = plan.clusters(of: step).contains(cluster)
                if isHere, plan.steps[step].step.isWatched { return true }
                let hasIt = !isHere || outstanding.contains(cluster)
                let scene = plan.scene(before: hasIt ? step : step + 1, on: cluster)
                return !isDecided && scene != nil && scene != .shadow && scene != .green
            })
    }

    fileprivate var outstanding: Set<ID<Cluster>> {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position): position.outstanding
        case .restoring(let restoration): restoration.outstanding
        case .queued, .completed, .failed, .rolledBack, .aborted: []
        }
    }

    /// Whether it is these whose part begins: all, but for those whose turn has not come or is over.
    fileprivate func mayBegin(_ clusters: [ID<Cluster>]) -> Bool {
        guard case .restoring(let restoration) = phase else { return Set(clusters) == outstanding }
        return !clusters.isEmpty && Set(clusters).isSubset(of: outstanding.subtracting(restoration.later.joined()))
    }

    /// Whether the report of such a job would be of the step under way.
    fileprivate func accepts(_ stage: Stage, step: Int, plan: Plan) -> Bool {
        switch phase {
        case .pending(let position), .advancing(let position): position.step == step && plan.step(step)?.stage == stage
        case .restoring: step == Plan.wayBack && stage == .rollback
        case .queued, .held, .completed, .failed, .rolledBack, .aborted: false
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
        case .endWatch, .enqueue, .beginWatch, .keepWatch: 2
        case .releaseLocks: 3
        case .announce: 4
        }
    }
}

extension DeploymentEvent {
    fileprivate var isRollback: Bool {
        if case .rollbackRequested = self { true } else { false }
    }

    /// Ends what a failed deployment has left standing.
    fileprivate var isTakingLeave: Bool {
        switch self {
        case .abortRequested, .giveUpRequested: true
        default: false
        }
    }

    /// Whether it may tell something new of a deployment that stays where it is.
    fileprivate var isNews: Bool {
        switch self {
        case .putOff, .holdRequested, .holdExplained: true
        default: false
        }
    }

    fileprivate var reportedEpoch: Int64? {
        switch self {
        case .stepSucceeded(_, _, let epoch), .stepFailed(_, _, let epoch, _, _), .breached(_, _, let epoch, _, _),
            .restored(_, let epoch),
            .restoreFailed(_, let epoch, _, _), .holdRequested(_, _, let epoch, _, _),
            .compared(_, _, let epoch, _, _),
            .holdExplained(_, _, let epoch, _, _), .deadlinePassed(_, let epoch, _, _),
            .putOff(_, _, let epoch, _, _, _), .goesOn(_, _, let epoch):
            epoch
        case .admitted, .giveUpRequested, .promoteRequested, .switchRequested, .started, .pauseRequested,
            .resumeRequested,
            .abortRequested, .rollbackRequested:
            nil
        }
    }

    fileprivate var isReport: Bool {
        switch self {
        case .stepSucceeded, .stepFailed, .breached, .restored, .restoreFailed, .started, .holdRequested, .compared,
            .holdExplained, .deadlinePassed, .admitted:
            true
        case .putOff, .goesOn, .giveUpRequested, .promoteRequested, .switchRequested, .pauseRequested, .resumeRequested,
            .abortRequested,
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
        let moment = Timestamp(seconds: Int64.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<39, using: &random) {
        case 0: return .started
        case 1...10: return .stepSucceeded(cluster: cluster, step: step, epoch: epoch)
        case 11: return .stepFailed(cluster: cluster, step: step, epoch: epoch, reason: "f", nextEpoch: next)
        case 12...15: return .restored(cluster: cluster, epoch: epoch)
        case 16: return .restoreFailed(cluster: cluster, epoch: epoch, reason: "r", stands: Bool.random(using: &random))
        case 17, 18: return .pauseRequested(reason: "paused by ada")
        case 19...21: return .resumeRequested
        case 22, 23: return .promoteRequested(toEnd: Bool.random(using: &random))
        case 24: return .switchRequested
        case 25, 26: return .admitted(nextEpoch: next, at: moment)
        case 27:
            return Bool.random(using: &random)
                ? .holdRequested(cluster: cluster, step: step, epoch: epoch, reason: "h")
                : .holdExplained(cluster: cluster, step: step, epoch: epoch, reason: "e", isOver: strange())
        case 28, 29, 30:
            let outcomes: [ComparisonOutcome] = [
                .newWins(reason: "n"), .newWins(reason: "n"), .oldWins(reason: "o"), .noWinner(reason: "u", worse: []),
                .open(reason: "p", worse: [.b]), .abstains(reason: "a"),
            ]
            let outcome = outcomes.randomElement(using: &random) ?? outcomes[0]
            return .compared(cluster: cluster, step: step, epoch: epoch, outcome: outcome, nextEpoch: next)
        case 31: return .deadlinePassed(step: step, epoch: epoch, reason: "d", nextEpoch: next)
        case 33: return .goesOn(cluster: cluster, step: step, epoch: epoch)
        case 34...36:
            return .putOff(
                cluster: cluster, step: step, epoch: epoch, reason: strange() ? "p" : "q", at: moment,
                until: Bool.random(using: &random) ? moment + .seconds(30) : nil)
        case 38: return .breached(cluster: cluster, step: step, epoch: epoch, reason: "x", nextEpoch: next)
        case 37: return .giveUpRequested(reason: "g", nextEpoch: next)
        case 32: return .abortRequested(reason: "a", nextEpoch: next)
        default: return .rollbackRequested(reason: "b", nextEpoch: next)
        }
    }
}

extension Plan {
    fileprivate static func random(using random: inout SeededRandom) -> Plan {
        let clusters = (1...Int.random(in: 1...4, using: &random)).map { ID<Cluster>(high: 0, low: UInt64($0)) }
        var waves = clusters.map { [$0] }
        while waves.count > 1, Bool.random(using: &random) { waves[0] += waves.removeLast() }
        let onFailure: FailurePolicy = Bool.random(using: &random) ? .rollback : .stop
        if Bool.random(using: &random), let strategy = Strategy.random(using: &random),
            let plan = try? Fixture.plan(strategy, to: clusters, waves: waves, population: 10, onFailure: onFailure)
        {
            return plan
        }
        // A worker begins every plan.
        let first = [Step.validate, .apply, .restore(of: Fixture.earlier)].randomElement(using: &random) ?? .validate
        let steps = (0..<Int.random(in: 0...7, using: &random)).map { _ in
            PlannedStep(
                Step.any.randomElement(using: &random) ?? .apply,
                wave: Bool.random(using: &random) ? nil : waves.indices.randomElement(using: &random))
        }
        return Plan(
            clusters: clusters.shuffled(using: &random), waves: waves, steps: [PlannedStep(first)] + steps,
            onFailure: onFailure)
    }
}
