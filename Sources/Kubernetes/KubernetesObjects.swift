package import Domain
package import Ports

/// The objects of one cluster, over its API server.
package struct KubernetesObjects: ClusterObjects {
    let connection: APIConnection
    let discovery: Discovery

    init(connection: APIConnection, discovery: Discovery) {
        self.connection = connection
        self.discovery = discovery
    }

    package func servedVersions(group: String, plural: String) async throws -> [String] {
        try await discovery.versions(group: group, plural: plural)
    }

    package func get(_ reference: ObjectReference) async throws -> LiveObject? {
        do {
            return LiveObject(body: try await connection.document(.get(reference)))
        } catch ClusterRefusal.notFound {
            return nil
        }
    }

    package func list(_ resource: ResourceReference) async throws -> [LiveObject] {
        try await ListReading(connection: connection, resource: resource).all()
    }

    package func contents(of resource: ResourceReference) async throws -> [LiveObject] {
        try await ListReading(connection: connection, resource: resource, dropsOwners: true).all()
    }

    package func headings(of resource: ResourceReference) async throws -> [LiveObject] {
        try await ListReading(connection: connection, resource: resource, accept: KubernetesCall.headingsAlone).all()
            .map(\.heading)
    }

    package func watch(
        _ resource: ResourceReference, _ handle: @Sendable (ObjectNews) async throws -> Void
    ) async throws {
        try await ObjectWatch(connection: connection, resource: resource).run(handle)
    }

    package func create(
        _ body: JSONValue, at reference: ObjectReference, dryRun: Bool
    ) async throws -> LiveObject {
        try await written(.create(body, at: reference, dryRun: dryRun), reference)
    }

    package func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) async throws -> LiveObject {
        let apply = Applying(
            objects: self, body: body, reference: reference, force: force, deadline: connection.deadline)
        return try await dryRun ? apply.tried(onto: live) : apply.done(onto: live)
    }

    package func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) async throws -> LiveObject {
        let uid = body["metadata"]?["uid"]?.string
        return try await written(
            .replace(body, at: reference, uid: uid, resourceVersion: resourceVersion, dryRun: dryRun), reference)
    }

    package func restoreManagedFields(
        _ managedFields: JSONValue, at reference: ObjectReference, resourceVersion: String
    ) async throws -> LiveObject {
        // An empty list is taken for "no change"; one empty entry is how the API says "none".
        let none = managedFields.array?.isEmpty ?? true
        let entries: JSONValue = none ? [.object([:])] : managedFields
        return try await written(
            .setManagedFields(entries, at: reference, resourceVersion: resourceVersion), reference)
    }

    package func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool
    ) async throws {
        _ = try await connection.document(
            .delete(reference, uid: uid, resourceVersion: resourceVersion, dryRun: dryRun))
    }

    package func serverVersion() async throws -> String {
        let document = try await connection.document(KubernetesCall(.get, "/version"))
        guard let version = document["gitVersion"]?.string else {
            throw PortError(
                .permanent, connection.subject,
                "does not say which version it is; is the address that of an API server?")
        }
        return version
    }

    package func isAllowed(_ verb: String, on resource: ResourceReference) async throws -> Bool {
        let review = try await connection.document(.mayI(verb, resource))
        return review["status"]?["allowed"]?.bool ?? false
    }

    /// Sends a write. A resource that the cluster no longer serves makes what is known of its group worthless.
    func written(
        _ call: KubernetesCall, _ reference: ObjectReference, deadline: ContinuousClock.Instant? = nil
    ) async throws -> LiveObject {
        do {
            return LiveObject(body: try await connection.document(call, deadline: deadline))
        } catch let refusal as ClusterRefusal {
            if case .notServed = refusal { discovery.forget(group: reference.group) }
            throw refusal
        }
    }
}
