package import Domain
package import Ports

extension PostgresStore: PendingPolicies {
    package func pending(on cluster: Cluster, limit: Int) async throws -> [PendingVersion] {
        let results = try await pool.pipeline([
            PostgresStatement(Self.underwayQuery, .id(cluster.id), .int(limit)),
            PostgresStatement(
                Self.storedQuery, .id(cluster.id), .word(cluster.mesh), .id(cluster.environment), .int(limit)),
        ])
        let underway = try results[0].map { try $0.pending(deployment: try $0.id("deployment_id")) }
        let stored = try results[1].map { try $0.pending(deployment: nil) }
        var seen: Set<ID<Policy>> = []
        return Array((underway + stored).filter { seen.insert($0.policy).inserted }.prefix(limit))
    }

    package func contents(of versions: [PolicyReference]) async throws -> [PolicyReference: PolicyContent] {
        let numbered = versions.compactMap { reference in reference.version.map { (reference.policy, $0) } }
        guard !numbered.isEmpty else { return [:] }
        let rows = try await query(
            PostgresStatement(
                """
                SELECT policy_id, number, content FROM policy_versions
                JOIN unnest($1::uuid[], $2::bigint[]) AS asked (policy, version)
                    ON policy_id = policy AND number = version
                """, .ids(numbered.map(\.0)), .ints(numbered.map(\.1))))
        var contents: [PolicyReference: PolicyContent] = [:]
        for row in rows {
            let reference = PolicyReference(policy: try row.id("policy_id"), version: try row.int("number"))
            contents[reference] = try row.policyContent()
        }
        return contents
    }

    private static let underwayQuery = EmbeddedSQL(PackageResources.pending_underway_sql)
    private static let storedQuery = EmbeddedSQL(PackageResources.pending_stored_sql)
}

extension PostgresRow {
    fileprivate func pending(deployment: ID<Deployment>?) throws(PortError) -> PendingVersion {
        PendingVersion(
            policy: try id("id"), key: try policyKey(), version: try int("version"), deployment: deployment)
    }
}
