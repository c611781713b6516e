/// The state machine of a deployment: pure, total, and the only place where a deployment's phase changes.
///
/// It never throws and never traps, because its events come from a queue.
package func decide(_ state: DeploymentState, _ event: DeploymentEvent, plan: Plan) -> Decision {
    switch event {
    case .started:
        started(state, plan)
    case .stepSucceeded(let cluster, let step, let epoch):
        stepSucceeded(state, plan, cluster: cluster, step: step, epoch: epoch)
    case .stepFailed(let cluster, let step, let epoch, let reason, let nextEpoch):
        stepFailed(state, plan, cluster: cluster, step: step, epoch: epoch, reason: reason, nextEpoch: nextEpoch)
    case .restored(let cluster, let epoch):
        restored(state, cluster: cluster, epoch: epoch, failure: nil)
    case .restoreFailed(let cluster, let epoch, let reason):
        restored(state, cluster: cluster, epoch: epoch, failure: reason)
    case .pauseRequested:
        pause(state)
    case .resumeRequested:
        resume(state, plan)
    case .abortRequested(let reason, let nextEpoch):
        abort(state, plan, reason: reason, nextEpoch: nextEpoch)
    case .rollbackRequested(let reason, let nextEpoch):
        rollBack(state, plan, reason: reason, nextEpoch: nextEpoch)
    }
}

private func started(_ state: DeploymentState, _ plan: Plan) -> Decision {
    guard case .pending(let position) = state.phase else { return .ignore("already started") }
    var next = state
    next.phase = .advancing(position)
    return .advance(next, [.announce(next.status(plan: plan), reason: nil)])
}

private func stepSucceeded(
    _ state: DeploymentState, _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64
) -> Decision {
    guard epoch == state.epoch else { return .ignore("the report is of epoch \(epoch), now is \(state.epoch)") }
    switch state.phase {
    case .pending(var position), .advancing(var position):
        guard position.step == step, position.outstanding.remove(cluster) != nil else {
            return .ignore("already reported")
        }
        return proceed(from: position, state, plan)
    case .held(var position):
        guard position.step == step, position.outstanding.remove(cluster) != nil else {
            return .ignore("already reported")
        }
        var next = state
        next.phase = .held(position)
        return .advance(next, [])
    case .restoring, .completed, .failed, .rolledBack, .aborted:
        return .ignore("the deployment is no longer at this step")
    }
}

/// Goes on to the next step when every cluster has reported, and to the end after the last one.
private func proceed(from position: Position, _ state: DeploymentState, _ plan: Plan) -> Decision {
    var next = state
    var effects: [Effect] = []
    if !position.outstanding.isEmpty {
        next.phase = .advancing(position)
    } else if let (step, work) = plan.step(after: position.step) {
        next.phase = .advancing(Position(step: step, outstanding: Set(plan.clusters)))
        effects.append(.enqueue(work.stage, step: step, clusters: plan.clusters))
    } else {
        next.phase = .completed
        effects.append(.releaseLocks)
    }
    let status = next.status(plan: plan)
    return .advance(next, status == state.status(plan: plan) ? effects : effects + [.announce(status, reason: nil)])
}

private func stepFailed(
    _ state: DeploymentState, _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String,
    nextEpoch: Int64
) -> Decision {
    guard epoch == state.epoch else { return .ignore("the report is of epoch \(epoch), now is \(state.epoch)") }
    switch state.phase {
    case .pending(let position), .advancing(let position), .held(let position):
        guard position.step == step, position.outstanding.contains(cluster) else { return .ignore("already reported") }
        let wrote = plan.hasWritten(at: step)
        guard wrote, plan.onFailure == .rollback else {
            return stop(state, .failed(reason: reason, wroteSomething: wrote), plan, nextEpoch: nextEpoch)
        }
        return restore(state, plan, cause: .failure, reason: reason, nextEpoch: nextEpoch)
    case .restoring, .completed, .failed, .rolledBack, .aborted:
        return .ignore("the deployment is no longer at this step")
    }
}

/// Ends the deployment where it stands: no job of it may record anything any more, and there is nothing to undo or
/// nothing is to be undone.
private func stop(_ state: DeploymentState, _ end: Phase, _ plan: Plan, nextEpoch: Int64) -> Decision {
    let next = DeploymentState(phase: end, epoch: state.epoch(raisedTo: nextEpoch))
    return .advance(
        next,
        [.cancelJobs(before: next.epoch), .releaseLocks, .announce(next.status(plan: plan), reason: next.reason)])
}

