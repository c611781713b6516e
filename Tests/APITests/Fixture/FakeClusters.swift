import Domain
import Ports
import Synchronization

/// Clusters that are played: what is in them and how they refuse is up to the test.
final class FakeClusters: ClusterConnecting {
    private let known = Mutex<[String: FakeCluster]>([:])

    func objects(of cluster: Cluster) async throws -> any ClusterObjects { self[cluster.name] }

    subscript(_ name: String) -> FakeCluster {
        known.withLock { known in
            let cluster = known[name] ?? FakeCluster()
            known[name] = cluster
            return cluster
        }
    }
}

/// One cluster. Writes are dry-runs only: the API itself never writes.
final class FakeCluster: ClusterObjects {
    struct State {
        /// What every call throws.
        var failure: (any Error)?
        /// What dry-runs throw.
        var refusal: ClusterRefusal?
        /// Live objects by the plural of their resource.
        var objects: [String: [JSONValue]] = [:]
        /// Resources that are not served.
        var unserved: Set<String> = []
        /// Resources that may not be listed.
        var forbidden: Set<String> = []
        var deniedVerbs: Set<String> = []
        /// Fields that the server drops from what it is sent.
        var dropped: Set<String> = []
        /// How often something was to be written for good.
        var writes = 0
    }

    private let state = Mutex(State())

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    var writes: Int { state.withLock { $0.writes } }

    private func read() throws -> State {
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return state
    }

    func servedVersions(group: String, plural: String) async throws -> [String] {
        let state = try read()
        guard !state.unserved.contains(plural) else { return [] }
        if group.isEmpty { return ["v1"] }
        return PolicyKind.allCases.first { $0.plural == plural && $0.groups.contains(group) }?.versions(in: group) ?? []
    }

    func get(_ reference: ObjectReference) async throws -> LiveObject? {
        try read().objects[reference.plural]?.map { LiveObject(body: $0) }
            .first { $0.name == reference.name && $0.namespace == reference.namespace }
    }

    func list(_ resource: ResourceReference) async throws -> [LiveObject] {
        if try read().forbidden.contains(resource.plural) {
            throw PortError(.permanent, "cluster", "\(resource.plural) may not be listed", code: "403")
        }
        return (try read().objects[resource.plural] ?? []).map { LiveObject(body: $0) }
            .filter { resource.namespace == nil || $0.namespace == resource.namespace }
    }

    func create(_ body: JSONValue, at _: ObjectReference, dryRun: Bool) async throws -> LiveObject {
        try write(body, dryRun: dryRun)
    }

    func apply(
        _ body: JSONValue, onto _: LiveObject, at _: ObjectReference, force _: Bool, dryRun: Bool
    ) async throws -> LiveObject { try write(body, dryRun: dryRun) }

    func replace(
        _ body: JSONValue, at _: ObjectReference, resourceVersion _: String, dryRun: Bool
    ) async throws -> LiveObject { try write(body, dryRun: dryRun) }

    func restoreManagedFields(
        _: JSONValue, at _: ObjectReference, resourceVersion _: String
    ) async throws -> LiveObject { try write(.null, dryRun: false) }

    func delete(_: ObjectReference, uid _: String, resourceVersion _: String, dryRun: Bool) async throws {
        _ = try write(.null, dryRun: dryRun)
    }

    func serverVersion() async throws -> String {
        _ = try read()
        return "v1.30.0"
    }

    func isAllowed(_ verb: String, on _: ResourceReference) async throws -> Bool {
        try !read().deniedVerbs.contains(verb)
    }

    private func write(_ body: JSONValue, dryRun: Bool) throws -> LiveObject {
        let state = try read()
        if let refusal = state.refusal { throw refusal }
        if !dryRun { set { $0.writes += 1 } }
        var kept = body
        for field in state.dropped { kept["spec"]?[field] = nil }
        return LiveObject(body: kept)
    }
}

/// The pods of the played clusters are those of their objects.
extension FakeClusters: ClusterPodsConnecting {
    private struct FakePods: ClusterPods {
        let cluster: FakeCluster

        func pods(namespace _: String?, labelSelector _: String?) async throws -> [LiveObject] {
            try await cluster.list(ResourceReference(group: "", version: "v1", plural: "pods", namespace: nil))
        }

        func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws {}
        func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws {}
        func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue { .null }
    }

    func pods(of cluster: Cluster) async throws -> any ClusterPods { FakePods(cluster: self[cluster.name]) }
}

extension FakeCluster {
    /// So many running pods with these labels, in the namespace `default`.
    func setPods(_ count: Int, labels: [String: String] = ["app": "reviews"]) {
        let pods = (0..<count).map { number -> JSONValue in
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": [
                    "name": .string("pod-\(number)"), "namespace": "default", "uid": .string("uid-\(number)"),
                    "labels": .object(labels.mapValues { .string($0) }),
                ],
                "spec": ["serviceAccountName": "default"], "status": ["phase": "Running"],
            ]
        }
        set { $0.objects["pods"] = pods }
    }
}
