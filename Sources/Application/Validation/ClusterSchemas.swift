package import Domain
package import Ports
import Synchronization
package import Validation

/// The schemas that clusters serve, as catalogues: read anew only where a definition has changed.
package final class ClusterSchemas: Sendable {
    private let source: any SchemaSource
    private let read = Mutex<[ID<Cluster>: (state: String, schemas: Schemas)]>([:])

    /// The schemas, and which of the cluster's definitions could not be read.
    package typealias Schemas = (catalogue: SchemaCatalogue, broken: [ValidationReport.Unchecked])

    package init(source: any SchemaSource) { self.source = source }

    /// What the cluster serves, and the built-in schemas for API groups that it has nothing of; `nil` where its server
    /// has no definitions to read. Throws `PortError` where they are there and cannot be read.
    package func schemas(of cluster: Cluster) async throws -> Schemas? {
        let served: ServedDefinitions
        do {
            served = try await source.definitions(of: cluster)
        } catch ClusterRefusal.notServed {
            return nil
        }
        if let known = read.withLock({ $0[cluster.id] }), known.state == served.state { return known.schemas }
        let schemas = SchemaCatalogue.target("cluster \(cluster.name)", definitions: served.documents)
        read.withLock { $0[cluster.id] = (served.state, schemas) }
        return schemas
    }
}
