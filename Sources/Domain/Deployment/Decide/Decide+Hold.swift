/// What the watch asks a person for.
extension DeploymentState {
    /// Only what waits for the traffic is held for want of data: a gate waits for a person anyway, and what HotSwap
    /// does itself is soon followed by a soak. A cluster whose soak has passed meanwhile has said what it was asked.
    /// While it is held, the next question is told where the one before is over. A look that lasts (Prometheus hangs)
    /// may end after a person has resumed: what it asks is answered.
    func holdRequested(
        _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, whileHeld: Bool = false
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        switch phase {
        case .advancing(let position), .held(let position):
            guard position.step == step, plan.step(step)?.isWatched == true,
                position.outstanding.contains(cluster) || watching(plan)?.standing.contains(cluster) == true
            else { return .ignore("the deployment is no longer at this step") }
            if whileHeld, !isHeld { return .ignore("it was resumed after the watch had looked") }
            if isHeld, position.asking?.isOver != true { return .ignore("it is held already") }
            return hold(position, asking: Asking(cluster: cluster), reason: reason)
        case .queued, .pending, .restoring, .completed, .failed, .rolledBack, .aborted:
            return .ignore("the deployment is no longer at this step")
        }
    }

    /// Whoever has paused it knows why: only the watch's own question is told anew.
    func holdExplained(
        _ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, isOver: Bool
    ) -> Decision {
        if let late = lateness(of: epoch) { return late }
        guard case .held(let position) = phase, position.step == step, position.asking?.cluster == cluster else {
            return .ignore("the watch of this cluster has asked for nobody")
        }
        guard position.note != reason else { return .ignore("that is known") }
        return hold(position, asking: Asking(cluster: cluster, isOver: isOver), reason: reason)
    }

    private func hold(_ position: Position, asking: Asking, reason: String) -> Decision {
        var (next, position) = (self, position)
        position.note = reason
        position.asking = asking
        next.phase = .held(position)
        return .advance(next, [.announce(.paused, reason: reason)])
    }
}
