package import Domain
package import Ports

/// Whether a cluster is fit for deployments: it answers, serves the mesh's kinds, and lets HotSwap write them.
package struct ClusterCheck: Sendable {
    private let objects: any ClusterObjects
    /// What HotSwap does with objects of the mesh.
    private static let verbs = ["get", "list", "create", "update", "patch", "delete"]

    /// What rollouts step by step need beside: cohorts are labelled pods, and istiod is asked through its pods.
    private static let others: [(resource: String, verbs: [String], purpose: String, isNeeded: Bool)] = [
        ("pods", ["list", "watch", "patch"], "a share of the workloads is pods with a label", true),
        ("services", ["list"], "who is reached is looked up", true),
        (
            "pods/proxy", ["get"],
            "istiod is asked whether the proxies have what was written; without it that is estimated", false
        ),
    ]

    package init(_ objects: any ClusterObjects) { self.objects = objects }

    /// What is served and allowed of one kind.
    package struct KindCheck: Hashable, Sendable {
        package let kind: PolicyKind
        package let group: String
        package let served: [String]
        /// The verbs that the credentials lack.
        package let missing: [String]
    }

    /// What is allowed of something beside the mesh's kinds.
    package struct RightCheck: Hashable, Sendable {
        /// `pods`, or a part of them: `pods/proxy`.
        package let resource: String
        /// What it is for, in a sentence.
        package let purpose: String
        /// Without it there is no rollout step by step.
        package let isNeeded: Bool
        package let missing: [String]
    }

    /// What the check found.
    package struct Answer: Hashable, Sendable {
        package let cluster: String
        package let serverVersion: String
        package let kinds: [KindCheck]
        package let rights: [RightCheck]
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
        let rights = try await Self.others.concurrentMap(limit: 3) { other in
            let resource = ResourceReference(group: "", version: "v1", plural: other.resource, namespace: nil)
            return RightCheck(
                resource: other.resource, purpose: other.purpose, isNeeded: other.isNeeded,
                missing: try await missing(other.verbs, on: resource))
        }
        return Answer(cluster: cluster.name, serverVersion: version, kinds: kinds, rights: rights)
    }

    private func missing(_ kind: PolicyKind, _ group: String, _ served: [String]) async throws -> [String] {
        guard let version = served.first else { return [] }
        return try await self.missing(
            Self.verbs, on: ResourceReference(group: group, version: version, plural: kind.plural, namespace: nil))
    }

    private func missing(_ verbs: [String], on resource: ResourceReference) async throws -> [String] {
        var missing: [String] = []
        for verb in verbs where try await !objects.isAllowed(verb, on: resource) { missing.append(verb) }
        return missing
    }
}
