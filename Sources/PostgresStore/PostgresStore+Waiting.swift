package import Domain
package import Ports

/// Deployments that wait for something which no worker reports.
extension PostgresStore {
    package func holders(
        of objects: [PlannedObject], stakes: [ID<Cluster>: [Stake]]
    ) async throws -> [ID<Deployment>] {
        // Whoever asks has no deployment yet.
        let nobody = ID<Deployment>(high: 0, low: 0)
        let wanted = stakes.flatMap { cluster, stakes in stakes.map { (nobody, cluster, $0) } }
        let results = try await pool.pipeline([
            LockStatements.holders(of: objects), StakeStatements.holders(of: wanted),
        ])
        let holders = try results.flatMap { try $0.map { try $0.id("deployment_id", of: Deployment.self) } }
        return Set(holders).sorted()
    }

    package func holders(for deployment: ID<Deployment>) async throws -> [ID<Deployment>] {
        try await query(Self.holders(for: deployment, includingRollingBack: false)).map { try $0.id("id") }
    }

    private static func holders(
        for deployment: ID<Deployment>, includingRollingBack: Bool
    ) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT holder.id FROM deployments AS holder
            WHERE ($2 OR holder.status <> 'RollingBack') AND holder.id <> $1 AND holder.id IN (
                SELECT held.deployment_id FROM deployment_objects AS object
                JOIN object_locks AS held USING (policy_id, cluster_id) WHERE object.deployment_id = $1
                UNION SELECT id FROM (\(StakeStatements.others)) AS other WHERE state = 'held')
            ORDER BY holder.id
            """, .id(deployment), .bool(includingRollingBack))
    }

    package func waiting(before deployment: ID<Deployment>) async throws -> [ID<Deployment>] {
        try await query(Self.waiting(before: deployment)).map { try $0.id("id") }
    }

    private static func waiting(before deployment: ID<Deployment>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT earlier.id FROM deployments AS earlier
            WHERE earlier.is_queued AND earlier.id < $1 AND earlier.id IN (
                SELECT theirs.deployment_id FROM deployment_objects AS theirs
                JOIN deployment_objects AS mine USING (policy_id, cluster_id) WHERE mine.deployment_id = $1
                UNION SELECT id FROM (\(StakeStatements.others)) AS other)
            ORDER BY earlier.id
            """, .id(deployment))
    }

    /// Of one moment: who waited and was admitted in between would be in neither list.
    package func inTheWay(of deployment: ID<Deployment>) async throws -> [ID<Deployment>] {
        let results = try await pool.pipeline(
            [Self.holders(for: deployment, includingRollingBack: true), Self.waiting(before: deployment)],
            isolation: .readOnlySnapshot)
        let found = try results.flatMap { try $0.map { try $0.id("id", of: Deployment.self) } }
        return Set(found).sorted()
    }

    package func superseding(limit: Int) async throws -> [Superseding] {
        // The few that wait are looked into: their plans say what they want.
        let statement = PostgresStatement(
            """
            SELECT id, requested_by FROM deployments
            WHERE is_queued AND plan->>'supersedes' = 'true'
                AND coalesce((plan->>'startsAt')::bigint, 0) <= extract(epoch FROM now()) * 1000000
            ORDER BY id LIMIT $1
            """, .int(limit))
        return try await query(statement).map {
            Superseding(deployment: try $0.id("id"), requestedBy: try $0.text("requested_by"))
        }
    }

    package func admissible(limit: Int) async throws -> [ID<Deployment>] {
        let statement = PostgresStatement(
            """
            SELECT waiting.id FROM deployments AS waiting
            WHERE waiting.is_queued AND NOT EXISTS (
                SELECT FROM deployment_objects AS object JOIN object_locks AS held USING (policy_id, cluster_id)
                WHERE object.deployment_id = waiting.id)
                -- Whoever asked first for an object gets it first.
                AND NOT EXISTS (
                    SELECT FROM deployments AS earlier
                    JOIN deployment_objects AS theirs ON theirs.deployment_id = earlier.id
                    JOIN deployment_objects AS mine USING (policy_id, cluster_id)
                    WHERE earlier.is_queued AND earlier.id < waiting.id AND mine.deployment_id = waiting.id)
                AND NOT \(StakeStatements.isInTheWay)
            ORDER BY waiting.id LIMIT $1
            """, .int(limit))
        return try await query(statement).map { try $0.id("id") }
    }

    package func overdue(limit: Int) async throws -> [Overdue] {
        let statement = PostgresStatement(
            """
            SELECT id, epoch, state FROM deployments WHERE deadline < now() ORDER BY deadline LIMIT $1
            """, .int(limit))
        return try await query(statement).compactMap { row -> Overdue? in
            guard let state = try? DeploymentState(json: try row.document("state")),
                case .advancing(let position) = state.phase
            else { return nil }
            return Overdue(deployment: try row.id("id"), epoch: try row.int64("epoch"), step: position.step)
        }
    }
}
