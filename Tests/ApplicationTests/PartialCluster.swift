import Domain
import Ports

/// Part of a cluster, for a test that asks for no more: what a conformer does not answer is refused.
protocol PartialCluster: ClusterObjects {}

/// The test asked for something that its cluster does not have.
struct NotPlayed: Error {}

extension PartialCluster {
    func servedVersions(group: String, plural: String) async throws -> [String] { throw NotPlayed() }
    func get(_ reference: ObjectReference) async throws -> LiveObject? { throw NotPlayed() }
    func list(_ resource: ResourceReference) async throws -> [LiveObject] { throw NotPlayed() }
    func create(_ body: JSONValue, at: ObjectReference, dryRun: Bool) async throws -> LiveObject { throw NotPlayed() }
    func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) async throws -> LiveObject { throw NotPlayed() }
    func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) async throws -> LiveObject { throw NotPlayed() }
    func restoreManagedFields(
        _ managedFields: JSONValue, at reference: ObjectReference, resourceVersion: String
    ) async throws -> LiveObject { throw NotPlayed() }
    func delete(_ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool) async throws {
        throw NotPlayed()
    }
    func serverVersion() async throws -> String { throw NotPlayed() }
    func isAllowed(_ verb: String, on resource: ResourceReference) async throws -> Bool { throw NotPlayed() }
}
