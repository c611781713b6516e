package import Domain

/// Where an object of a Kubernetes cluster is found.
package struct ObjectReference: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for the core group.
    package let group: String
    package let version: String
    /// The resource name in paths, e.g. `virtualservices`.
    package let plural: String
    package let kind: String
    package let namespace: String
    package let name: String

    package init(group: String, version: String, plural: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The object of a policy, in one of the versions that the cluster serves.
    package init(_ key: PolicyKey, version: String) {
        self.init(
            group: key.group, version: version, plural: key.kind.plural, kind: key.kind.rawValue,
            namespace: key.namespace, name: key.name)
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    package var description: String { "\(kind) \(namespace)/\(name)" }
}

/// A kind of resource in one namespace or in all, for lists.
package struct ResourceReference: Hashable, Sendable {
    package let group: String
    package let version: String
    package let plural: String
    /// `nil`: all namespaces.
    package let namespace: String?

    package init(group: String, version: String, plural: String, namespace: String?) {
        self.group = group
        self.version = version
        self.plural = plural
        self.namespace = namespace
    }

    package static func pods(namespace: String?) -> ResourceReference {
        ResourceReference(group: "", version: "v1", plural: "pods", namespace: namespace)
    }

    package static func services(namespace: String?) -> ResourceReference {
        ResourceReference(group: "", version: "v1", plural: "services", namespace: namespace)
    }
}

/// An object as the API server holds it.
package struct LiveObject: Hashable, Sendable {
    /// All of it, `status` included; `metadata.managedFields` as well, where it was not asked for without.
    package private(set) var body: JSONValue

    package init(body: JSONValue) { self.body = body }

    /// Takes `metadata.managedFields` away, which is often the greater part.
    package mutating func dropOwners() { body["metadata"]?["managedFields"] = nil }

    package var uid: String { body["metadata"]?["uid"]?.string ?? "" }
    package var resourceVersion: String { body["metadata"]?["resourceVersion"]?.string ?? "" }
    package var name: String { body["metadata"]?["name"]?.string ?? "" }
    package var namespace: String { body["metadata"]?["namespace"]?.string ?? "" }
    package func annotation(_ key: String) -> String? { body["metadata"]?["annotations"]?[key]?.string }
}

/// A field that another manager owns, as server-side apply reports it.
package struct OwnershipConflict: Hashable, Sendable {
    /// The owner, e.g. `kubectl-client-side-apply`.
    package let manager: String
    /// The field as the API server names it, e.g. `.spec.http`.
    package let field: String

    package init(manager: String, field: String) {
        self.manager = manager
        self.field = field
    }
}

/// A field that the API server refuses.
package struct FieldProblem: Hashable, Sendable {
    /// The path as the API server gives it, e.g. `spec.http[0].route[0].weight`; may be empty.
    package let path: String
    package let message: String

    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}

/// How an API server refuses a write. Anything else (time-outs, lost connections, wrong certificates, 401, 403, 429,
/// 5xx) is a `PortError`.
package enum ClusterRefusal: Error, Hashable, Sendable {
    /// Server-side apply: other managers own fields that the write would change (409).
    case ownedByOthers([OwnershipConflict])
    /// The object has changed since it was read: resourceVersion or uid do not match (409).
    case stale
    /// A create found the object there (409).
    case alreadyExists
    /// The object, or the namespace of a create, does not exist (404).
    case notFound(String)
    /// The object is not valid (400, 422).
    case invalid(message: String, [FieldProblem])
    /// The cluster does not serve the resource (404 on its path): the mesh's definitions are missing.
    case notServed(String)
}

/// The objects of one cluster: what HotSwap needs of the Kubernetes API, and no more.
///
/// Every call throws `ClusterRefusal` or `PortError`. Every write carries its precondition, so that a stale writer is
/// refused by the server itself. The field manager is `hotswap`.
package protocol ClusterObjects: Sendable {
    /// The versions of a resource that the cluster serves, the preferred one first; empty where it serves none.
    func servedVersions(group: String, plural: String) async throws -> [String]
    /// The object, or `nil` where there is none.
    func get(_ reference: ObjectReference) async throws -> LiveObject?
    /// All objects of a resource; reads in pages.
    func list(_ resource: ResourceReference) async throws -> [LiveObject]
    /// The same without `metadata.managedFields`: for who reads a whole cluster, and never holds more than a page of
    /// what nobody looks at.
    func contents(of resource: ResourceReference) async throws -> [LiveObject]
    /// The names of all objects of a resource: nothing but `metadata` is asked for, and of it no more than names is
    /// kept.
    func headings(of resource: ResourceReference) async throws -> [LiveObject]
    /// Lists the objects, then tells every change, for as long as the task lives: `handle` is called in order. A lost
    /// connection or a forgotten resourceVersion is mended by itself; what `handle` throws ends the watching. Objects
    /// come without `metadata.managedFields`.
    func watch(_ resource: ResourceReference, _ handle: @Sendable (ObjectNews) async throws -> Void) async throws
    /// Creates by POST: refused with `alreadyExists` where the object is there.
    func create(_ body: JSONValue, at reference: ObjectReference, dryRun: Bool) async throws -> LiveObject
    /// Server-side apply onto `live`, the object as it was read: refused with `stale` where it has changed, or is gone,
    /// since. `force` takes fields over from others. Fields that HotSwap itself wrote by `create` or `replace` are its
    /// own, whatever the API server calls that: they cause no conflict, and go when `body` lacks them.
    func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) async throws -> LiveObject
    /// Replaces the whole object by PUT; `body` is sent with `resourceVersion` as its precondition.
    func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) async throws -> LiveObject
    /// Sets `metadata.managedFields`, and nothing else, to what it was: fields go back to their owners.
    func restoreManagedFields(
        _ managedFields: JSONValue, at reference: ObjectReference, resourceVersion: String
    ) async throws -> LiveObject
    /// Deletes the object that has this uid and resourceVersion.
    func delete(_ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool) async throws
    /// What the API server says of itself, e.g. `v1.20.2`: the connectivity check.
    func serverVersion() async throws -> String
    /// Whether the credentials may do `verb` (`get`, `patch` …) on the resource (SelfSubjectAccessReview).
    func isAllowed(_ verb: String, on resource: ResourceReference) async throws -> Bool
}

extension ClusterObjects {
    /// For clusters that keep nothing secret: the objects, reduced to their names.
    package func headings(of resource: ResourceReference) async throws -> [LiveObject] {
        try await list(resource).map(\.heading)
    }

    /// For clusters that are read in one piece.
    package func contents(of resource: ResourceReference) async throws -> [LiveObject] {
        try await list(resource).map { object in
            var object = object
            object.dropOwners()
            return object
        }
    }

    /// Of a cluster that cannot be watched: nothing is told, and whoever wants to know asks.
    package func watch(
        _ resource: ResourceReference, _ handle: @Sendable (ObjectNews) async throws -> Void
    ) async throws {
        throw ClusterRefusal.notServed("\(resource.plural) cannot be watched")
    }
}

extension LiveObject {
    /// The object with nothing but its name.
    package var heading: LiveObject {
        LiveObject(body: ["metadata": ["name": .string(name), "namespace": .string(namespace)]])
    }
}

/// Connections to clusters, kept and shared.
package protocol ClusterConnecting: Sendable {
    /// The objects of `cluster`; connects lazily, so that this fails only where its credentials cannot be opened.
    func objects(of cluster: Cluster) async throws -> any ClusterObjects
}
