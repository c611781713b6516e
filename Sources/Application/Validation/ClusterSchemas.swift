package import Domain
package import Ports
import Synchronization
package import Validation

/// The schemas that clusters serve, as catalogues: read anew only where a definition has changed.
package final class ClusterSchemas: Sendable {
    private let source: any SchemaSource
    private let read = Mutex<[ID<Cluster>: (state: String, catalogue: SchemaCatalogue)]>([:])

    package init(source: any SchemaSource) { self.source = source }

    /// What the cluster serves, and the built-in schemas for API groups that it has nothing of; `nil` where its server has
    /// no definitions to read. Throws `PortError` where they are there and cannot be read.
    package func catalogue(of cluster: Cluster) async throws -> SchemaCatalogue? {
        let served: ServedDefinitions
        do {
            served = try await source.definitions(of: cluster)
        } catch ClusterRefusal.notServed {
            return nil
        }
        if let known = read.withLock({ $0[cluster.id] }), known.state == served.state { return known.catalogue }
        // A definition that is none leaves its kind to the built-in schemas: the API server itself would not serve it.
        let schemas = served.documents.flatMap { (try? CRDSchema.read($0)) ?? [] }
        let catalogue = SchemaCatalogue(name: "cluster \(cluster.name)", schemas: schemas).laid(over: .builtIn)
        read.withLock { $0[cluster.id] = (served.state, catalogue) }
        return catalogue
    }
}
