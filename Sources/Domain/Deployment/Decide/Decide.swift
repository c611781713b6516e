/// The state machine of a deployment: pure, total, and the only place where a deployment's phase changes.
///
/// It never throws and never traps, because its events come from a queue.
package func decide(_ state: DeploymentState, _ event: DeploymentEvent, plan: Plan) -> Decision {
    transition(state, event, plan).watched(since: state, plan)
}

/// What is watched follows from where the deployment stands, so no transition names it.
private func transition(_ state: DeploymentState, _ event: DeploymentEvent, _ plan: Plan) -> Decision {
    switch event {
    case .admitted(let nextEpoch, let moment): state.admitted(plan, nextEpoch: nextEpoch, at: moment)
    case .started: state.started(plan)
    case .stepSucceeded(let cluster, let step, let epoch):
        state.stepSucceeded(plan, cluster: cluster, step: step, epoch: epoch)
    case .stepFailed(let cluster, let step, let epoch, let reason, let nextEpoch):
        state.stepFailed(plan, cluster: cluster, step: step, epoch: epoch, reason: reason, nextEpoch: nextEpoch)
    case .breached(let cluster, let step, let epoch, let reason, let nextEpoch):
        state.breached(plan, cluster: cluster, step: step, epoch: epoch, reason: reason, nextEpoch: nextEpoch)
    case .holdRequested(let cluster, let step, let epoch, let reason, let whileHeld):
        state.holdRequested(plan, cluster: cluster, step: step, epoch: epoch, reason: reason, whileHeld: whileHeld)
    case .holdExplained(let cluster, let step, let epoch, let reason, let isOver):
        state.holdExplained(plan, cluster: cluster, step: step, epoch: epoch, reason: reason, isOver: isOver)
    case .compared(let cluster, let step, let epoch, let outcome, let nextEpoch):
        state.compared(plan, cluster: cluster, step: step, epoch: epoch, outcome, nextEpoch: nextEpoch)
    case .deadlinePassed(let step, let epoch, let reason, let nextEpoch):
        state.deadlinePassed(plan, step: step, epoch: epoch, reason: reason, nextEpoch: nextEpoch)
    case .putOff(let cluster, let step, let epoch, let reason, let moment, let until):
        state.putOff(
            plan, cluster: cluster, step: step, epoch: epoch, Delay(since: moment, reason: reason, until: until))
    case .goesOn(let cluster, let step, let epoch): state.goesOn(cluster: cluster, step: step, epoch: epoch)
    case .restored(let cluster, let epoch): state.restored(plan, cluster: cluster, epoch: epoch)
    case .restoreFailed(let cluster, let epoch, let reason, let stands):
        state.restored(plan, cluster: cluster, epoch: epoch, failure: reason, stands: stands)
    case .pauseRequested(let reason): state.pause(plan, reason: reason)
    case .resumeRequested: state.resume(plan)
    case .promoteRequested(let toEnd): state.promote(plan, toEnd: toEnd)
    case .switchRequested: state.switchTraffic(plan)
    case .abortRequested(let reason, let nextEpoch): state.abort(plan, reason: reason, nextEpoch: nextEpoch)
    case .rollbackRequested(let reason, let nextEpoch): state.rollBack(plan, reason: reason, nextEpoch: nextEpoch)
    case .giveUpRequested(let reason, let nextEpoch): state.giveUp(plan, reason: reason, nextEpoch: nextEpoch)
    }
}

extension Decision {
    /// The same decision with what becomes of the watch: after the fence, before what begins.
    fileprivate func watched(since before: DeploymentState, _ plan: Plan) -> Decision {
        guard case .advance(let after, let effects) = self else { return self }
        let changes = Watching.effects(from: before.watching(plan), to: after.watching(plan))
        let fence = effects.prefix { effect in
            switch effect {
            case .takeLocks, .cancelJobs: true
            case .enqueue, .beginWatch, .keepWatch, .endWatch, .releaseLocks, .announce: false
            }
        }
        return .advance(after, fence + changes + effects.dropFirst(fence.count))
    }
}

extension DeploymentState {
    /// Why a report of `epoch` is late; `nil` where it is not.
    func lateness(of epoch: Int64) -> Decision? {
        epoch == self.epoch ? nil : .ignore("the report is of epoch \(epoch), now is \(self.epoch)")
    }

    /// The next epoch: `wanted`, which was drawn for it, but always higher than now (as long as there is a higher one).
    func epoch(raisedTo wanted: Int64) -> Int64 {
        let (higher, overflow) = epoch.addingReportingOverflow(1)
        return overflow ? epoch : max(wanted, higher)
    }
}