/// Begins the way back. The epoch rises first: from then on no job of the way forward can record anything.
private func restore(
    _ state: DeploymentState, _ plan: Plan, cause: Restoration.Cause, reason: String, nextEpoch: Int64,
    takingLocks: Bool = false
) -> Decision {
    var next = state
    next.phase = .restoring(Restoration(cause: cause, reason: reason, outstanding: Set(plan.clusters)))
    next.epoch = state.epoch(raisedTo: nextEpoch)
    return .advance(
        next,
        (takingLocks ? [.takeLocks] : []) + [
            .cancelJobs(before: next.epoch),
            .enqueue(.rollback, step: Plan.wayBack, clusters: plan.clusters),
            .announce(.rollingBack, reason: reason),
        ])
}

private func restored(
    _ state: DeploymentState, cluster: ID<Cluster>, epoch: Int64, failure: String?
) -> Decision {
    guard epoch == state.epoch else { return .ignore("the report is of epoch \(epoch), now is \(state.epoch)") }
    guard case .restoring(var restoration) = state.phase else { return .ignore("nothing is being restored") }
    guard restoration.outstanding.remove(cluster) != nil else { return .ignore("already reported") }
    if let failure { restoration.failures.append(failure) }
    var next = state
    guard restoration.outstanding.isEmpty else {
        next.phase = .restoring(restoration)
        return .advance(next, [])
    }
    next.phase = end(of: restoration)
    let status: DeploymentStatus =
        restoration.failures.isEmpty ? (restoration.cause == .abort ? .aborted : .rolledBack) : .failed
    return .advance(next, [.releaseLocks, .announce(status, reason: next.reason)])
}

private func end(of restoration: Restoration) -> Phase {
    guard restoration.failures.isEmpty else {
        let failures = restoration.failures.joined(separator: "; ")
        return .failed(reason: "\(restoration.reason); not restored: \(failures)", wroteSomething: true)
    }
    return restoration.cause == .abort
        ? .aborted(reason: restoration.reason) : .rolledBack(reason: restoration.reason)
}

private func pause(_ state: DeploymentState) -> Decision {
    switch state.phase {
    case .pending(let position), .advancing(let position):
        var next = state
        next.phase = .held(position)
        return .advance(next, [.announce(.paused, reason: nil)])
    case .held: return .ignore("already paused")
    case .restoring: return .refuse("it is rolling back, which cannot be paused")
    case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
    }
}

private func resume(_ state: DeploymentState, _ plan: Plan) -> Decision {
    switch state.phase {
    case .held(let position):
        var running = state
        running.phase = .advancing(position)
        let status = running.status(plan: plan)
        guard position.outstanding.isEmpty else {
            return .advance(running, [.announce(status, reason: nil)])
        }
        return proceed(from: position, state, plan)
    case .pending, .advancing: return .refuse("it is not paused")
    case .restoring: return .refuse("it is rolling back")
    case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
    }
}

private func abort(_ state: DeploymentState, _ plan: Plan, reason: String, nextEpoch: Int64) -> Decision {
    switch state.phase {
    case .pending(let position), .advancing(let position), .held(let position):
        guard plan.hasWritten(at: position.step) else {
            return stop(state, .aborted(reason: reason), plan, nextEpoch: nextEpoch)
        }
        return restore(state, plan, cause: .abort, reason: reason, nextEpoch: nextEpoch)
    case .restoring: return .ignore("it is already rolling back")
    case .completed, .failed, .rolledBack, .aborted: return .refuse("it has ended")
    }
}

private func rollBack(_ state: DeploymentState, _ plan: Plan, reason: String, nextEpoch: Int64) -> Decision {
    switch state.phase {
    case .pending(let position), .advancing(let position), .held(let position):
        guard plan.hasWritten(at: position.step) else {
            return stop(state, .rolledBack(reason: reason), plan, nextEpoch: nextEpoch)
        }
        return restore(state, plan, cause: .requested, reason: reason, nextEpoch: nextEpoch)
    case .failed(_, let wroteSomething):
        guard wroteSomething else { return .refuse("it failed before it wrote anything") }
        return restore(
            state, plan, cause: .requested, reason: reason, nextEpoch: nextEpoch, takingLocks: true)
    case .restoring: return .ignore("it is already rolling back")
    case .completed: return .refuse("it has completed; rolling it back is a new deployment")
    case .rolledBack, .aborted: return .refuse("everything is already as it was before")
    }
}

extension DeploymentState {
    /// The next epoch: `wanted`, which was drawn for it, but always higher than now (as long as there is a higher one).
    fileprivate func epoch(raisedTo wanted: Int64) -> Int64 {
        let (higher, overflow) = epoch.addingReportingOverflow(1)
        return overflow ? epoch : max(wanted, higher)
    }
}
