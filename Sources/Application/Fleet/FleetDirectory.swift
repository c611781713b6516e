import Domain
package import Ports

/// The environments and clusters as this process knows them: read again after a short time, and at once after a
/// change of its own.
package actor FleetDirectory {
    private let store: any FleetStore
    private let time: any TimeSource
    private let maxAge: Duration
    private var known: (fleet: Fleet, at: Duration)?

    /// - Parameter maxAge: How long an answer of the database is used.
    package init(store: any FleetStore, time: any TimeSource, maxAge: Duration = .seconds(1)) {
        self.store = store
        self.time = time
        self.maxAge = maxAge
    }

    /// The fleet, at most `maxAge` old.
    package func current() async throws -> Fleet {
        if let known, time.uptime() - known.at < maxAge { return known.fleet }
        let asked = time.uptime()
        let fleet = Fleet(
            environments: try await store.environments(), clusters: try await store.clusters(ClusterFilter()))
        known = (fleet, asked)
        return fleet
    }

    /// The next question is asked of the database.
    package func forget() { known = nil }
}
