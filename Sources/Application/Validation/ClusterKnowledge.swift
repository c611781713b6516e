package import Domain
package import Ports
import Synchronization
package import Validation

/// What lives in each cluster, as sets that policies are judged beside: read when first asked for, kept for a short
/// time, and read once for all who ask at once.
package final class ClusterKnowledge: Sendable {
    /// A cluster at a moment.
    package struct Snapshot: Sendable {
        package let set: ValidationSet
        /// The same objects as they were read.
        package let objects: [JSONValue]
        /// What could not be read: references to it are not checked.
        package let unread: [LiveInventory.Unread]
        package let readAt: ContinuousClock.Instant
    }

    private let clusters: any ClusterConnecting
    private let lifetime: Duration
    private let reads = Mutex<[ID<Cluster>: (begun: ContinuousClock.Instant, read: Task<Snapshot, any Error>)]>([:])

    /// - Parameter lifetime: How old what is known may be. A conflict with an object that is younger is found by the next
    ///   validation, or by the cluster itself.
    package init(clusters: any ClusterConnecting, lifetime: Duration = .seconds(10)) {
        self.clusters = clusters
        self.lifetime = lifetime
    }

    /// Throws `PortError` or `ClusterRefusal` where the cluster cannot be asked.
    package func snapshot(of cluster: Cluster) async throws -> Snapshot {
        let now = ContinuousClock.now
        let read = reads.withLock { reads in
            if let known = reads[cluster.id], now - known.begun < lifetime { return known.read }
            let read = Task { try await self.read(cluster) }
            reads[cluster.id] = (now, read)
            return read
        }
        do { return try await read.value } catch {
            reads.withLock { if $0[cluster.id]?.read == read { $0[cluster.id] = nil } }
            throw error
        }
    }

    private func read(_ cluster: Cluster) async throws -> Snapshot {
        let inventory = try await LiveInventory.read(try await clusters.objects(of: cluster))
        let objects = inventory.objects.map { KnownObject($0, isJudged: false) }
        return Snapshot(set: ValidationSet(objects), objects: inventory.objects, unread: inventory.unread, readAt: .now)
    }
}
