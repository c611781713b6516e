package import Domain
package import Ports

extension PostgresStore: WatchStore {
    package func watches(on cluster: ID<Cluster>) async throws -> [Watch] {
        let statement = PostgresStatement(
            """
            SELECT watches.deployment_id, watches.cluster_id, watches.epoch, watches.step, watches.started_at,
                watches.state, watches.last_slot, deployments.plan, deployments.status = 'Paused' AS is_held,
                \(CohortStatements.columns)
            FROM watches
            JOIN deployments ON deployments.id = watches.deployment_id AND deployments.epoch = watches.epoch
            LEFT JOIN cohorts ON cohorts.deployment_id = watches.deployment_id
                AND cohorts.cluster_id = watches.cluster_id
            WHERE watches.cluster_id = $1 ORDER BY watches.deployment_id
            """, .id(cluster))
        // A plan that a newer program wrote is that program's to watch.
        return try await query(statement).compactMap { try $0.watch() }
    }

    package func watchedClusters() async throws -> [ID<Cluster>] {
        try await query(PostgresStatement("SELECT DISTINCT cluster_id FROM watches")).map { try $0.id("cluster_id") }
    }

    package func insertTicks(_ jobs: [Job]) async throws -> [Job] {
        guard !jobs.isEmpty else { return [] }
        let inserted = Set(
            try await query(RolloutStatements.insert(jobs, republish)).map { try $0.id("id", of: Job.self) })
        return jobs.filter { inserted.contains($0.id) }
    }

    package func sweep(ticksOlderThan ticks: Duration, evaluationsOlderThan evaluations: Duration) async throws {
        try await query(WatchStatements.sweepTicks(olderThan: ticks))
        try await query(WatchStatements.sweepEvaluations(olderThan: evaluations))
    }

    package func evaluations(
        of deployment: ID<Deployment>, cluster: ID<Cluster>?, before: Timestamp?, limit: Int
    ) async throws -> [StoredEvaluation] {
        guard limit > 0 else { return [] }
        let statement = PostgresStatement(
            """
            SELECT cluster_id, clusters.name AS cluster_name, step, at, evaluation
            FROM watch_evaluations JOIN clusters ON clusters.id = watch_evaluations.cluster_id
            WHERE deployment_id = $1 AND ($2::uuid IS NULL OR cluster_id = $2) AND ($3::timestamptz IS NULL OR at < $3)
            ORDER BY at DESC, cluster_id LIMIT $4
            """, .id(deployment), .id(cluster), .moment(before), .int(limit))
        return try await query(statement).map { row in
            StoredEvaluation(
                cluster: try row.id("cluster_id"), clusterName: try row.text("cluster_name"), step: try row.int("step"),
                at: try row.moment("at"), evaluation: try row.document("evaluation"))
        }
    }
}

/// What settlements and the sweeper do to watches and their ticks.
enum WatchStatements {
    /// What one sweep deletes at the most, so that no statement runs long.
    private static let sweepLimit = 5000

    static func sweepTicks(olderThan age: Duration) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE deployment_id IS NULL AND finished_at < now() - $1 * interval '1 microsecond'
                ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, .duration(age), .int(sweepLimit))
    }

    static func sweepEvaluations(olderThan age: Duration) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM watch_evaluations WHERE ctid IN (
                SELECT ctid FROM watch_evaluations WHERE at < now() - $1 * interval '1 microsecond'
                ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, .duration(age), .int(sweepLimit))
    }

    static func end(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement("DELETE FROM watches WHERE deployment_id = ANY($1)", .ids(deployments))
    }

    static func begin(_ watches: [(deployment: Deployment, beginning: WatchBeginning)]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO watches (deployment_id, cluster_id, epoch, step, started_at)
            SELECT *, now() FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
            ON CONFLICT (deployment_id, cluster_id) DO UPDATE
            SET epoch = excluded.epoch, step = excluded.step, started_at = excluded.started_at, state = NULL,
                last_slot = 0
            """, .ids(watches.map(\.deployment.id)), .ids(watches.map(\.beginning.cluster)),
            .int64s(watches.map(\.deployment.state.epoch)), .ints(watches.map(\.beginning.step)))
    }

    /// What a tick found is kept where the watch is still the same, and has seen no later slot.
    static func update(_ updates: [WatchUpdate], at now: Timestamp) -> PostgresStatement {
        PostgresStatement(
            """
            WITH seen AS (
                UPDATE watches SET state = new.state::json, last_slot = new.slot
                FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])
                    AS new (deployment_id, cluster_id, epoch, step, slot, state, evaluation)
                WHERE watches.deployment_id = new.deployment_id AND watches.cluster_id = new.cluster_id
                    AND watches.epoch = new.epoch AND watches.step = new.step AND watches.last_slot < new.slot
                RETURNING watches.deployment_id, watches.cluster_id, watches.step, new.evaluation
            )
            INSERT INTO watch_evaluations (deployment_id, cluster_id, at, step, evaluation)
            SELECT deployment_id, cluster_id, $8, step, evaluation::json FROM seen ON CONFLICT DO NOTHING
            """,
            parameters: [
                .ids(updates.map(\.deployment)), .ids(updates.map(\.cluster)), .int64s(updates.map(\.epoch)),
                .ints(updates.map(\.step)), .int64s(updates.map(\.slot)), .texts(updates.map(\.state.jsonText)),
                .texts(updates.map(\.evaluation.jsonText)), .moment(now),
            ])
    }
}

extension PostgresRow {
    fileprivate func watch() throws -> Watch? {
        guard let plan = try? Plan(json: try document("plan")), let subject = plan.step(try int("step")) else {
            return nil
        }
        return Watch(
            deployment: try id("deployment_id"), cluster: try id("cluster_id"), epoch: try int64("epoch"),
            step: try int("step"), startedAt: try moment("started_at"), subject: subject, rules: plan.rules,
            cohort: try isNull("scopes") ? nil : try cohort(), state: try optionalDocument("state"),
            lastSlot: try int64("last_slot"), isHeld: try bool("is_held"))
    }
}
