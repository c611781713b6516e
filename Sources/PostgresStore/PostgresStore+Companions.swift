package import Domain
package import Ports

/// Objects beside the policies' own that a rollout writes.
extension PostgresStore {
    package func capture(
        _ companions: [CompanionCapture], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> [CompanionCapture] {
        guard !companions.isEmpty else { return [] }
        let references = companions.map(\.reference)
        let store = PostgresStatement(
            Self.companionsQuery.text,
            parameters: [
                .id(deployment), .id(cluster), .id(claim), .texts(references.map(\.group)),
                .texts(references.map(\.version)), .texts(references.map(\.kind)), .texts(references.map(\.plural)),
                .texts(references.map(\.namespace)), .texts(references.map(\.name)),
                .texts(companions.map { $0.before?.jsonText }),
            ])
        return try await transaction { connection in
            let results = try connection.pipeline([
                store, Self.foreignLock(references, deployment, cluster), Self.companions(deployment, cluster),
            ])
            guard try results[0].onlyRow().bool("holds") else {
                throw StoreRefusal.notAllowed(
                    "the job was taken over or its deployment was stopped: nothing may be written")
            }
            if let held = results[1].first {
                throw StoreRefusal.locked(by: try held.id("deployment_id"), policy: try held.id("policy_id"))
            }
            return try results[2].map { row in try row.companion() }
        }
    }

    static func companions(_ deployment: ID<Deployment>, _ cluster: ID<Cluster>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT api_group, version, kind, plural, namespace, name, before FROM rollout_objects
            WHERE deployment_id = $1 AND cluster_id = $2 ORDER BY api_group, kind, namespace, name
            """, .id(deployment), .id(cluster))
    }

    /// A lock of another deployment on one of the objects.
    private static func foreignLock(
        _ references: [ObjectReference], _ deployment: ID<Deployment>, _ cluster: ID<Cluster>
    ) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT held.policy_id, held.deployment_id
            FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])
                AS companion (api_group, kind, namespace, name)
            JOIN policies USING (api_group, kind, namespace, name)
            JOIN object_locks AS held ON held.policy_id = policies.id AND held.cluster_id = $2
            WHERE policies.deleted_at IS NULL AND held.deployment_id <> $1 LIMIT 1
            """,
            parameters: [
                .id(deployment), .id(cluster), .texts(references.map(\.group)), .texts(references.map(\.kind)),
                .texts(references.map(\.namespace)), .texts(references.map(\.name)),
            ])
    }

    private static let companionsQuery = EmbeddedSQL(PackageResources.companions_store_sql)
}

extension PostgresRow {
    func companion() throws(PortError) -> CompanionCapture {
        CompanionCapture(
            reference: ObjectReference(
                group: try text("api_group"), version: try text("version"), plural: try text("plural"),
                kind: try text("kind"), namespace: try text("namespace"), name: try text("name")),
            before: try optionalDocument("before"))
    }
}
