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
    private let made: Made

    /// All documents that were read.
    package var objects: [JSONValue] { inventory.objects }
    /// Istio's MeshConfig; `null` where the cluster has none, or it cannot be read.
    package var meshConfig: JSONValue { inventory.meshConfig }
    /// What could not be read: references to it are not checked.
    package var unread: [LiveInventory.Unread] { inventory.unread }

    /// - Parameter earlier: What is shared where it has not changed.
    init(
        _ inventory: LiveInventory, readAt: ContinuousClock.Instant, writes: RecentWrites?,
        sharing earlier: EarlierObjects = .none
    ) {
        self.init(inventory, inventory.objects.map(earlier.known), readAt, writes, Made())
    }

    /// The same with the objects of these kinds as they are now. What has not changed is shared by the two: a burst of
    /// deployments has several readings of a large cluster at once.
    func rereading(
        _ kinds: Set<ObjectKind>, in cluster: any ClusterObjects, readAt: ContinuousClock.Instant, writes: RecentWrites
    ) async throws -> ClusterSnapshot {
        let earlier = EarlierObjects(known.lazy.filter { kinds.contains($0.kind) })
        let inventory = try await inventory.rereading(kinds, in: cluster, sharing: earlier)
        let now = known.filter { !kinds.contains($0.kind) } + inventory.objects.map(earlier.known)
        return ClusterSnapshot(
            inventory.holding(now.map(\.tree)), now, readAt, writes,
            kinds.allSatisfy(MeshPicture.holdsAsPolicy) ? Made(after: made) : Made())
    }

    private init(
        _ inventory: LiveInventory, _ known: [KnownObject], _ readAt: ContinuousClock.Instant, _ writes: RecentWrites?,
        _ made: Made
    ) {
        self.inventory = inventory
        self.known = known
        self.readAt = readAt
        self.writes = writes
        self.made = made
        set = ValidationSet(known, listed: inventory.listed)
    }

    /// What the meshes' model is asked of; made once.
    package func picture(_ settings: MeshSettings) -> MeshPicture {
        let mesh = Made.Mesh(rootNamespace: settings.rootNamespace, clusterDomain: settings.clusterDomain)
        return made.pictures.withLock { made in
            if let picture = made[mesh] { return picture }
            let picture =
                self.made.earlier[mesh]?.with(policiesOf: known)
                ?? MeshPicture(objects: objects, rootNamespace: mesh.rootNamespace, clusterDomain: mesh.clusterDomain)
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

        /// Those of a reading before, whose pods and services are the same, without its policies.
        let earlier: [Mesh: MeshPicture]
        let pictures = Mutex<[Mesh: MeshPicture]>([:])
        let standing = Mutex<(pending: PendingKnowledge.Pending?, set: StandingSet)?>(nil)

        init() { earlier = [:] }

        init(after before: Made) {
            let pictures = before.pictures.withLock { $0 }
            earlier = before.earlier.merging(pictures.mapValues { $0.with(policiesOf: []) }) { $1 }
        }
    }
}

extension MeshSettings {
    /// Takes what a cluster's own mesh says, where the settings have nothing but the defaults.
    mutating func fill(from live: ClusterSnapshot) {
        fill(from: live.meshConfig)
        fill(fromPods: live.set.objects(.pod).lazy.map(\.tree))
    }
}
