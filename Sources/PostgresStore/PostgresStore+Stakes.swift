package import Domain
import Ports

/// What deployments have to do with beside their own objects.
extension PostgresStore {
    package func stakes(of deployment: ID<Deployment>) async throws -> [ID<Cluster>: [Stake]] {
        var stakes: [ID<Cluster>: [Stake]] = [:]
        for row in try await query(StakeStatements.stored(of: deployment)) {
            stakes[try row.id("cluster_id"), default: []].append(try row.stake())
        }
        return stakes
    }

    package func hold(
        _ stakes: [Stake], deployment: ID<Deployment>, cluster: ID<Cluster>, claim: ID<Claim>
    ) async throws {
        let wanted = stakes.map { (deployment, cluster, $0) }
        let fence = PostgresStatement(
            """
            SELECT id FROM deployments WHERE id = $1 AND EXISTS (
                SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $3
                    AND jobs.cluster_id = $2 AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
            FOR SHARE
            """, .id(deployment), .id(cluster), .id(claim))
        try await transaction { connection in
            let standing = try connection.pipeline([fence, StakeStatements.held(by: deployment, on: cluster)])
            guard standing[0].count == 1 else {
                throw StoreRefusal.notAllowed("the job was taken over or its deployment was stopped")
            }
            // Most are held since validation: nobody need be kept waiting for that.
            guard !Set(try standing[1].map { try $0.stake() }).isSuperset(of: stakes) else {
                return connection.rollback()
            }
            let results = try connection.pipeline([
                StakeStatements.gate(for: stakes), StakeStatements.contentions(of: wanted),
            ])
            if let row = results[1].first { throw StoreRefusal.contended(try row.contention()) }
            _ = try connection.commit([StakeStatements.store(wanted)])
        }
    }
}
