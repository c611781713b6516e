package import Domain
package import Ports
package import Validation

/// Reads what lives in a cluster and policies are judged beside: the meshes' kinds, what they refer to, and Istio's
/// settings.
package struct LiveInventory: Sendable {
    /// The objects, each with its apiVersion and kind; of Secrets no more than their names.
    package let objects: [JSONValue]
    /// Istio's MeshConfig; `null` where the cluster has none, or it cannot be read.
    package let meshConfig: JSONValue
    /// What could not be read, and why: references to it are not checked.
    package let unread: [Unread]
    /// The kinds of which `objects` has all that there are; empty for a cluster without any Service of its own. Nothing
    /// runs there yet, and nothing can be said about what is missing.
    package let listed: Set<ObjectKind>

    package struct Unread: Hashable, Sendable {
        package let what: String
        package let why: String

        /// Whether it makes a difference to what is judged: who names no Secret misses none.
        package func concerns(_ objects: [KnownObject]) -> Bool {
            what != ValidationReport.Unchecked.secrets || objects.contains { $0.isJudged && $0.namesSecrets }
        }
    }

    private struct Part: Sendable {
        var objects: [JSONValue] = []
        var meshConfig = JSONValue.null
        var unread: Unread?
        var listed: ObjectKind?
    }

    /// Reads every resource that the cluster serves. What it refuses is said in `unread`; a cluster that cannot be
    /// reached at all throws its `PortError`.
    ///
    /// - Parameters:
    ///   - mesh: What the cluster runs; `nil`: nobody says.
    ///   - formats: Reads the MeshConfig; `nil`: it is not read.
    ///   - earlier: What is shared where it has not changed.
    package static func read(
        _ cluster: any ClusterObjects, mesh: Mesh? = nil, formats: (any DocumentFormats)? = nil,
        sharing earlier: EarlierObjects = .none, concurrency: Int = 4
    ) async throws -> LiveInventory {
        _ = try await cluster.serverVersion()
        var parts = try await parts(LiveResource.all, in: cluster, earlier, concurrency)
        if mesh != .linkerd {
            parts.append(
                try await part(ValidationReport.Unchecked.secrets) {
                    Part(objects: try await LiveResource.secretNames(in: cluster), listed: .secret)
                })
            if let formats {
                parts.append(
                    try await part("the mesh's settings (MeshConfig)") {
                        Part(meshConfig: try await MeshConfigReading.read(cluster, formats))
                    })
            }
        }
        let isInUse = parts.contains { $0.listed == .service && !$0.objects.isEmpty }
        return LiveInventory(
            objects: parts.flatMap(\.objects), meshConfig: parts.map(\.meshConfig).first { $0 != .null } ?? .null,
            unread: parts.compactMap(\.unread), listed: isInUse ? Set(parts.compactMap(\.listed)) : [])
    }

    /// The same as it is now, with those objects alone that are of these kinds.
    func rereading(
        _ kinds: Set<ObjectKind>, in cluster: any ClusterObjects, sharing earlier: EarlierObjects, concurrency: Int = 4
    ) async throws -> LiveInventory {
        let resources = LiveResource.all.filter { kinds.contains($0.objectKind) }
        let parts = try await Self.parts(resources, in: cluster, earlier, concurrency)
        let again = Set(resources.map(\.what))
        return LiveInventory(
            objects: parts.flatMap(\.objects), meshConfig: meshConfig,
            unread: unread.filter { !again.contains($0.what) } + parts.compactMap(\.unread),
            listed: listed.isEmpty ? [] : listed.subtracting(kinds).union(parts.compactMap(\.listed)))
    }

    /// The same with these objects in place of its own.
    func holding(_ objects: [JSONValue]) -> LiveInventory {
        LiveInventory(objects: objects, meshConfig: meshConfig, unread: unread, listed: listed)
    }

    private static func parts(
        _ resources: [LiveResource], in cluster: any ClusterObjects, _ earlier: EarlierObjects, _ concurrency: Int
    ) async throws -> [Part] {
        try await resources.concurrentMap(limit: concurrency) { resource in
            try await part(resource.what) {
                Part(
                    objects: try await resource.objects(in: cluster).map(earlier.document),
                    listed: resource.objectKind)
            }
        }
    }

    private static func part(_ what: String, _ read: () async throws -> Part) async throws -> Part {
        do { return try await read() } catch let refusal as ClusterRefusal {
            return Part(unread: Unread(what: what, why: refusal.explanation))
        } catch let error as PortError {
            try Task.checkCancellation()
            return Part(unread: Unread(what: what, why: "\(error)"))
        }
    }
}
