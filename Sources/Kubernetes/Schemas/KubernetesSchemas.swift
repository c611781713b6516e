package import Domain
package import Ports
import Synchronization

/// The definitions of clusters, kept: after `lifetime` their headings are read again, and those that have changed.
package final class KubernetesSchemas: SchemaSource {
    private struct Known: Sendable {
        /// What it was read over: another connection may lead to another cluster.
        let connection: APIConnection
        let definitions: [String: LiveObject]
        let served: ServedDefinitions
        let readAt: ContinuousClock.Instant
    }

    private let clusters: KubernetesClusters
    private let lifetime: Duration
    private let known = Mutex<[ID<Cluster>: Known]>([:])

    /// - Parameter lifetime: How long it is believed that nothing has changed.
    package init(clusters: KubernetesClusters, lifetime: Duration = .seconds(30)) {
        self.clusters = clusters
        self.lifetime = lifetime
    }

    package func definitions(of cluster: Cluster) async throws -> ServedDefinitions {
        try await definitions(of: cluster.id, clusters.connection(to: cluster))
    }

    func definitions(of id: ID<Cluster>, _ objects: KubernetesObjects) async throws -> ServedDefinitions {
        let before = known.withLock { $0[id] }.flatMap { $0.connection === objects.connection ? $0 : nil }
        if let before, .now - before.readAt < lifetime { return before.served }
        let definitions = try await objects.definitions(knowing: before?.definitions ?? [:])
        let served = KubernetesObjects.served(definitions)
        let read = Known(
            connection: objects.connection, definitions: definitions,
            // The documents of an unchanged state are the same: whoever has read them need not do so again.
            served: before?.served.state == served.state ? before?.served ?? served : served, readAt: .now)
        known.withLock { $0[id] = read }
        return read.served
    }
}
