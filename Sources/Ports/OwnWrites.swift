package import Domain

/// What HotSwap's own deployments have written to a cluster lately.
package struct RecentWrites: Hashable, Sendable {
    /// The kinds of what was written, each with a mark that differs as soon as more of it is: the same mark of two
    /// looks since the same moment means that nothing was written between them.
    package let marks: [Kind: String]
    /// When that was looked up, by the database's clock.
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

    package init(marks: [Kind: String], asOf: Timestamp) {
        self.marks = marks
        self.asOf = asOf
    }

    /// The kinds of which more was written than an earlier look since the same moment has told.
    package func kinds(beyond earlier: RecentWrites) -> Set<Kind> {
        Set(marks.keys.filter { marks[$0] != earlier.marks[$0] })
    }
}

/// Tells what HotSwap itself has changed on a cluster, whichever of its processes it was: what was read of the cluster
/// before counts no more.
package protocol OwnWrites: Sendable {
    /// - Parameter since: `nil`: only the moment is asked for.
    /// Throws `PortError`.
    func writes(on cluster: ID<Cluster>, since: Timestamp?) async throws -> RecentWrites
}
