import Domain
import Synchronization

/// The clusters that this process is keeping now.
final class KeptClusters: Sendable {
    private let kept = Mutex<Set<ID<Cluster>>>([])

    /// Whether the cluster was free and is now being kept.
    func begin(_ cluster: ID<Cluster>) -> Bool { kept.withLock { $0.insert(cluster).inserted } }
    func end(_ cluster: ID<Cluster>) { kept.withLock { _ = $0.remove(cluster) } }
}
