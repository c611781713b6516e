package import Domain
import Ports
package import Impact
import Synchronization
package import Validation

/// What lives in a cluster at a moment, as the rules see it.
package struct ClusterSnapshot: Sendable {
    /// What was read, and what could not be.
    package let inventory: LiveInventory
    /// The same as rules look things up in it.
    package let set: ValidationSet
    /// The objects of the inventory, one for one.
    package let known: [KnownObject]
    /// When the reading began, by this process's clock: what was written later may be missing.
    package let readAt: ContinuousClock.Instant
    /// What HotSwap's deployments have written that it has; `nil`: nobody has asked.
    let writes: RecentWrites?
    private let made = Made()

    /// All documents that were read.
    package var objects: [JSONValue] { inventory.objects }
    /// Istio's MeshConfig; `null` where the cluster has none, or it cannot be read.
    package var meshConfig: JSONValue { inventory.meshConfig }
    /// What could not be read: references to it are not checked.
    package var unread: [LiveInventory.Unread] { inventory.unread }

    init(_ inventory: LiveInventory, readAt: ContinuousClock.Instant, writes: RecentWrites?) {
        self.init(inventory, inventory.objects.map(Self.known), readAt, writes)
    }

    /// The same with the objects of these kinds as they are now. Those that stay are not judged anew.
    func rereading(
        _ kinds: Set<ObjectKind>, in cluster: any ClusterObjects, readAt: ContinuousClock.Instant, writes: RecentWrites
    ) async throws -> ClusterSnapshot {
        let kept = known.indices.filter { !kinds.contains(known[$0].key.kind) }
        let new = try await inventory.rereading(kinds, in: cluster, keeping: kept)
        let read = new.objects.dropFirst(kept.count).map(Self.known)
        return ClusterSnapshot(new, kept.map { known[$0] } + read, readAt, writes)
    }

    private init(
        _ inventory: LiveInventory, _ known: [KnownObject], _ readAt: ContinuousClock.Instant, _ writes: RecentWrites?
    ) {
        self.inventory = inventory
        self.known = known
        self.readAt = readAt
        self.writes = writes
        set = ValidationSet(known, listed: inventory.listed)
    }

    private static func known(_ object: JSONValue) -> KnownObject { KnownObject(object, isJudged: false) }

    /// What the meshes' model is asked of; made once.
    package func picture(_ settings: MeshSettings) -> MeshPicture {
        let mesh = Made.Mesh(rootNamespace: settings.rootNamespace, clusterDomain: settings.clusterDomain)
        return made.pictures.withLock { made in
            if let known = made[mesh] { return known }
            let picture = MeshPicture(
                objects: objects, rootNamespace: mesh.rootNamespace, clusterDomain: mesh.clusterDomain)
            made[mesh] = picture
            return picture
        }
    }

    /// What documents are judged beside; made anew where what is pending has changed.
    func standing(beside pending: PendingKnowledge.Pending?) -> StandingSet {
        if let last = made.standing.withLock({ $0 }), last.pending === pending { return last.set }
        let set = StandingSet(live: self.set, objects: known, pending: pending?.objects ?? [])
        made.standing.withLock { $0 = (pending, set) }
        return set
    }

    /// What is made of the reading when somebody asks. It goes with the reading: of a large cluster it is tens of
    /// megabytes.
    private final class Made: Sendable {
        struct Mesh: Hashable, Sendable {
            let rootNamespace: String
            let clusterDomain: String
        }

        let pictures = Mutex<[Mesh: MeshPicture]>([:])
        let standing = Mutex<(pending: PendingKnowledge.Pending?, set: StandingSet)?>(nil)
    }
}

extension MeshSettings {
    /// Takes what a cluster's own mesh says, where the settings have nothing but the defaults.
    mutating func fill(from live: ClusterSnapshot) {
        fill(from: live.meshConfig)
        fill(fromPods: live.set.objects(.pod).lazy.map(\.tree))
    }
}
