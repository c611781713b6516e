package import Domain
package import Ports

extension PostgresStore: DeploymentStore {
    package func deployments(_ ids: [ID<Deployment>]) async throws -> [DeploymentRecord] {
        guard !ids.isEmpty else { return [] }
        let statement = PostgresStatement(
            "\(PostgresRow.recordSelect) WHERE deployments.id = ANY($1)", .ids(ids))
        return try await records(try await query(statement))
    }

    package func deployments(
        _ filter: DeploymentFilter, _ page: PageRequest
    ) async throws -> Page<DeploymentRecord> {
        var list = ListStatement()
        if let status = filter.status { list.add("deployments.status = $", .word(status)) }
        if let environment = filter.environment { list.add("deployments.environment_id = $", .id(environment)) }
        if let original = filter.rollbackOf { list.add("deployments.rollback_of = $", .id(original)) }
        if let policy = filter.policy {
            list.add(
                "deployments.id IN (SELECT deployment_id FROM deployment_policies WHERE policy_id = $)", .id(policy))
        }
        if let last = try Cursor.id(page.cursor, of: Deployment.self) { list.add("deployments.id < $", .id(last)) }
        let rows = try await query(
            list.page(PostgresRow.recordSelect, order: "deployments.id DESC", limit: page.boundedLimit))
        let records = try await records(rows)
        let items = Array(records.prefix(page.boundedLimit))
        let isLast = records.count <= page.boundedLimit
        return Page(items: items, next: isLast ? nil : items.last.map { Cursor.text(of: $0.deployment.id) })
    }

    package func objects(of deployment: ID<Deployment>) async throws -> [DeploymentObject] {
        let statement = PostgresStatement(
            """
            SELECT object.policy_id, policies.api_group, policies.kind, policies.namespace, policies.name,
                object.cluster_id, clusters.name AS cluster_name, object.state, object.version, object.version_before,
                object.note, object.updated_at
            FROM deployment_objects AS object
            JOIN policies ON policies.id = object.policy_id JOIN clusters ON clusters.id = object.cluster_id
            WHERE object.deployment_id = $1
            ORDER BY clusters.name, policies.kind, policies.namespace, policies.name
            """, .id(deployment))
        return try await query(statement).map { try $0.deploymentObject() }
    }

    package func changes(of deployment: ID<Deployment>, after: Int64, limit: Int) async throws -> [StatusChange] {
        guard limit > 0 else { return [] }
        let statement = PostgresStatement(
            """
            SELECT id, deployment_id, sequence, status, reason, at FROM deployment_events
            WHERE deployment_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
            """, .id(deployment), .int64(after), .int(limit))
        return try await query(statement).map { try $0.statusChange() }
    }

    package func changes(after positions: [ID<Deployment>: Int64]) async throws -> [StatusChange] {
        guard !positions.isEmpty else { return [] }
        let positions = Array(positions)
        let statement = PostgresStatement(
            """
            SELECT id, deployment_id, sequence, status, reason, at FROM deployment_events
            JOIN unnest($1::uuid[], $2::bigint[]) AS read (deployment, position)
                ON deployment_id = read.deployment AND sequence > read.position
            ORDER BY deployment_id, sequence
            """, .ids(positions.map(\.key)), .int64s(positions.map(\.value)))
        return try await query(statement).map { try $0.statusChange() }
    }

    package func deploymentCounts() async throws -> [DeploymentStatus: Int] {
        var counts: [DeploymentStatus: Int] = [:]
        let statement = PostgresStatement("SELECT status, count(*) FROM deployments GROUP BY status")
        for row in try await query(statement) { counts[try row.word("status")] = try row.int("count") }
        return counts
    }
}

extension PostgresStore {
    /// Rows of `recordSelect` with their names, which are asked for only when they are met for the first time.
    private func records(_ rows: PostgresResult) async throws -> [DeploymentRecord] {
        let read = try rows.map { (try $0.deployment(), try $0.optionalID("rolled_back_by", of: Deployment.self)) }
        try await learnNames(of: read.map(\.0))
        return try read.map { deployment, rolledBackBy in
            guard let environment = names.environmentName(deployment.environment) else {
                throw PortError(.fatal, "PostgreSQL", "deployment \(deployment.id) names an unknown environment")
            }
            return DeploymentRecord(
                deployment: deployment, environmentName: environment,
                clusterNames: names.clusterNames(deployment.plan.clusters), rolledBackBy: rolledBackBy)
        }
    }

    private func learnNames(of deployments: [Deployment]) async throws {
        let clusters = names.unknownClusters(Set(deployments.flatMap(\.plan.clusters)))
        let environments = names.unknownEnvironments(Set(deployments.map(\.environment)))
        guard !clusters.isEmpty || !environments.isEmpty else { return }
        let results = try await pool.pipeline([
            PostgresStatement("SELECT id, name FROM clusters WHERE id = ANY($1)", .ids(clusters)),
            PostgresStatement("SELECT id, name FROM environments WHERE id = ANY($1)", .ids(environments)),
        ])
        names.learn(clusters: try Self.names(results[0]), environments: try Self.names(results[1]))
    }

    private static func names<Entity>(_ rows: PostgresResult) throws -> [ID<Entity>: String] {
        try Dictionary(rows.map { (try $0.id("id"), try $0.text("name")) }) { $1 }
    }
}

extension PostgresRow {
    /// What a `DeploymentRecord` is read from, up to where conditions may follow.
    fileprivate static let recordSelect = """
        SELECT \(deploymentColumns), (SELECT back.id FROM deployments AS back \
        WHERE back.rollback_of = deployments.id ORDER BY back.id DESC LIMIT 1) AS rolled_back_by FROM deployments
        """

    fileprivate func deploymentObject() throws(PortError) -> DeploymentObject {
        DeploymentObject(
            policy: try id("policy_id"), key: try policyKey(), cluster: try id("cluster_id"),
            clusterName: try text("cluster_name"), state: try word("state"), version: try optionalInt("version"),
            versionBefore: try optionalInt("version_before"), note: try optionalText("note"),
            updatedAt: try moment("updated_at"))
    }
}
