package import Domain
package import Ports

extension PostgresStore: BundleStore {
    package func bundle(_ deployment: ID<Deployment>, cluster: ID<Cluster>) async throws -> Bundle {
        let results = try await pool.pipeline([
            PostgresStatement(
                "SELECT \(PostgresRow.deploymentColumns) FROM deployments WHERE id = $1", .id(deployment)),
            PostgresStatement("\(PostgresRow.clusterSelect) WHERE clusters.id = $1", .id(cluster)),
            PostgresStatement(Self.objectsQuery, .id(deployment), .id(cluster)),
            Self.companions(deployment, cluster),
            PostgresStatement(
                """
                SELECT first_write_at, json_array_length(scopes) > 0 AS labels FROM cohorts
                WHERE deployment_id = $1 AND cluster_id = $2
                """, .id(deployment), .id(cluster)),
        ])
        guard let order = try results[0].first?.deployment(), let place = try results[1].first?.cluster(),
            order.plan.clusters.contains(cluster)
        else { throw StoreRefusal.notFound("cluster \(cluster) of deployment \(deployment)") }
        // A rollback restores what its original had captured, not a version's content.
        let objects = try results[2].map { try $0.bundleObject(hasContent: order.rollbackOf == nil) }
        let places = Dictionary(order.policies.enumerated().map { ($1.policy, $0) }) { first, _ in first }
        let sorted = objects.sorted { places[$0.policy, default: .max] < places[$1.policy, default: .max] }
        return Bundle(
            deployment: order, cluster: place, objects: sorted, companions: try results[3].map { try $0.companion() },
            firstWriteAt: try results[4].first?.moment("first_write_at"),
            labelsPods: try results[4].first?.bool("labels") ?? false)
    }

    package func capture(
        _ captures: [Capture], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> [ID<Policy>: Capture] {
        let policies = captures.map(\.policy)
        // In pieces, so that a bundle of thousands needs no more memory at once than one of a hundred.
        let pieces = captures.isEmpty ? [captures[...]] : captures.pieces(of: 100)
        let stores = pieces.map { piece in
            PostgresStatement(
                Self.captureQuery, .id(deployment), .id(cluster), .id(claim), .ids(piece.map(\.policy)),
                .texts(piece.map { $0.before?.jsonText }))
        }
        let read = PostgresStatement(
            """
            SELECT policy_id, before FROM deployment_objects
            WHERE deployment_id = $1 AND cluster_id = $2 AND policy_id = ANY($3) AND captured_at IS NOT NULL
            """, .id(deployment), .id(cluster), .ids(policies))
        let results = try await transaction { connection in try connection.commit(stores + [read]) }
        guard try results.prefix(stores.count).allSatisfy({ try $0.onlyRow().bool("holds") }) else {
            throw StoreRefusal.notAllowed(
                "the job was taken over or its deployment was stopped: nothing may be written")
        }
        var stored: [ID<Policy>: Capture] = [:]
        for row in results[stores.count] {
            let policy: ID<Policy> = try row.id("policy_id")
            stored[policy] = Capture(policy: policy, before: try row.optionalDocument("before"))
        }
        if let missing = policies.first(where: { stored[$0] == nil }) {
            throw StoreRefusal.notFound("policy \(missing) of deployment \(deployment) on cluster \(cluster)")
        }
        return stored
    }

    private static let captureQuery = EmbeddedSQL(PackageResources.capture_store_sql)

    private static let objectsQuery = """
        SELECT object.policy_id, policies.api_group, policies.kind, policies.namespace, policies.name,
            policy_versions.policy_id IS NOT NULL AS has_version, policy_versions.content, object.version,
            object.state, object.captured_at IS NOT NULL AS captured, object.before
        FROM deployment_objects AS object
        JOIN policies ON policies.id = object.policy_id
        LEFT JOIN policy_versions
            ON policy_versions.policy_id = object.policy_id AND policy_versions.number = object.version
        WHERE object.deployment_id = $1 AND object.cluster_id = $2
        """
}

extension PostgresRow {
    fileprivate func bundleObject(hasContent: Bool) throws(PortError) -> BundleObject {
        let policy: ID<Policy> = try id("policy_id")
        return BundleObject(
            policy: policy, key: try policyKey(),
            content: try bool("has_version") && hasContent ? try policyContent() : nil,
            version: try optionalInt("version"), state: try word("state"),
            capture: try bool("captured") ? Capture(policy: policy, before: try optionalDocument("before")) : nil)
    }
}
