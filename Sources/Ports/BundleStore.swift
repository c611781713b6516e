package import Domain

/// What a worker needs for one deployment on one cluster.
package struct Bundle: Sendable {
    package let deployment: Deployment
    package let cluster: Cluster
    package let objects: [BundleObject]
    /// What the rollout has written beside them, or may have: its way back.
    package let companions: [CompanionCapture]
    /// When the deployment first wrote on the cluster, on the database clock; `nil`: it has not.
    package let firstWriteAt: Timestamp?
    /// Whether pods of the cluster may have the label of its cohort.
    package let labelsPods: Bool

    package init(
        deployment: Deployment, cluster: Cluster, objects: [BundleObject], companions: [CompanionCapture] = [],
        firstWriteAt: Timestamp? = nil, labelsPods: Bool = true
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.objects = objects
        self.companions = companions
        self.firstWriteAt = firstWriteAt
        self.labelsPods = labelsPods
    }
}

/// One object of a bundle on its cluster.
package struct BundleObject: Sendable {
    package let policy: ID<Policy>
    package let key: PolicyKey
    /// What the planned version says; `nil` where the deployment restores another one.
    package let content: PolicyContent?
    package let version: Int?
    package let state: ObjectState
    /// The way back; `nil` until it is captured, that is: until the first write may have been tried.
    package let capture: Capture?

    package init(
        policy: ID<Policy>, key: PolicyKey, content: PolicyContent?, version: Int?, state: ObjectState,
        capture: Capture?
    ) {
        self.policy = policy
        self.key = key
        self.content = content
        self.version = version
        self.state = state
        self.capture = capture
    }
}

/// What an object was before the deployment's first write.
package struct Capture: Hashable, Sendable {
    package let policy: ID<Policy>
    /// All of the live object, `managedFields` included; `nil`: it did not exist.
    package let before: JSONValue?

    package init(policy: ID<Policy>, before: JSONValue?) {
        self.policy = policy
        self.before = before
    }

    package var uid: String? { before?["metadata"]?["uid"]?.string }
    package var resourceVersion: String? { before?["metadata"]?["resourceVersion"]?.string }
}

/// What an object beside the policies' own was before the rollout's first write: a copy that the rollout makes (it was
/// absent), or somebody's object that it touches.
package struct CompanionCapture: Hashable, Sendable {
    package let reference: ObjectReference
    /// All of the live object, `managedFields` included; `nil`: it did not exist.
    package let before: JSONValue?

    package init(reference: ObjectReference, before: JSONValue?) {
        self.reference = reference
        self.before = before
    }
}

/// Bundles and their way back. Every call throws `StoreRefusal` or `PortError`.
package protocol BundleStore: Sendable {
    /// Throws `notFound` where the deployment does not go to the cluster.
    func bundle(_ deployment: ID<Deployment>, cluster: ID<Cluster>) async throws -> Bundle
    /// Stores the way back, in a transaction of its own, for those objects that have none yet, provided that the claim
    /// still holds and its epoch is current (else `notAllowed`). Returns what is stored for all of `captures`: a retry
    /// gets what the first attempt found.
    func capture(
        _ captures: [Capture], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> [ID<Policy>: Capture]
    /// The same for objects beside the policies' own, by (group, kind, namespace, name). Refused with `locked` where
    /// one of them is a policy that another deployment holds; those that are policies are locked for this one.
    func capture(
        _ companions: [CompanionCapture], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> [CompanionCapture]
    /// Stores what the deployment turned out to have to do with on the cluster, in addition to or in place of what it
    /// had for the same subjects, provided that the claim still holds (else `notAllowed`) and that nobody else's stakes
    /// contend (else `contended`).
    func hold(
        _ stakes: [Stake], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws
    /// Stores what the plan has left open, provided that the claim still holds (else `notAllowed`). What is decided
    /// already stays. Returns the plan as it is now; throws `PlanProblem` where none can be made of it.
    func decide(
        _ decision: Plan.Decision, deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> Plan
}
