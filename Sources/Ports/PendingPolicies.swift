package import Domain

/// A policy version that HotSwap has for a cluster and that is not in force there.
package struct PendingVersion: Hashable, Sendable {
    package let policy: ID<Policy>
    package let key: PolicyKey
    package let version: Int
    /// The deployment that brings it; `nil`: it is stored, and nobody deploys it yet.
    package let deployment: ID<Deployment>?

    package init(policy: ID<Policy>, key: PolicyKey, version: Int, deployment: ID<Deployment>?) {
        self.policy = policy
        self.key = key
        self.version = version
        self.deployment = deployment
    }

    package var reference: PolicyReference { PolicyReference(policy: policy, version: version) }
}

/// Tells what is on its way to a cluster. Every call throws `PortError`.
package protocol PendingPolicies: Sendable {
    /// Those of deployments under way on the cluster, then the newest versions of the mesh's policies that are meant
    /// for the cluster: policies that are in force there or elsewhere in its environment, or nowhere at all. What was
    /// deployed to the cluster before and failed or was taken back is not pending. Each policy once.
    func pending(on cluster: Cluster, limit: Int) async throws -> [PendingVersion]
    /// What versions say; those that do not exist are missing.
    func contents(of versions: [PolicyReference]) async throws -> [PolicyReference: PolicyContent]
}
