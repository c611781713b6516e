package import Domain
package import Ports

extension PostgresStore: ValidationStore {
    package func keep(
        _ record: JSONValue, of deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws {
        let store = PostgresStatement(
            """
            INSERT INTO deployment_validations (deployment_id, cluster_id, record)
            SELECT deployments.id, $2, $4::text::json FROM deployments
            WHERE deployments.id = $1 AND EXISTS (
                SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $3
                    AND jobs.cluster_id = $2 AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
            ON CONFLICT (deployment_id, cluster_id) DO UPDATE SET record = excluded.record, at = now()
            RETURNING 1
            """, .id(deployment), .id(cluster), .id(claim), .text(record.jsonText))
        guard try await query(store).first != nil else {
            throw StoreRefusal.notAllowed("the job was taken over or its deployment was stopped")
        }
    }

    package func validations(of deployment: ID<Deployment>) async throws -> [StoredValidation] {
        let statement = PostgresStatement(
            """
            SELECT cluster_id, clusters.name, at, record FROM deployment_validations
            JOIN clusters ON clusters.id = cluster_id WHERE deployment_id = $1 ORDER BY clusters.name
            """, .id(deployment))
        return try await query(statement).map { row in
            StoredValidation(
                cluster: try row.id("cluster_id"), clusterName: try row.text("name"), at: try row.moment("at"),
                record: try row.document("record"))
        }
    }
}

extension PostgresStore: AuditLog {
    package func record(_ entry: AuditEntry) async throws { try await query(RequestTraces.audit([entry])) }
}
