package import Domain
package import Impact
package import Ports
import Synchronization
package import Validation

/// What lives in each cluster, as sets that policies are judged beside: read when first asked for, kept for a short
/// time, and read once for all who ask at once.
package final class ClusterKnowledge: Sendable {
    /// A cluster at a moment.
    package struct Snapshot: Sendable {
        package let set: ValidationSet
        /// The same objects as they were read, and as the rules see them.
        package let objects: [JSONValue]
        package let known: [KnownObject]
        /// Istio's MeshConfig; `null` where the cluster has none, or it cannot be read.
        package let meshConfig: JSONValue
        /// What could not be read: references to it are not checked.
        package let unread: [LiveInventory.Unread]
        package let readAt: ContinuousClock.Instant
        fileprivate let pictures = Pictures()

        /// What the meshes' model is asked of; made once.
        package func picture(rootNamespace: String) -> MeshPicture {
            pictures.made.withLock { made in
                if let known = made[rootNamespace] { return known }
                let picture = MeshPicture(objects: objects, rootNamespace: rootNamespace)
                made[rootNamespace] = picture
                return picture
            }
        }
    }

    fileprivate final class Pictures: Sendable {
        let made = Mutex<[String: MeshPicture]>([:])
    }

    private let clusters: any ClusterConnecting
    private let formats: (any DocumentFormats)?
    private let lifetime: Duration
    private let reads = Mutex<[ID<Cluster>: (begun: ContinuousClock.Instant, read: Task<Snapshot, any Error>)]>([:])

    /// - Parameters:
    ///   - formats: Reads the MeshConfig, which is text in a ConfigMap; `nil`: it is not read.
    ///   - lifetime: How old what is known may be. A conflict with an object that is younger is found by the next
    ///     validation, or by the cluster itself.
    package init(
        clusters: any ClusterConnecting, formats: (any DocumentFormats)? = nil, lifetime: Duration = .seconds(10)
    ) {
        self.clusters = clusters
        self.formats = formats
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

    /// Whoever asks next about the cluster gets what is read after this call: nobody is to be refused by what was known
    /// before. Answers whether anything older than `moment` was known.
    package func forget(_ cluster: ID<Cluster>, knownBefore moment: ContinuousClock.Instant) -> Bool {
        reads.withLock { reads in
            guard let known = reads[cluster], known.begun < moment else { return false }
            reads[cluster] = nil
            return true
        }
    }

    private func read(_ cluster: Cluster) async throws -> Snapshot {
        let inventory = try await LiveInventory.read(
            try await clusters.objects(of: cluster), mesh: cluster.mesh, formats: formats)
        let known = inventory.objects.map { KnownObject($0, isJudged: false) }
        return Snapshot(
            set: ValidationSet(known, listed: inventory.listed), objects: inventory.objects, known: known,
            meshConfig: inventory.meshConfig,
            unread: inventory.unread, readAt: .now)
    }
}
