package import Domain
package import Ports

/// What was measured last, for the time in which a Prometheus does not answer.
extension PostgresStore {
    /// How long ago a rollout may have ended of which is told.
    private static let longestEnd = Duration.seconds(86_400)
    /// Of how many rollouts is told at the most.
    private static let mostRollouts = 20

    package func lastMeasured(
        of deployment: ID<Deployment>, on cluster: ID<Cluster>
    ) async throws -> StoredEvaluation? {
        let statement = PostgresStatement(
            """
            SELECT watch_evaluations.cluster_id, clusters.name AS cluster_name, step, at, evaluation
            FROM watch_evaluations JOIN clusters ON clusters.id = watch_evaluations.cluster_id
            WHERE deployment_id = $1 AND cluster_id = $2 AND evaluation -> 'problem' IS NULL
            ORDER BY at DESC LIMIT 1
            """, .id(deployment), .id(cluster))
        return try await query(statement).first.map { try $0.evaluation() }
    }

    package func lastMeasured(of service: String, on cluster: ID<Cluster>) async throws -> [MeasuredRollout] {
        // Documents are not looked into: what names the service is left to whoever reads it.
        let statement = PostgresStatement(
            """
            SELECT cohorts.deployment_id, cohorts.cluster_id, \(CohortStatements.columns),
                clusters.name AS cluster_name, last.step, last.at, last.evaluation
            FROM cohorts JOIN clusters ON clusters.id = cohorts.cluster_id
            CROSS JOIN LATERAL (
                SELECT step, at, evaluation FROM watch_evaluations
                WHERE deployment_id = cohorts.deployment_id AND cluster_id = cohorts.cluster_id
                    AND evaluation -> 'problem' IS NULL
                ORDER BY at DESC LIMIT 1) AS last
            WHERE cohorts.cluster_id = $1 AND position($2 IN cohorts.measurements::text) > 0
                AND (cohorts.retired_at IS NULL OR cohorts.retired_at > now() - $3 * interval '1 microsecond')
            ORDER BY last.at DESC LIMIT $4
            """, .id(cluster), .text("/\(service)\""), .duration(Self.longestEnd), .int(Self.mostRollouts))
        return try await query(statement).map {
            MeasuredRollout(cohort: try $0.cohort(), evaluation: try $0.evaluation())
        }
    }
}

extension PostgresRow {
    func evaluation() throws(PortError) -> StoredEvaluation {
        StoredEvaluation(
            cluster: try id("cluster_id"), clusterName: try text("cluster_name"), step: try int("step"),
            at: try moment("at"), evaluation: try document("evaluation"))
    }
}
