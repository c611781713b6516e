package import Domain

/// What a list of clusters is narrowed to.
package struct ClusterFilter: Hashable, Sendable {
    package var environment: ID<Environment>?
    package var mesh: Mesh?

    package init(environment: ID<Environment>? = nil, mesh: Mesh? = nil) {
        self.environment = environment
        self.mesh = mesh
    }
}

/// Environments and clusters. Every call throws `StoreRefusal` or `PortError`.
package protocol FleetStore: Sendable {
    /// All of them, by name. There are three from the first migration on.
    func environments() async throws -> [Environment]
    func createEnvironment(_ environment: Environment, _ context: WriteContext) async throws
    /// Replaces its windows and freezes; returns its new revision. Deployments that the calendar has put off are asked
    /// again at once.
    ///
    /// - Parameter expected: The revision that it must have now (else `revisionMismatch`); `nil`: any.
    func updateCalendar(
        _ environment: Environment, expecting expected: Int64?, _ context: WriteContext
    ) async throws -> Int64
    /// Refused with `inUse` while a cluster is in it.
    func deleteEnvironment(_ id: ID<Environment>, _ context: WriteContext) async throws
    /// Refused with `alreadyExists` where the name is taken.
    func createCluster(_ cluster: Cluster, _ context: WriteContext) async throws
    /// Replaces everything but id, name and environment.
    func updateCluster(_ cluster: Cluster, _ context: WriteContext) async throws
    /// Refused with `inUse` while policies are in force on it or a deployment goes there.
    func deleteCluster(_ id: ID<Cluster>, _ context: WriteContext) async throws
    func cluster(named name: String) async throws -> Cluster?
    /// By name.
    func clusters(_ filter: ClusterFilter) async throws -> [Cluster]
}
