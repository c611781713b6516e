/// What people ask for.
extension DeploymentState {
    func pause(_ plan: Plan, reason: String) -> Decision {
        switch phase {
        case .pending(var position), .advancing(var position):
            if let waiting = plan.gate(at: position.step) {
                return .refuse("it is \(waiting): nothing goes on before that, and there is nothing to hold")
            }
            var next = self
            if case .pending = phase { position.hasBegun = false }
            position.note = [reason, position.note].compactMap(\.self).joined(separator: "; ")
            next.phase = .held(position)
            return .advance(next, [.announce(.paused, reason: reason)])
        case .held: return .ignore("already paused")
        case .queued: return .refuse("it waits for another deployment to end; abort it instead")
        case .restoring: return .refuse("it is rolling back, which cannot be paused")
        case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
        }
    }

    func resume(_ plan: Plan) -> Decision {
        switch phase {
        case .held(var position):
            (position.note, position.asking) = (nil, nil)
            // Who holds it takes the time: what was waited for is waited for anew.
            position.delays = position.delays.filter { $0.value.until != nil }
            var running = self
            let hasBegun = position.hasBegun
            position.hasBegun = true
            // What was planned for later is so still, and no deadline runs before a worker begins.
            running.phase = hasBegun || position.outstanding.isEmpty ? .advancing(position) : .pending(position)
            guard position.outstanding.isEmpty else {
                return .advance(running, [.announce(running.status(plan: plan), reason: nil)])
            }
            return proceed(from: position, plan)
        case .advancing(let position):
            guard let waiting = plan.gate(at: position.step) else { return .refuse("it is not paused") }
            let why = position.note.map { " (\($0))" } ?? ""
            return .refuse("it is \(waiting)\(why): send that, or abort")
        case .queued, .pending: return .refuse("it is not paused")
        case .restoring: return .refuse("it is rolling back")
        case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
        }
    }

    /// Ends the waiting of the present step. What a worker does cannot be skipped.
    func promote(_ plan: Plan, toEnd: Bool) -> Decision {
        switch phase {
        case .held(let position) where !position.hasBegun:
            return .refuse("\(plan.notBegun), and it is paused: resume it first")
        case .advancing(let position), .held(let position):
            guard let step = plan.step(position.step) else { return .refuse("it is at no step of its plan") }
            switch step {
            case .soak, .compare, .gate(.promote): break
            case .gate(.switchTraffic): return .refuse("it waits for switch, which promote is not: use switch")
            case .retire: return .refuse("the new version is everywhere already")
            case .validate, .apply, .arrange, .awaitPropagation, .smokeTest, .promote, .switchTraffic, .restore:
                if isHeld {
                    return .refuse("it is paused at the step \(step.name), which cannot be skipped: resume it first")
                }
                let wait = position.delays.text.map { " (\($0))" } ?? ""
                return .refuse(
                    "the step \(step.name) is under way\(wait) and cannot be skipped: promote again when it has ended")
            }
            let promotion = plan.step(after: position.step) { $0 == .promote || $0 == .switchTraffic }
            var promoted = self
            promoted.skipsWaits = toEnd || skipsWaits
            if toEnd || step.isComparison, let promotion { return promoted.enter(promotion, plan) }
            let next = position.step &+ 1
            // Who promotes during the soak has seen enough: the gate behind it would ask the same question.
            return promoted.enter(plan.step(next) == .gate(.promote) ? next &+ 1 : next, plan)
        case .queued, .pending: return .refuse(plan.notBegun)
        case .restoring: return .refuse("it is rolling back")
        case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
        }
    }

    func switchTraffic(_ plan: Plan) -> Decision {
        if isFinal { return .refuse("it has ended") }
        if case .restoring = phase { return .refuse("it is rolling back") }
        guard plan.steps.contains(where: { $0.step == .switchTraffic }) else {
            return .refuse("its strategy has no switch: use promote")
        }
        switch phase {
        case .advancing(let position), .held(let position):
            if plan.step(position.step) == .gate(.switchTraffic) { return enter(position.step &+ 1, plan) }
            let isBefore = plan.step(after: position.step) { $0 == .switchTraffic } != nil
            return .refuse(isBefore ? "green is not ready yet" : "it has switched already")
        case .queued, .pending: return .refuse("it has not begun")
        case .restoring: return .refuse("it is rolling back")
        case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
        }
    }

    func abort(_ plan: Plan, reason: String, nextEpoch: Int64) -> Decision {
        switch phase {
        case .queued: return stop(.aborted(reason: reason), plan, nextEpoch: nextEpoch)
        case .pending(let position), .advancing(let position), .held(let position):
            guard plan.hasWritten(at: position.step) else {
                return stop(.aborted(reason: reason), plan, nextEpoch: nextEpoch)
            }
            return restore(plan, at: position.step, cause: .abort, reason: reason, nextEpoch: nextEpoch)
        case .restoring: return .ignore("it is already rolling back")
        // What stands is taken back, for whoever is kept waiting by it.
        case .failed(_, _, .kept): return restore(plan, at: nil, cause: .abort, reason: reason, nextEpoch: nextEpoch)
        case .failed(_, _, .stuck): return .refuse("its way back was refused: rollback tries again")
        case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
        }
    }

    func rollBack(_ plan: Plan, reason: String, nextEpoch: Int64) -> Decision {
        switch phase {
        case .queued: return stop(.rolledBack(reason: reason), plan, nextEpoch: nextEpoch)
        case .pending(let position), .advancing(let position), .held(let position):
            guard plan.hasWritten(at: position.step) else {
                return stop(.rolledBack(reason: reason), plan, nextEpoch: nextEpoch)
            }
            return restore(plan, at: position.step, cause: .requested, reason: reason, nextEpoch: nextEpoch)
        case .failed(_, let wroteSomething, let ground):
            guard wroteSomething else { return .refuse("it failed before it wrote anything") }
            return restore(
                plan, at: nil, cause: .requested, reason: reason, nextEpoch: nextEpoch, takingLocks: !ground.isKept)
        case .restoring: return .ignore("it is already rolling back")
        case .completed: return .refuse("it has completed; rolling it back is a new deployment")
        case .rolledBack, .aborted: return .refuse("everything is already as it was before")
        }
    }
}

extension Plan {
    /// Why nothing can be promoted yet.
    fileprivate var notBegun: String {
        startsAt.map { "it is not to start before \($0.description.prefix(19))Z" } ?? "it has not begun"
    }

    /// What the gate of that step is doing, for people; `nil` where the step is no gate.
    func gate(at number: Int) -> String? {
        guard let step = step(number), case .gate = step else { return nil }
        return step.heading
    }
}

extension DeploymentState {
    private var isFinal: Bool {
        switch phase {
        case .completed, .failed, .rolledBack, .aborted: true
        case .queued, .pending, .advancing, .held, .restoring: false
        }
    }
}

extension Step {
    /// Whether its cluster has the new version entirely after it.
    var makesWhole: Bool {
        switch self {
        case .apply, .promote, .switchTraffic: true
        default: false
        }
    }

    var isComparison: Bool { if case .compare = self { true } else { false } }
}
