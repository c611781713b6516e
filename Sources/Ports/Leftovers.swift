package import Domain

/// What a deployment that has failed may have left on a cluster: as far as it is known without asking there.
package struct Leftovers: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    /// The policies whose own objects are not as they were before, or not known to be.
    package let policies: [ID<Policy>: PolicyKey]
    /// The objects beside them that it has written: copies that it made, and others' that it changed.
    package let companions: [CompanionCapture]

    package init(
        deployment: ID<Deployment>, cluster: ID<Cluster>, policies: [ID<Policy>: PolicyKey],
        companions: [CompanionCapture]
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.policies = policies
        self.companions = companions
    }
}
