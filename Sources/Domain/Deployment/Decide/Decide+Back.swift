/// The way back: failures, and reports of what was restored.
extension DeploymentState {
    func stepFailed(
        _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, nextEpoch: Int64
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position):
            guard position.step == step, position.outstanding.contains(cluster) else {
                return .ignore("already reported")
            }
            return fail(plan, at: step, reason: reason, nextEpoch: nextEpoch)
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted:
            return .ignore("the deployment is no longer at this step")
        }
    }

    /// A breach counts wherever the traffic is watched: at a gate, while a person holds it, on clusters that have
    /// passed, and on those of finished waves.
    func breached(
        _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, nextEpoch: Int64
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        guard let watching = watching(plan), watching.step == step, watching.contains(cluster) else {
            return .ignore("nothing is watched there on behalf of this step")
        }
        return fail(plan, at: step, reason: reason, nextEpoch: nextEpoch)
    }

    /// Only a step that is under way can be late: who holds a deployment takes the time.
    func deadlinePassed(_ plan: Plan, step: Int, epoch: Int64, reason: String, nextEpoch: Int64) -> Decision {
        if let late = lateness(of: epoch) { return late }
        guard case .advancing(let position) = phase, position.step == step else {
            return .ignore("the step is not under way")
        }
        guard plan.step(step)?.stage != nil else { return .ignore("the step has no deadline") }
        let why = [reason, position.delays.text ?? plan.step(step)?.unanswered].compactMap(\.self)
            .joined(separator: "; ")
        return fail(plan, at: step, reason: why, nextEpoch: nextEpoch)
    }

    /// Goes back where something was written and the plan says so; else ends here.
    private func fail(_ plan: Plan, at step: Int, reason: String, nextEpoch: Int64) -> Decision {
        let wrote = plan.hasWritten(at: step)
        guard wrote, plan.onFailure == .rollback else {
            let ground: Ground = wrote && plan.splitsClusters ? .kept : .free
            return stop(
                .failed(reason: reason, wroteSomething: wrote, ground: ground), plan, nextEpoch: nextEpoch)
        }
        return restore(plan, at: step, cause: .failure, reason: reason, nextEpoch: nextEpoch)
    }

    /// Ends the deployment where it stands: no job of it may record anything any more, and there is nothing to undo or
    /// nothing is to be undone. Its locks and stakes go, unless what it has written stands; also the stakes of what is
    /// queued, since others wait behind them.
    func stop(_ end: Phase, _ plan: Plan, nextEpoch: Int64) -> Decision {
        let next = DeploymentState(phase: end, epoch: epoch(raisedTo: nextEpoch))
        // What is queued has no jobs.
        let left: [Effect] = phase == .queued ? [] : [.cancelJobs(before: next.epoch)]
        let locks: [Effect] = end.keepsGround ? [] : [.releaseLocks]
        return .advance(next, left + locks + [.announce(next.status(plan: plan), reason: next.reason)])
    }

    /// Begins the way back. The epoch rises first: from then on no job of the way forward can record anything.
    ///
    /// - Parameter step: Where the deployment stood; `nil` where every cluster may have been written.
    func restore(
        _ plan: Plan, at step: Int?, cause: Restoration.Cause, reason: String, nextEpoch: Int64,
        takingLocks: Bool = false
    ) -> Decision {
        let clusters = step.map { plan.writtenClusters(at: $0) } ?? plan.clusters
        let turns = plan.turnsBack(of: clusters, cause)
        var restoration = Restoration(cause: cause, reason: reason, outstanding: Set(clusters))
        restoration.later = Array(turns.dropFirst())
        var next = self
        next.phase = .restoring(restoration)
        next.epoch = epoch(raisedTo: nextEpoch)
        return .advance(
            next,
            (takingLocks ? [.takeLocks] : []) + [
                .cancelJobs(before: next.epoch), .enqueue(.rollback, step: Plan.wayBack, clusters: turns[0]),
                .announce(.rollingBack, reason: reason),
            ])
    }

    /// - Parameter stands: Whether the `failure` leaves something of the deployment on the cluster.
    func restored(
        _ plan: Plan, cluster: ID<Cluster>, epoch: Int64, failure: String? = nil, stands: Bool = false
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        guard case .restoring(var restoration) = phase else { return .ignore("nothing is being restored") }
        guard restoration.outstanding.remove(cluster) != nil else { return .ignore("already reported") }
        if let failure { restoration.failures.append(failure) }
        restoration.stands = restoration.stands || stands
        restoration.delays[cluster] = nil
        var next = self
        guard restoration.outstanding.isEmpty else {
            let turn = restoration.takeTurn()
            next.phase = .restoring(restoration)
            return .advance(next, turn)
        }
        next.phase = restoration.end(plan)
        let locks: [Effect] = next.phase.keepsGround ? [] : [.releaseLocks]
        return .advance(next, locks + [.announce(restoration.endStatus, reason: next.reason)])
    }
}

extension Restoration {
    /// The next turn where the present one is over: every cluster of it is done, or known to be silent, for which
    /// nobody else waits.
    mutating func takeTurn() -> [Effect] {
        later = later.map { $0.filter(outstanding.contains) }.filter { !$0.isEmpty }
        let waiting = Set(later.joined())
        guard let turn = later.first,
            outstanding.subtracting(waiting).allSatisfy({ delays[$0]?.isTold == true })
        else { return [] }
        later.removeFirst()
        return [.enqueue(.rollback, step: Plan.wayBack, clusters: turn)]
    }

    fileprivate func end(_ plan: Plan) -> Phase {
        guard failures.isEmpty else {
            return .failed(
                reason: "\(reason); \(account)", wroteSomething: true,
                ground: stands && plan.splitsClusters ? .stuck : .free)
        }
        return cause == .abort ? .aborted(reason: reason) : .rolledBack(reason: reason)
    }

    /// What is not as it was, and whose work that is.
    private var account: String {
        let failures = failures.joined(separator: "; ")
        return stands
            ? "not restored: \(failures)"
            : "left as it is, being others' work: \(failures); nothing of this deployment stands"
    }

    fileprivate var endStatus: DeploymentStatus {
        guard failures.isEmpty else { return .failed }
        return cause == .abort ? .aborted : .rolledBack
    }
}

extension Phase {
    /// Whether locks and stakes outlast the end: what was written step by step stands.
    package var keepsGround: Bool {
        if case .failed(_, _, let ground) = self { ground.isKept } else { false }
    }

    /// Whether what was written step by step stands after the end, whoever may have it.
    package var leavesSomething: Bool {
        if case .failed(_, _, let ground) = self { ground != .free } else { false }
    }
}
