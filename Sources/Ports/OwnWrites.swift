package import Domain

/// What HotSwap's own deployments have written to a cluster lately.
package struct RecentWrites: Hashable, Sendable {
    /// Of which kinds there is something new.
    package let kinds: Set<Kind>
    /// When that was looked up, by the database's clock: what comes later is for the next to ask for.
    package let asOf: Timestamp

    /// A kind of Kubernetes objects.
    package struct Kind: Hashable, Sendable {
        /// As `kind` has it: `VirtualService`.
        package let name: String
        /// The API group without a version: `networking.istio.io`.
        package let group: String

        package init(name: String, group: String) {
            self.name = name
            self.group = group
        }
    }

    package init(kinds: Set<Kind>, asOf: Timestamp) {
        self.kinds = kinds
        self.asOf = asOf
    }
}

/// Tells what HotSwap itself has changed on a cluster, whichever of its processes it was: what was read of the cluster
/// before counts no more.
package protocol OwnWrites: Sendable {
    /// - Parameter since: `nil`: only the moment is asked for.
    /// Throws `PortError`.
    func writes(on cluster: ID<Cluster>, since: Timestamp?) async throws -> RecentWrites
}
