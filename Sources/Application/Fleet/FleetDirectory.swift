package import Domain
package import Ports

/// The environments and clusters as this process knows them: read again after a short time, and at once after a
/// change of its own.
package actor FleetDirectory {
    private let store: any FleetStore
    private let time: any TimeSource
    private let maxAge: Duration
    private var known: (fleet: Fleet, at: Duration)?
    /// Rises with every `forget`: what was asked for before it must not be kept after it.
    private var generation = 0
    private var loading: Task<Fleet, any Error>?

    /// - Parameter maxAge: How long an answer of the database is used.
    package init(store: any FleetStore, time: any TimeSource, maxAge: Duration = .seconds(1)) {
        self.store = store
        self.time = time
        self.maxAge = maxAge
    }

    /// The fleet, at most `maxAge` old.
    package func current() async throws -> Fleet {
        if let known, time.uptime() - known.at < maxAge { return known.fleet }
        // Whoever comes while the question is asked already waits for its answer.
        if let loading { return try await loading.value }
        let task = Task { try await fresh() }
        loading = task
        defer { if loading == task { loading = nil } }
        return try await task.value
    }

    /// The fleet as the database has it now: for what would otherwise not be found, since another process may just
    /// have made it.
    package func fresh() async throws -> Fleet {
        let asked = time.uptime()
        let generation = generation
        let fleet = Fleet(
            environments: try await store.environments(), clusters: try await store.clusters(ClusterFilter()))
        if generation == self.generation { known = (fleet, asked) }
        return fleet
    }

    /// The cluster, asked again of the database where it is not known yet.
    package func cluster(_ id: ID<Cluster>) async throws -> Cluster? {
        if let cluster = try await current().clusters.first(where: { $0.id == id }) { return cluster }
        return try await fresh().clusters.first { $0.id == id }
    }

    /// The environment as the database has it now: what was answered before is counted, whichever process answered.
    package func environment(_ id: ID<Environment>) async throws -> Environment? {
        try await store.environments().first { $0.id == id }
    }

    /// The next question is asked of the database.
    package func forget() {
        known = nil
        loading = nil
        generation += 1
    }
}
