import Domain
import Ports

/// The statements about policies, and what is decided between them.
enum PolicyStatements {
    /// Returns the policy, or no row where its key is taken.
    static func insert(
        id: ID<Policy>, key: PolicyKey, owner: String, labels: [String: String]
    ) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO policies (id, mesh, api_group, kind, namespace, name, owner, labels, latest_version, revision)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 1)
            ON CONFLICT (mesh, api_group, kind, namespace, name) WHERE deleted_at IS NULL DO NOTHING
            RETURNING \(PostgresRow.policyColumns)
            """, .id(id), .word(key.mesh), .text(key.group), .word(key.kind), .text(key.namespace), .text(key.name),
            .text(owner), .labels(labels))
    }

    static func insert(_ draft: VersionDraft, number: Int, of id: ID<Policy>) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO policy_versions (policy_id, number, content, content_hash, source, semantic_version, tags,
                author, message)
            VALUES ($1, $2, $3::text::json, $4, $5, $6, $7, $8, $9) RETURNING \(PostgresRow.versionColumns)
            """, .id(id), .int(number), .text(draft.content.document?.jsonText), .text(draft.contentHash),
            .text(draft.source), .text(draft.semanticVersion?.description), .tags(draft.tags), .text(draft.author),
            .text(draft.message))
    }

    static func byKey(_ key: PolicyKey) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(PostgresRow.policyColumns) FROM policies
            WHERE mesh = $1 AND api_group = $2 AND kind = $3 AND namespace = $4 AND name = $5 AND deleted_at IS NULL
            """, .word(key.mesh), .text(key.group), .word(key.kind), .text(key.namespace), .text(key.name))
    }

    /// - Parameter strength: the row lock, which is SQL text and never comes from outside.
    static func lock(_ id: ID<Policy>, _ strength: String) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(PostgresRow.policyColumns) FROM policies WHERE id = $1 AND deleted_at IS NULL FOR \(strength)",
            .id(id))
    }

    /// The policy that was locked, provided that it is there and as the caller knows it.
    static func locked(_ rows: PostgresResult, _ id: ID<Policy>, _ revision: Int64?) throws -> Policy {
        guard let policy = try rows.first?.policy() else { throw StoreRefusal.notFound("policy \(id)") }
        guard revision == nil || revision == policy.revision else {
            throw StoreRefusal.revisionMismatch(current: policy.revision)
        }
        return policy
    }

    static func version(of id: ID<Policy>, _ condition: String, _ parameter: PostgresParameter) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(PostgresRow.versionColumns) FROM policy_versions
            JOIN policies ON policies.id = policy_id AND deleted_at IS NULL WHERE policy_id = $1 AND \(condition)
            """, .id(id), parameter)
    }

    /// Of a locked policy; a statement later than the lock sees what the last writer has committed.
    static func newestVersion(of id: ID<Policy>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(PostgresRow.versionColumns) FROM policy_versions
            WHERE policy_id = $1 ORDER BY number DESC LIMIT 1
            """, .id(id))
    }

    /// The clusters on which the policy's object exists: a version in force without content means that it does not.
    static func present(_ id: ID<Policy>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT clusters.name FROM live_versions
            JOIN clusters ON clusters.id = cluster_id
            JOIN policy_versions ON policy_versions.policy_id = live_versions.policy_id AND number = version
            WHERE live_versions.policy_id = $1 AND content IS NOT NULL ORDER BY clusters.name
            """, .id(id))
    }

    static func locks(on id: ID<Policy>) -> PostgresStatement {
        PostgresStatement("SELECT deployment_id FROM object_locks WHERE policy_id = $1 LIMIT 1", .id(id))
    }

    /// Adds a version where the content is new, and changes the policy where anything is.
    static func update(
        _ policy: Policy, newest: PolicyVersion, change: PolicyChange, version draft: VersionDraft?
    ) throws -> PlannedWrite<(Policy, PolicyVersion)> {
        let draft = draft.flatMap { $0.contentHash == newest.contentHash ? nil : $0 }
        let owner = change.owner ?? policy.owner
        let labels = change.labels ?? policy.labels
        guard draft != nil || owner != policy.owner || labels != policy.labels else {
            return PlannedWrite(statements: []) { _ in (policy, newest) }
        }
        let (next, overflow) = policy.latestVersion.addingReportingOverflow(1)
        guard !overflow else { throw StoreRefusal.notAllowed("policy \(policy.id) has too many versions") }
        let update = PostgresStatement(
            """
            UPDATE policies SET owner = $2, labels = $3, latest_version = $4, revision = revision + 1,
                updated_at = now()
            WHERE id = $1 RETURNING \(PostgresRow.policyColumns)
            """, .id(policy.id), .text(owner), .labels(labels), .int(draft == nil ? policy.latestVersion : next))
        let insert = draft.map { [PolicyStatements.insert($0, number: next, of: policy.id)] } ?? []
        return PlannedWrite(statements: [update] + insert) { results in
            (try results[0].onlyRow().policy(), insert.isEmpty ? newest : try results[1].onlyRow().policyVersion())
        }
    }
}
