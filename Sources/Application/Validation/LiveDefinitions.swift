package import Domain
package import Ports

/// The mesh's definitions of a cluster that is read once, and what is to be said where they could not be.
package struct LiveDefinitions: Hashable, Sendable {
    /// `nil` where there are none to read: the built-in schemas count.
    package let documents: [JSONValue]?
    package let unread: LiveInventory.Unread?

    /// A server that has no definitions at all (a sandbox) leaves nothing unread.
    package static func read(_ source: () async throws -> ServedDefinitions) async throws -> LiveDefinitions {
        do { return LiveDefinitions(documents: try await source().documents, unread: nil) } catch {
            try Task.checkCancellation()
            if case .notServed? = error as? ClusterRefusal { return LiveDefinitions(documents: nil, unread: nil) }
            let what = "the schemas that the cluster serves: the built-in ones were used"
            return LiveDefinitions(documents: nil, unread: .init(what: what, why: error.explanation))
        }
    }
}
