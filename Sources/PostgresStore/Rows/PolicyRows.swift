import Domain
import JSON
import Ports

extension PostgresRow {
    /// The columns that `policy()` reads, of a table named `policies`.
    static let policyColumns = """
        policies.id, policies.api_group, policies.kind, policies.namespace, policies.name, policies.owner, \
        policies.labels, policies.latest_version, policies.revision, policies.created_at, policies.updated_at
        """

    func policy() throws(PortError) -> Policy {
        Policy(
            id: try id("id"), key: try policyKey(), owner: try text("owner"), labels: try labels(),
            latestVersion: try int("latest_version"), revision: try int64("revision"),
            createdAt: try moment("created_at"), updatedAt: try moment("updated_at"))
    }

    func policyKey() throws(PortError) -> PolicyKey {
        let (name, group) = (try text("kind"), try text("api_group"))
        guard let kind = PolicyKind(name, group: group) else { throw unreadable("kind '\(name)' of '\(group)'") }
        return PolicyKey(kind: kind, group: group, namespace: try text("namespace"), name: try text("name"))
    }

    private func labels() throws(PortError) -> [String: String] {
        let document = try document("labels")
        guard let labels = document.object?.compactMapValues(\.string) else { throw unreadable("labels") }
        return labels
    }

    /// The columns that `policyVersion()` reads, of a table named `policy_versions`.
    static let versionColumns = """
        policy_versions.policy_id, policy_versions.number, policy_versions.content, policy_versions.content_hash, \
        policy_versions.source, policy_versions.semantic_version, policy_versions.tags, policy_versions.author, \
        policy_versions.message, policy_versions.created_at
        """

    func policyVersion() throws(PortError) -> PolicyVersion {
        PolicyVersion(
            policy: try id("policy_id"), number: try int("number"), content: try policyContent(),
            contentHash: try text("content_hash"), source: try optionalText("source"),
            semanticVersion: try semanticVersion(), tags: try tags(), author: try text("author"),
            message: try text("message"), createdAt: try moment("created_at"))
    }

    /// No content says that the object is not to be there.
    func policyContent() throws(PortError) -> PolicyContent {
        try optionalDocument("content").map { .document($0) } ?? .absent
    }

    private func semanticVersion() throws(PortError) -> SemanticVersion? {
        guard let text = try optionalText("semantic_version") else { return nil }
        guard let version = SemanticVersion(text) else { throw unreadable("semantic version '\(text)'") }
        return version
    }

    private func tags() throws(PortError) -> Set<VersionTag> {
        var tags: Set<VersionTag> = []
        for text in try array("tags", of: .text) {
            guard let tag = VersionTag(rawValue: text) else { throw unreadable("tag '\(text)'") }
            tags.insert(tag)
        }
        return tags
    }
}

extension PostgresParameter {
    static func labels(_ labels: [String: String]) -> PostgresParameter {
        .json(JSONValue.object(labels.mapValues { .string($0) }).jsonText)
    }

    static func tags(_ tags: Set<VersionTag>) -> PostgresParameter { .texts(tags.map(\.rawValue).sorted()) }
}
