package import Domain
package import Ports

extension PostgresStore: PolicyStore {
    package func createPolicy(
        id: ID<Policy>, key: PolicyKey, owner: String, labels: [String: String], first: VersionDraft,
        _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion) {
        let insert = PolicyStatements.insert(id: id, key: key, owner: owner, labels: labels)
        return try await write(context, reading: [insert, PolicyStatements.byKey(key)]) { results in
            guard let row = results[0].first else {
                throw StoreRefusal.alreadyExists(try results[1].first?.policy().id.description ?? key.description)
            }
            let policy = try row.policy()
            let version = PolicyStatements.insert(first, number: 1, of: id)
            return PlannedWrite(statements: [version]) { (policy, try $0[0].onlyRow().policyVersion()) }
        }
    }

    package func updatePolicy(
        _ id: ID<Policy>, expectedRevision: Int64?, change: PolicyChange, version: VersionDraft?,
        _ context: WriteContext
    ) async throws -> (Policy, PolicyVersion) {
        let reading = [PolicyStatements.lock(id, "NO KEY UPDATE"), PolicyStatements.newestVersion(of: id)]
        return try await write(context, reading: reading) { results in
            let policy = try PolicyStatements.locked(results[0], id, expectedRevision)
            return try PolicyStatements.update(
                policy, newest: try results[1].onlyRow().policyVersion(), change: change, version: version)
        }
    }

    package func tagVersion(
        _ id: ID<Policy>, number: Int, tags: Set<VersionTag>, _ context: WriteContext
    ) async throws -> PolicyVersion {
        let lock = PostgresStatement(
            """
            SELECT 1 FROM policy_versions JOIN policies ON policies.id = policy_id
            WHERE policy_id = $1 AND number = $2 AND deleted_at IS NULL FOR UPDATE OF policy_versions
            """, .id(id), .int(number))
        return try await write(context, reading: [lock]) { results in
            guard !results[0].isEmpty else { throw StoreRefusal.notFound("version \(number) of policy \(id)") }
            let update = PostgresStatement(
                """
                UPDATE policy_versions SET tags = $3 WHERE policy_id = $1 AND number = $2
                RETURNING \(PostgresRow.versionColumns)
                """, .id(id), .int(number), .tags(tags))
            return PlannedWrite(statements: [update]) { try $0[0].onlyRow().policyVersion() }
        }
    }

    package func deletePolicy(_ id: ID<Policy>, expectedRevision: Int64?, _ context: WriteContext) async throws {
        // FOR UPDATE keeps out deployments that are being accepted: they hold the row FOR KEY SHARE.
        let reading = [
            PolicyStatements.lock(id, "UPDATE"), PolicyStatements.present(id), PolicyStatements.locks(on: id),
        ]
        try await write(context, reading: reading) { results in
            _ = try PolicyStatements.locked(results[0], id, expectedRevision)
            if let lock = results[2].first {
                throw StoreRefusal.locked(by: try lock.id("deployment_id"), policy: id)
            }
            let clusters = try results[1].map { try $0.text("name") }
            guard clusters.isEmpty else { throw StoreRefusal.live(clusters: clusters) }
            return [
                PostgresStatement("UPDATE policies SET deleted_at = now() WHERE id = $1", .id(id)),
                PostgresStatement("DELETE FROM live_versions WHERE policy_id = $1", .id(id)),
            ]
        }
    }

    package func policy(_ id: ID<Policy>) async throws -> Policy? { try await policies([id]).first }

    package func policy(_ key: PolicyKey) async throws -> Policy? {
        try await query(PolicyStatements.byKey(key)).first?.policy()
    }

    package func policies(_ ids: [ID<Policy>]) async throws -> [Policy] {
        guard !ids.isEmpty else { return [] }
        let statement = PostgresStatement(
            "SELECT \(PostgresRow.policyColumns) FROM policies WHERE id = ANY($1) AND deleted_at IS NULL", .ids(ids))
        return try await query(statement).map { try $0.policy() }
    }

    package func policies(_ filter: PolicyFilter, _ page: PageRequest) async throws -> Page<Policy> {
        var list = ListStatement()
        list.add("deleted_at IS NULL")
        if let mesh = filter.mesh { list.add("mesh = $", .word(mesh)) }
        if let kind = filter.kind { list.add("kind = $", .word(kind)) }
        if let namespace = filter.namespace { list.add("namespace = $", .text(namespace)) }
        if let name = filter.name { list.add("name = $", .text(name)) }
        if let owner = filter.owner { list.add("owner = $", .text(owner)) }
        if !filter.labels.isEmpty { list.add("labels @> $", .labels(filter.labels)) }
        if let last = try Cursor.id(page.cursor, of: Policy.self) { list.add("id < $", .id(last)) }
        let rows = try await query(
            list.page("SELECT \(PostgresRow.policyColumns) FROM policies", order: "id DESC", limit: page.boundedLimit))
        return try page.page(of: rows) {
            try $0.policy()
        } cursor: {
            Cursor.text(of: $0.id)
        }
    }

    package func version(_ id: ID<Policy>, number: Int) async throws -> PolicyVersion? {
        try await query(PolicyStatements.version(of: id, "number = $2", .int(number))).first?.policyVersion()
    }

    package func versions(of id: ID<Policy>, _ page: PageRequest) async throws -> Page<PolicyVersion> {
        var list = ListStatement()
        list.add("policy_id = $", .id(id))
        list.add("EXISTS (SELECT FROM policies WHERE policies.id = policy_id AND deleted_at IS NULL)")
        if let last = try Cursor.number(page.cursor) { list.add("number < $", .int(last)) }
        let rows = try await query(
            list.page(
                "SELECT \(PostgresRow.versionColumns) FROM policy_versions", order: "number DESC",
                limit: page.boundedLimit))
        return try page.page(of: rows) {
            try $0.policyVersion()
        } cursor: {
            Cursor.text(of: $0.number)
        }
    }

    package func liveVersions(of id: ID<Policy>) async throws -> [LiveVersion] {
        let statement = PostgresStatement(
            """
            SELECT cluster_id, clusters.name, version, deployment_id
            FROM live_versions JOIN clusters ON clusters.id = cluster_id
            WHERE policy_id = $1 ORDER BY clusters.name
            """, .id(id))
        return try await query(statement).map { row in
            LiveVersion(
                cluster: try row.id("cluster_id"), clusterName: try row.text("name"), version: try row.int("version"),
                deployment: try row.id("deployment_id"))
        }
    }
}
