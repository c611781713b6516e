package import Domain
package import Ports
import Synchronization
import Validation

/// What lives in each cluster, as sets that policies are judged beside: read when first asked for, kept for a short
/// time, and read once for all who ask at once. What HotSwap itself has written since is read again.
package struct ClusterKnowledge: Sendable {
    private let readings: Readings
    private let writes: (any OwnWrites)?

    /// - Parameters:
    ///   - formats: Reads the MeshConfig, which is text in a ConfigMap; `nil`: it is not read.
    ///   - lifetime: How old what is known may be where nobody knows of a change. A conflict with an object that
    ///     somebody else made since is found by the next validation, or by the cluster itself.
    ///   - grace: For how long what is too old to be told serves the next reading, which shares what is the same.
    package init(
        clusters: any ClusterConnecting, formats: (any DocumentFormats)? = nil, lifetime: Duration = .seconds(10),
        grace: Duration = .seconds(2)
    ) {
        readings = Readings(clusters: clusters, formats: formats, lifetime: lifetime, grace: grace)
        writes = nil
    }

    private init(_ readings: Readings, _ writes: any OwnWrites) {
        self.readings = readings
        self.writes = writes
    }

    /// The same knowledge, which reads again what `writes` tells of.
    package func following(_ writes: any OwnWrites) -> ClusterKnowledge { ClusterKnowledge(readings, writes) }

    /// Throws `PortError` or `ClusterRefusal` where the cluster or the database cannot be asked.
    package func snapshot(of cluster: Cluster) async throws -> ClusterSnapshot {
        let asked = ContinuousClock.now
        let known = try await readings.snapshot(of: cluster, writes)
        guard let writes, known.readAt < asked else { return known }
        return try await readings.refreshed(cluster, writes)
    }

    /// Whoever asks next about the cluster gets what is read after this call: nobody is to be refused by what was known
    /// before.
    package func forget(_ cluster: ID<Cluster>, knownBefore moment: ContinuousClock.Instant) {
        readings.forget(cluster, knownBefore: moment)
    }
}

/// The readings of clusters that all share who know them.
private final class Readings: Sendable {
    private struct Known {
        /// When the oldest of it was read.
        let begun: ContinuousClock.Instant
        let read: Task<ClusterSnapshot, any Error>
        /// `nil`: the reading is under way.
        var snapshot: ClusterSnapshot?
    }

    private let clusters: any ClusterConnecting
    private let formats: (any DocumentFormats)?
    private let lifetime: Duration
    private let known = Mutex<[ID<Cluster>: Known]>([:])
    private let grace: Duration
    private let refreshing = SharedReading<ID<Cluster>, ClusterSnapshot>()

    init(clusters: any ClusterConnecting, formats: (any DocumentFormats)?, lifetime: Duration, grace: Duration) {
        self.clusters = clusters
        self.formats = formats
        self.lifetime = lifetime
        self.grace = grace
    }

    func snapshot(of cluster: Cluster, _ writes: (any OwnWrites)?) async throws -> ClusterSnapshot {
        let now = ContinuousClock.now
        let read = known.withLock { known in
            let before = known[cluster.id]
            if let before, now - before.begun < lifetime { return before.read }
            let read = Task { try await self.read(cluster, writes, after: before?.snapshot) }
            known[cluster.id] = Known(begun: now, read: read)
            Task { await self.drop(cluster.id, begun: now, at: now + lifetime + grace) }
            return read
        }
        do {
            let snapshot = try await read.value
            keep(snapshot, begun: now, of: cluster.id)
            return snapshot
        } catch {
            drop(cluster.id, begun: now)
            throw error
        }
    }

    func forget(_ cluster: ID<Cluster>, knownBefore moment: ContinuousClock.Instant) {
        known.withLock { if let before = $0[cluster], before.begun < moment { $0[cluster] = nil } }
    }

    /// As it was before, with the kinds read again of which deployments have written something since. All who ask while
    /// a reading is under way share the next one: a burst of deployments reads a cluster no more often than it answers.
    func refreshed(_ cluster: Cluster, _ writes: any OwnWrites) async throws -> ClusterSnapshot {
        try await refreshing.value(cluster.id) {
            let before = try await self.snapshot(of: cluster, writes)
            let readAt = ContinuousClock.now
            guard let known = before.writes else {
                self.forget(cluster.id, knownBefore: readAt)
                return try await self.snapshot(of: cluster, writes)
            }
            let told = try await writes.writes(on: cluster.id, since: known.asOf)
            let kinds = Set(told.kinds(beyond: known).map { ObjectKind($0.name, group: $0.group) })
            guard !kinds.isEmpty else { return before }
            let objects = try await self.clusters.objects(of: cluster)
            let now = RecentWrites(marks: told.marks, asOf: known.asOf)
            let new = try await before.rereading(kinds, in: objects, readAt: readAt, writes: now)
            self.put(new, instead: before, of: cluster.id)
            return new
        }
    }

    private func keep(_ snapshot: ClusterSnapshot, begun: ContinuousClock.Instant, of cluster: ID<Cluster>) {
        known.withLock { known in
            if let there = known[cluster], there.begun == begun, there.snapshot == nil {
                known[cluster]?.snapshot = snapshot
            }
        }
    }

    /// Its other kinds are as old as they were: it lives no longer for it.
    private func put(_ new: ClusterSnapshot, instead before: ClusterSnapshot, of cluster: ID<Cluster>) {
        known.withLock { known in
            guard let there = known[cluster], there.begun <= before.readAt else { return }
            known[cluster] = Known(begun: there.begun, read: Task { new }, snapshot: new)
        }
    }

    private func read(
        _ cluster: Cluster, _ writes: (any OwnWrites)?, after before: ClusterSnapshot?
    ) async throws -> ClusterSnapshot {
        let readAt = ContinuousClock.now
        let known = try await Self.known(writes, on: cluster.id)
        let earlier = EarlierObjects(before?.known ?? [])
        let inventory = try await LiveInventory.read(
            try await clusters.objects(of: cluster), mesh: cluster.mesh, formats: formats, sharing: earlier)
        return ClusterSnapshot(inventory, readAt: readAt, writes: known, sharing: earlier)
    }

    /// What was written before the cluster is read, as those will tell of it who ask what was written since.
    private static func known(
        _ writes: (any OwnWrites)?, on cluster: ID<Cluster>
    ) async throws -> RecentWrites? {
        guard let writes else { return nil }
        let asOf = try await writes.writes(on: cluster, since: nil).asOf
        return RecentWrites(marks: try await writes.writes(on: cluster, since: asOf).marks, asOf: asOf)
    }

    /// What nothing can be made of any more is not kept: of a large cluster it is tens of megabytes.
    private func drop(_ cluster: ID<Cluster>, begun: ContinuousClock.Instant, at end: ContinuousClock.Instant) async {
        try? await Task.sleep(until: end, clock: .continuous)
        drop(cluster, begun: begun)
    }

    private func drop(_ cluster: ID<Cluster>, begun: ContinuousClock.Instant) {
        known.withLock { if $0[cluster]?.begun == begun { $0[cluster] = nil } }
    }
}
