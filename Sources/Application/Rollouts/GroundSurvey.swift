package import Domain
package import Ports

/// Sees that nobody else has to do with what a bundle is about to write. The cluster may show more than the versions of
/// the policies say, and something else than it did when the deployment was validated: minutes or days ago.
package struct GroundSurvey: Sendable {
    private let bundles: any BundleStore

    package init(_ bundles: any BundleStore) { self.bundles = bundles }

    /// Stores what the bundle has to do with now; from then on everybody else is refused there.
    ///
    /// - Parameters:
    ///   - live: What stands on the cluster now.
    ///   - beside: What the mechanics have to do with beside the policies.
    ///   - root: The root namespace of the cluster's mesh.
    /// Throws `GroundTaken`, `StoreRefusal.notAllowed` where the claim is over, `PortError`.
    package func hold(
        _ bundle: Bundle, live: [ID<Policy>: JSONValue], beside: [Stake], root: String, claim: ID<Claim>
    ) async throws {
        guard let stakes = DeploymentStakes.found(for: bundle, live: live, beside: beside, root: root) else { return }
        do {
            try await bundles.hold(
                stakes, deployment: bundle.deployment.id, cluster: bundle.cluster.id, claim: claim)
        } catch StoreRefusal.contended(let contention) {
            throw GroundTaken(cluster: bundle.cluster.name, contention: contention)
        }
    }
}

/// Another deployment has to do with what was about to be written. Whoever came later goes: two that waited for each
/// other would do so for ever.
package struct GroundTaken: Error, Hashable, Sendable {
    package let cluster: String
    package let contention: Contention

    package var explanation: String {
        "Cluster \(cluster): \(contention). Deploy again when that one has ended or was rolled back"
    }
}
