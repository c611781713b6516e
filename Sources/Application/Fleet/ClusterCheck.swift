package import Domain
package import Ports

/// Whether a cluster is fit for deployments: it answers, serves the mesh's kinds, and lets HotSwap write them.
package struct ClusterCheck: Sendable {
    private let objects: any ClusterObjects
    /// What HotSwap does with objects of the mesh.
    private static let verbs = ["get", "list", "create", "update", "patch", "delete"]

    package init(_ objects: any ClusterObjects) { self.objects = objects }

    /// What is served and allowed of one kind.
    package struct KindCheck: Hashable, Sendable {
        package let kind: PolicyKind
        package let group: String
        package let served: [String]
        /// The verbs that the credentials lack.
        package let missing: [String]
    }

    /// What the check found.
    package struct Answer: Hashable, Sendable {
        package let cluster: String
        package let serverVersion: String
        package let kinds: [KindCheck]
    }

    package func run(_ cluster: Cluster) async throws -> Answer {
        let version = try await objects.serverVersion()
        let pairs = PolicyKind.allCases.filter { $0.mesh == cluster.mesh }.flatMap { kind in
            kind.groups.map { (kind, $0) }
        }
        let kinds = try await pairs.concurrentMap(limit: 8) { kind, group in
            let served = try await objects.servedVersions(group: group, plural: kind.plural)
            return KindCheck(kind: kind, group: group, served: served, missing: try await missing(kind, group, served))
        }
        return Answer(cluster: cluster.name, serverVersion: version, kinds: kinds)
    }

    private func missing(_ kind: PolicyKind, _ group: String, _ served: [String]) async throws -> [String] {
        guard let version = served.first else { return [] }
        let resource = ResourceReference(group: group, version: version, plural: kind.plural, namespace: nil)
        var missing: [String] = []
        for verb in Self.verbs where try await !objects.isAllowed(verb, on: resource) { missing.append(verb) }
        return missing
    }
}
