/// What happened to a deployment. Every fact that the decision needs is in the event.
package enum DeploymentEvent: Hashable, Sendable {
    /// A worker has begun the first step.
    case started
    /// A cluster has finished a step.
    case stepSucceeded(cluster: ID<Cluster>, step: Int, epoch: Int64)
    /// A step cannot succeed on a cluster: refused for good, or tried as often as its stage allows.
    case stepFailed(cluster: ID<Cluster>, step: Int, epoch: Int64, reason: String, nextEpoch: Int64)
    /// A cluster is as it was before.
    case restored(cluster: ID<Cluster>, epoch: Int64)
    /// A cluster could not be restored.
    case restoreFailed(cluster: ID<Cluster>, epoch: Int64, reason: String)
    case pauseRequested
    case resumeRequested
    case abortRequested(reason: String, nextEpoch: Int64)
    case rollbackRequested(reason: String, nextEpoch: Int64)
}

/// What must be done about a decision, in the order of the list and in the transaction that stores the new state;
/// the messages of enqueued jobs go out after the commit.
package enum Effect: Hashable, Sendable {
    /// Jobs of epochs before `epoch` must not be claimed any more.
    case cancelJobs(before: Int64)
    /// One job for each cluster.
    case enqueue(Stage, step: Int, clusters: [ID<Cluster>])
    /// The deployment takes its locks again; where another one holds them, nothing of the decision is stored.
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
