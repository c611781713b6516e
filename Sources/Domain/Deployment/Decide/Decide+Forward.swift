/// The way forward: reports of workers and of the watch.
extension DeploymentState {
    func admitted(_ plan: Plan, nextEpoch: Int64, at moment: Timestamp) -> Decision {
        guard case .queued = phase else { return .ignore("it is not queued") }
        var next = self
        next.epoch = epoch(raisedTo: nextEpoch)
        next.phase = .pending(Position(step: 0, outstanding: Set(plan.clusters(of: 0))))
        return .advance(next, [.takeLocks, .cancelJobs(before: next.epoch)] + plan.effects(entering: 0, at: moment))
    }

    func started(_ plan: Plan) -> Decision {
        var next = self
        if case .held(var position) = phase, !position.hasBegun {
            position.hasBegun = true
            next.phase = .held(position)
            return .advance(next, [])
        }
        guard case .pending(let position) = phase else { return .ignore("already started") }
        next.phase = .advancing(position)
        return .advance(next, [.announce(next.status(plan: plan), reason: nil)])
    }

    func stepSucceeded(_ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64) -> Decision {
        if let late = lateness(of: epoch) { return late }
        if case .gate = plan.step(step) { return .ignore("a gate is left by a person") }
        switch phase {
        case .pending(var position), .advancing(var position):
            guard position.step == step, position.outstanding.remove(cluster) != nil else {
                return .ignore("already reported")
            }
            position.delays[cluster] = nil
            return proceed(from: position, plan)
        case .held(var position):
            guard position.step == step, position.outstanding.remove(cluster) != nil else {
                return .ignore("already reported")
            }
            position.delays[cluster] = nil
            position.hasBegun = true
            var next = self
            next.phase = .held(position)
            return .advance(next, [])
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted:
            return .ignore("the deployment is no longer at this step")
        }
    }

    /// Goes on to the next step when every cluster has reported, and to the end after the last one.
    func proceed(from position: Position, _ plan: Plan) -> Decision {
        guard position.outstanding.isEmpty else {
            var next = self
            next.phase = .advancing(position)
            let status = next.status(plan: plan)
            return .advance(next, status == self.status(plan: plan) ? [] : [.announce(status, reason: nil)])
        }
        return enter(position.step &+ 1, plan)
    }

    /// Enters a step of the plan, or the end where there is none.
    func enter(_ wanted: Int, _ plan: Plan) -> Decision {
        var next = self
        let step = skipsWaits ? plan.pastWaits(from: wanted) : wanted
        guard plan.step(step) != nil else {
            next.phase = .completed
            return .advance(next, [.releaseLocks, .announce(.completed, reason: nil)])
        }
        next.phase = .advancing(Position(step: step, outstanding: Set(plan.clusters(of: step))))
        let status = next.status(plan: plan)
        let heading = plan.heading(of: step)
        let isNews = status != self.status(plan: plan) || heading != nil
        return .advance(next, plan.effects(entering: step) + (isNews ? [.announce(status, reason: heading)] : []))
    }

    /// What one cluster has found is kept until it is known what all of them come to.
    func compared(
        _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, _ outcome: ComparisonOutcome, nextEpoch: Int64
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        guard case .advancing(var position) = phase, position.step == step, case .compare(let test)? = plan.step(step),
            position.outstanding.contains(cluster)
        else { return .ignore("the deployment is no longer at this step") }
        if position.findings[cluster]?.isSame(as: outcome) == true { return .ignore("that is known") }
        position.findings[cluster] = outcome
        if outcome.isFinal { position.outstanding.remove(cluster) }
        // Clusters that were done before findings were kept have none, and are waited for no more.
        let asked = plan.clusters(of: step).filter {
            position.findings[$0] != nil || position.outstanding.contains($0)
        }
        let all = ABClusters(findings: position.findings, clusters: asked, onInconclusive: test.onInconclusive)
        switch all.verdict {
        case nil: return proceed(from: position, plan)
        case .promote(let reason):
            let promotion = plan.step(after: step) { $0 == .promote || $0 == .switchTraffic }
            return enter(promotion ?? step &+ 1, plan).explained(reason)
        case .goBack(let reason):
            guard plan.hasWritten(at: step) else {
                return stop(.rolledBack(reason: reason), plan, nextEpoch: nextEpoch)
            }
            return restore(plan, at: step, cause: .requested, reason: reason, nextEpoch: nextEpoch)
        case .ask(let reason):
            guard let gate = plan.step(after: step, where: { $0 == .gate(.promote) }) else {
                return holdRequested(plan, cluster: cluster, step: step, epoch: epoch, reason: reason)
            }
            return enter(gate, plan).explained(reason)
        }
    }
}

extension Decision {
    /// The same decision, its announcements with a better reason, which stays to be read where it stands then.
    fileprivate func explained(_ reason: String) -> Decision {
        guard case .advance(var state, let effects) = self else { return self }
        if case .advancing(var position) = state.phase {
            position.note = reason
            state.phase = .advancing(position)
        }
        return .advance(
            state,
            effects.map { effect in
                guard case .announce(let status, let heading) = effect else { return effect }
                return .announce(status, reason: [reason, heading].compactMap(\.self).joined(separator: "; "))
            })
    }
}

extension Plan {
    /// What begins a step; the first one, entered at `moment`, not before its time.
    func effects(entering number: Int, at moment: Timestamp? = nil) -> [Effect] {
        guard let step = step(number) else { return [] }
        let clusters = clusters(of: number)
        guard let stage = step.stage else { return [] }
        if case .retire(let after) = step {
            return [.enqueue(stage, step: number, clusters: clusters, delay: after)]
        }
        let delay = moment.flatMap { now in startsAt.map { max($0 - now, .zero) } } ?? .zero
        return [.enqueue(stage, step: number, clusters: clusters, delay: delay)]
    }
}
