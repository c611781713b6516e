package import Domain
import Ports

/// What a plan has left open.
extension PostgresStore {
    package func decide(
        _ decision: Plan.Decision, deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws -> Plan {
        let read = PostgresStatement(
            """
            SELECT plan FROM deployments WHERE id = $1 AND EXISTS (
                SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $3
                    AND jobs.cluster_id = $2 AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
            FOR UPDATE
            """, .id(deployment), .id(cluster), .id(claim))
        return try await transaction { connection in
            guard let row = try connection.query(read).first else {
                throw StoreRefusal.notAllowed("the job was taken over or its deployment was stopped")
            }
            let plan = try Plan(json: try row.document("plan"))
            let decided = try plan.decided(decision)
            let store = PostgresStatement(
                "UPDATE deployments SET plan = $2::text::json WHERE id = $1", .id(deployment),
                .text(decided.json.jsonText))
            _ = try connection.commit(decided == plan ? [] : [store])
            return decided
        }
    }
}
