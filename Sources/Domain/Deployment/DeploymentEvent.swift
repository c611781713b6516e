/// What happened to a deployment. Every fact that the decision needs is in the event.
package enum DeploymentEvent: Hashable, Sendable {
    /// A queued deployment's objects are free: it begins, with an epoch above that of whoever had them before, but not
    /// before the moment that it is planned for.
    case admitted(nextEpoch: Int64, at: Timestamp)
    /// A worker has begun the first step.
    case started
    /// A cluster has finished a step, or its soak has passed.
    case stepSucceeded(cluster: ID<Cluster>, step: Int, epoch: Int64)
    /// A step cannot succeed on a cluster: refused for good, or tried as often as its stage allows.
    case stepFailed(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, nextEpoch: Int64)
    /// A cluster's traffic broke a rule while it was watched, at that step of the deployment.
    case breached(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, nextEpoch: Int64)
    /// The watch cannot judge (no data): a person is to look. `whileHeld`: it was held when the watch looked, so that
    /// whoever has resumed it since has decided just that.
    case holdRequested(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, whileHeld: Bool = false)
    /// What the watch has asked a person for stands otherwise now, or is over: the question is told anew, and is still
    /// the person's.
    case holdExplained(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, isOver: Bool)
    /// What a comparison has found on a cluster.
    case compared(cluster: ID<Cluster>, step: Int, epoch: Int64, outcome: ComparisonOutcome, nextEpoch: Int64)
    /// A step has made no progress for as long as the plan allows.
    case deadlinePassed(step: Int, epoch: Int64, reason: String, nextEpoch: Int64)
    /// A cluster's part of the step, or of the way back, cannot be done now. `until`: its environment may not be
    /// changed, and it is asked again then; `nil`: it does not answer, and is tried again for ever.
    case putOff(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, at: Timestamp, until: Timestamp?)
    /// What a cluster's part of the step was put off for is there: the worker that has it goes on.
    case goesOn(cluster: ID<Cluster>, step: Int, epoch: Int64)
    /// A cluster is as it was before.
    case restored(cluster: ID<Cluster>, epoch: Int64)
    /// A cluster could not be restored. `stands`: whether something of the deployment is left there; else what is not
    /// as it was is others' later work alone.
    case restoreFailed(cluster: ID<Cluster>, epoch: Int64, reason: String, stands: Bool)
    /// A person holds it; the reason says who.
    case pauseRequested(reason: String)
    case resumeRequested
    /// On to the next step without waiting any longer, or (`toEnd`) straight to the promotion.
    case promoteRequested(toEnd: Bool)
    case switchRequested
    case abortRequested(reason: String, nextEpoch: Int64)
    case rollbackRequested(reason: String, nextEpoch: Int64)
    /// What could not be taken back so far is to stay as it is.
    case giveUpRequested(reason: String, nextEpoch: Int64)
}

/// What must be done about a decision, in the order of the list and in the transaction that stores the new state;
/// the messages of enqueued jobs go out after the commit.
package enum Effect: Hashable, Sendable {
    /// Jobs of epochs before `epoch` must not be claimed any more.
    case cancelJobs(before: Int64)
    /// One job for each cluster, not before `delay` has passed.
    case enqueue(Stage, step: Int, clusters: [ID<Cluster>], delay: Duration = .zero)
    /// The traffic of these clusters is watched anew from now on, on behalf of the step: a soak or a comparison begins.
    case beginWatch(step: Int, clusters: [ID<Cluster>])
    /// The traffic of these clusters is watched on, or from now on, while the step lasts: what the watch remembers is
    /// kept.
    case keepWatch(step: Int, clusters: [ID<Cluster>])
    /// No traffic is watched any more, but for what follows.
    case endWatch
    /// The deployment takes its locks (again); where another one holds them, nothing of the decision is stored.
    case takeLocks
    /// Other deployments may take the policies now.
    case releaseLocks
    /// Tell the world that the status is now this.
    case announce(DeploymentStatus, reason: String?)
}

/// The answer of the machine.
package enum Decision: Hashable, Sendable {
    /// The new state, and what to do.
    case advance(DeploymentState, [Effect])
    /// The event changes nothing: a duplicate, a late report of an older epoch. Normal.
    case ignore(String)
    /// The event is not allowed here; the person who sent it is told why.
    case refuse(String)
}
