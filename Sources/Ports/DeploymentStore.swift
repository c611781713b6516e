package import Domain

/// A deployment with the names that answers show.
package struct DeploymentRecord: Hashable, Sendable {
    package let deployment: Deployment
    package let environmentName: String
    /// In the order of the plan's clusters.
    package let clusterNames: [ID<Cluster>: String]
    /// The deployment that took this one back, the newest where several did.
    package let rolledBackBy: ID<Deployment>?

    package init(
        deployment: Deployment, environmentName: String, clusterNames: [ID<Cluster>: String],
        rolledBackBy: ID<Deployment>?
    ) {
        self.deployment = deployment
        self.environmentName = environmentName
        self.clusterNames = clusterNames
        self.rolledBackBy = rolledBackBy
    }
}

/// What a deployment's object is on a cluster.
package struct DeploymentObject: Hashable, Sendable {
    package let policy: ID<Policy>
    package let key: PolicyKey
    package let cluster: ID<Cluster>
    package let clusterName: String
    package let state: ObjectState
    /// What is in force once it is written; `nil`: what was there before HotSwap.
    package let version: Int?
    /// What was in force before; `nil`: not HotSwap's, or nothing.
    package let versionBefore: Int?
    package let note: String?
    package let updatedAt: Timestamp

    package init(
        policy: ID<Policy>, key: PolicyKey, cluster: ID<Cluster>, clusterName: String, state: ObjectState,
        version: Int?, versionBefore: Int?, note: String?, updatedAt: Timestamp
    ) {
        self.policy = policy
        self.key = key
        self.cluster = cluster
        self.clusterName = clusterName
        self.state = state
        self.version = version
        self.versionBefore = versionBefore
        self.note = note
        self.updatedAt = updatedAt
    }
}

/// What a list of deployments is narrowed to.
package struct DeploymentFilter: Hashable, Sendable {
    package var status: DeploymentStatus?
    package var environment: ID<Environment>?
    package var policy: ID<Policy>?
    package var rollbackOf: ID<Deployment>?

    package init(
        status: DeploymentStatus? = nil, environment: ID<Environment>? = nil, policy: ID<Policy>? = nil,
        rollbackOf: ID<Deployment>? = nil
    ) {
        self.status = status
        self.environment = environment
        self.policy = policy
        self.rollbackOf = rollbackOf
    }
}

/// Deployments, to read. Every call throws `PortError`.
package protocol DeploymentStore: Sendable {
    /// Those that exist, in no particular order.
    func deployments(_ ids: [ID<Deployment>]) async throws -> [DeploymentRecord]
    /// Newest first.
    func deployments(_ filter: DeploymentFilter, _ page: PageRequest) async throws -> Page<DeploymentRecord>
    /// Who has, or has asked earlier for, what a queued deployment waits for; the oldest first.
    func inTheWay(of deployment: ID<Deployment>) async throws -> [ID<Deployment>]
    /// By cluster, then kind, namespace, name.
    func objects(of deployment: ID<Deployment>) async throws -> [DeploymentObject]
    /// What a deployment that has failed may have left, cluster by cluster.
    func leftovers(of deployment: ID<Deployment>) async throws -> [Leftovers]
    /// The status changes with a `sequence` above `after`, in order.
    func changes(of deployment: ID<Deployment>, after: Int64, limit: Int) async throws -> [StatusChange]
    /// The status changes of all the deployments above the sequence given for each: what an event stream polls.
    func changes(after: [ID<Deployment>: Int64]) async throws -> [StatusChange]
    /// Deployments by status, for metrics.
    func deploymentCounts() async throws -> [DeploymentStatus: Int]
}
