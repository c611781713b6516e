/// Whose word counts when an object holds fields of another manager.
package enum ConflictPolicy: String, Hashable, Sendable, CaseIterable {
    /// The deployment fails and names the owner.
    case refuse
    /// HotSwap takes the fields over; going back gives them back.
    case takeOver
}

/// A bundle of policy versions on its way to clusters.
package struct Deployment: Hashable, Sendable {
    package let id: ID<Deployment>
    /// In the order of the request; never empty, each policy once.
    package let policies: [PolicyReference]
    package let environment: ID<Environment>
    package let strategy: StrategyName
    package let plan: Plan
    package let onConflict: ConflictPolicy
    /// The finished deployment that this one takes back.
    package let rollbackOf: ID<Deployment>?
    package let requestedBy: String
    /// Why, in the words of the person; may be empty.
    package let reason: String
    package let traceparent: String?
    package let createdAt: Timestamp
    package var state: DeploymentState
    /// How many status changes were announced so far; the `sequence` of the next event is one more.
    package var sequence: Int64
    /// Rises with every stored decision: the compare-and-set of the state.
    package var revision: Int64
    package var updatedAt: Timestamp

    package init(
        id: ID<Deployment>, policies: [PolicyReference], environment: ID<Environment>, strategy: StrategyName,
        plan: Plan,
        onConflict: ConflictPolicy, rollbackOf: ID<Deployment>?, requestedBy: String, reason: String,
        traceparent: String?, createdAt: Timestamp, state: DeploymentState, sequence: Int64, revision: Int64,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.policies = policies
        self.environment = environment
        self.strategy = strategy
        self.plan = plan
        self.onConflict = onConflict
        self.rollbackOf = rollbackOf
        self.requestedBy = requestedBy
        self.reason = reason
        self.traceparent = traceparent
        self.createdAt = createdAt
        self.state = state
        self.sequence = sequence
        self.revision = revision
        self.updatedAt = updatedAt
    }

    package var status: DeploymentStatus { state.status(plan: plan) }

    /// Why it stands where it stands, where there is something to say: also what a gate waits for, and that its time
    /// has not come.
    package var standing: String? {
        if let reason = state.reason { return reason }
        if case .advancing(let position) = state.phase { return plan.gate(at: position.step) }
        guard case .pending = state.phase, let start = plan.startsAt else { return nil }
        return "it is not to start before \(start.description.prefix(19))Z"
    }
}

/// What a deployment's object is on a cluster, as far as HotSwap knows.
package enum ObjectState: String, Hashable, Sendable, CaseIterable {
    /// As it was before the deployment.
    case old
    /// As the deployment wants it.
    case new
    /// In the middle of a rollout: some have the new version, some the old one.
    case mixed
    /// A write was begun and its end is not known, or the cluster cannot be asked.
    case unknown
}

/// One announced status change, as event streams and notifications carry it.
package struct StatusChange: Hashable, Sendable {
    /// Its own identity: duplicates of one event share it.
    package let id: ID<StatusChange>
    package let deployment: ID<Deployment>
    /// From 1, without gaps for each deployment.
    package let sequence: Int64
    package let status: DeploymentStatus
    package let reason: String?
    package let at: Timestamp

    package init(
        id: ID<StatusChange>, deployment: ID<Deployment>, sequence: Int64, status: DeploymentStatus, reason: String?,
        at: Timestamp
    ) {
        self.id = id
        self.deployment = deployment
        self.sequence = sequence
        self.status = status
        self.reason = reason
        self.at = at
    }
}
