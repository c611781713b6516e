import Domain
import Synchronization

/// The names of clusters and environments, which never change: without it every deployment that is read would cost a
/// join per cluster. Grows with the number of clusters that there ever were.
final class NameCache: Sendable {
    private let clusters = Mutex<[ID<Cluster>: String]>([:])
    private let environments = Mutex<[ID<Environment>: String]>([:])

    /// Those of `ids` that are not known yet.
    func unknownClusters(_ ids: Set<ID<Cluster>>) -> [ID<Cluster>] {
        clusters.withLock { known in ids.filter { known[$0] == nil } }
    }

    func unknownEnvironments(_ ids: Set<ID<Environment>>) -> [ID<Environment>] {
        environments.withLock { known in ids.filter { known[$0] == nil } }
    }

    func learn(clusters names: [ID<Cluster>: String], environments others: [ID<Environment>: String]) {
        clusters.withLock { $0.merge(names) { $1 } }
        environments.withLock { $0.merge(others) { $1 } }
    }

    /// The names of `ids`; those that nobody has are left out.
    func clusterNames(_ ids: [ID<Cluster>]) -> [ID<Cluster>: String] {
        clusters.withLock { known in
            var names: [ID<Cluster>: String] = [:]
            names.reserveCapacity(ids.count)
            for id in ids { names[id] = known[id] }
            return names
        }
    }

    func environmentName(_ id: ID<Environment>) -> String? { environments.withLock { $0[id] } }
}
