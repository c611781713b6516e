package import Domain

/// What a list of policies is narrowed to; `nil` and empty members do not narrow.
package struct PolicyFilter: Hashable, Sendable {
    package var mesh: Mesh?
    package var kind: PolicyKind?
    package var namespace: String?
    package var name: String?
    package var owner: String?
    /// All of them must be on the policy with the value.
    package var labels: [String: String] = [:]

    package init() {}
}

/// A new version, before it has its number.
package struct VersionDraft: Hashable, Sendable {
    package let content: PolicyContent
    /// SHA-256 (hex) of the canonical text of the content.
    package let contentHash: String
    package let source: String?
    package let semanticVersion: SemanticVersion?
    package let tags: Set<VersionTag>
    package let author: String
    package let message: String

    package init(
        content: PolicyContent, contentHash: String, source: String?, semanticVersion: SemanticVersion?,
        tags: Set<VersionTag>, author: String, message: String
    ) {
        self.content = content
        self.contentHash = contentHash
        self.source = source
        self.semanticVersion = semanticVersion
        self.tags = tags
        self.author = author
        self.message = message
    }
}

/// Changes of a policy's metadata; `nil` members stay as they are.
package struct PolicyChange: Hashable, Sendable {
    package var owner: String?
    package var labels: [String: String]?

    package init(owner: String? = nil, labels: [String: String]? = nil) {
        self.owner = owner
        self.labels = labels
    }
}

/// A policy version that is in force on a cluster.
package struct LiveVersion: Hashable, Sendable {
    package let cluster: ID<Cluster>
    package let clusterName: String
    package let version: Int
    package let deployment: ID<Deployment>

    package init(cluster: ID<Cluster>, clusterName: String, version: Int, deployment: ID<Deployment>) {
        self.cluster = cluster
        self.clusterName = clusterName
        self.version = version
        self.deployment = deployment
    }
}

/// Policies and their versions. Every call throws `StoreRefusal` or `PortError`.
package protocol PolicyStore: Sendable {
    /// Stores a policy with version 1. Refused with `alreadyExists` (the id) where the key is taken.
    func createPolicy(
        id: ID<Policy>, key: PolicyKey, owner: String, labels: [String: String], first: VersionDraft,
        _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion)
    /// Adds a version and changes metadata in one transaction. Where the newest version has the same content hash, no
    /// version is added and that one is returned. `expectedRevision` is compared first.
    func updatePolicy(
        _ id: ID<Policy>, expectedRevision: Int64?, change: PolicyChange, version: VersionDraft?,
        _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion)
    /// Replaces the tags of a version, and its semantic version where one is given.
    func tagVersion(
        _ id: ID<Policy>, number: Int, tags: Set<VersionTag>, _ context: WriteContext
    ) async throws -> PolicyVersion
    /// Hides the policy for good and frees its key. Refused with `live` while it is in force anywhere, with `locked`
    /// while a deployment is under way.
    func deletePolicy(_ id: ID<Policy>, expectedRevision: Int64?, _ context: WriteContext) async throws
    func policy(_ id: ID<Policy>) async throws -> Policy?
    func policy(_ key: PolicyKey) async throws -> Policy?
    /// Those that exist, in no particular order.
    func policies(_ ids: [ID<Policy>]) async throws -> [Policy]
    /// Newest first.
    func policies(_ filter: PolicyFilter, _ page: PageRequest) async throws -> Page<Policy>
    func version(_ id: ID<Policy>, number: Int) async throws -> PolicyVersion?
    /// What versions say; those that do not exist are missing.
    func contents(of versions: [PolicyReference]) async throws -> [PolicyReference: PolicyContent]
    /// Newest first.
    func versions(of id: ID<Policy>, _ page: PageRequest) async throws -> Page<PolicyVersion>
    /// Where the policy is in force.
    func liveVersions(of id: ID<Policy>) async throws -> [LiveVersion]
    /// The answer kept for an idempotency key, where there is one. Throws `idempotencyKeyReused` for another hash.
    func storedResponse(subject: String, key: String, requestHash: String) async throws -> StoredResponse?
}
