package import Domain

/// The environments and clusters that there are.
package struct Fleet: Hashable, Sendable {
    /// All that are registered.
    package let environments: [Environment]
    /// The clusters of all of them.
    package let clusters: [Cluster]

    package init(environments: [Environment], clusters: [Cluster]) {
        self.environments = environments
        self.clusters = clusters
    }

    /// `nil`: there is none of that name. Environment names are compared without regard to case.
    package func environment(named name: String) -> Environment? {
        environments.first { $0.name.lowercased() == name.lowercased() }
    }

    /// `nil`: it was deleted.
    package func environment(_ id: ID<Environment>) -> Environment? { environments.first { $0.id == id } }
}
