import Application
import Domain
import Kubernetes
import Ports

/// A sample's cluster on which every write is looked at as soon as it is done: the server is asked what it has now, and
/// the observer judges it.
struct ObservedCluster: ClusterObjects, ClusterPods, ClusterConnecting, ClusterPodsConnecting {
    let cluster: SampleCluster
    let observer: Observer
    private var names: NamespaceNames { cluster.names }
    private var server: KubernetesObjects { cluster.server }

    func objects(of _: Cluster) -> any ClusterObjects { self }
    func pods(of _: Cluster) -> any ClusterPods { self }

    // MARK: Reading

    func servedVersions(group: String, plural: String) async throws -> [String] {
        try await server.servedVersions(group: group, plural: plural)
    }

    func get(_ reference: ObjectReference) async throws -> LiveObject? { try await cluster.get(reference) }
    func list(_ resource: ResourceReference) async throws -> [LiveObject] { try await cluster.list(resource) }
    func serverVersion() async throws -> String { try await server.serverVersion() }
    func isAllowed(_ verb: String, on resource: ResourceReference) async throws -> Bool { true }

    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] {
        try await cluster.pods(namespace: namespace, labelSelector: labelSelector)
    }

    // MARK: Writing

    func create(_ body: JSONValue, at reference: ObjectReference, dryRun: Bool) async throws -> LiveObject {
        try await writing("create", reference, body, dryRun: dryRun) {
            try await server.create(names.atServer(body), at: names.atServer(reference), dryRun: dryRun)
        }
    }

    func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) async throws -> LiveObject {
        try await writing("apply", reference, body, dryRun: dryRun) {
            try await server.apply(
                names.atServer(body), onto: LiveObject(body: names.atServer(live.body)),
                at: names.atServer(reference), force: force, dryRun: dryRun)
        }
    }

    func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) async throws -> LiveObject {
        try await writing("replace", reference, body, dryRun: dryRun) {
            try await server.replace(
                names.atServer(body), at: names.atServer(reference), resourceVersion: resourceVersion, dryRun: dryRun)
        }
    }

    func restoreManagedFields(
        _ managedFields: JSONValue, at reference: ObjectReference, resourceVersion: String
    ) async throws -> LiveObject {
        try await writing("give back", reference, nil, dryRun: false) {
            try await server.restoreManagedFields(
                managedFields, at: names.atServer(reference), resourceVersion: resourceVersion)
        }
    }

    func delete(_ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool) async throws {
        try await server.delete(names.atServer(reference), uid: uid, resourceVersion: resourceVersion, dryRun: dryRun)
        if !dryRun { await observer.saw(try await get(reference), at: reference, after: "delete \(reference)") }
    }

    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws {
        try await server.label(names.atServer(pod), uid: uid, labels)
        let reference = ObjectReference(
            group: "", version: "v1", plural: "pods", kind: "Pod", namespace: pod.namespace, name: pod.name)
        await observer.saw(pod: try await get(reference), after: "label \(pod) \(labels)")
    }

    private func writing(
        _ verb: String, _ reference: ObjectReference, _ body: JSONValue?, dryRun: Bool,
        _ write: () async throws -> LiveObject
    ) async throws -> LiveObject {
        if let body, !dryRun { try await observer.expect(body, at: reference) }
        let answer = names.inSample(try await write())
        if !dryRun { await observer.saw(try await get(reference), at: reference, after: "\(verb) \(reference)") }
        return answer
    }

    // MARK: What no rollout does

    func watchPods(_: @Sendable (ObjectNews) async throws -> Void) async throws { throw Self.notHere }
    func ask(_: PodName, port _: Int, path _: String) async throws -> JSONValue { throw Self.notHere }
    private static let notHere = PortError(.permanent, "the sample's cluster", "runs nothing that could be asked")
}
