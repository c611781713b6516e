package import Domain
package import Ports

extension PostgresStore: WatchStore {
    package func watches(on cluster: ID<Cluster>) async throws -> [Watch] {
        let statement = PostgresStatement(
            """
            SELECT watches.deployment_id, watches.cluster_id, watches.epoch, watches.step, watches.started_at,
                watches.state, watches.last_slot, deployments.plan, deployments.status = 'Paused' AS is_held,
                CASE WHEN watches.step = $1 THEN deployments.finished_at END AS restored_at,
                \(CohortStatements.columns)
            FROM watches
            JOIN deployments ON deployments.id = watches.deployment_id AND \(WatchStatements.isOpen)
            LEFT JOIN cohorts ON cohorts.deployment_id = watches.deployment_id
                AND cohorts.cluster_id = watches.cluster_id
            WHERE watches.cluster_id = $3 ORDER BY watches.deployment_id
            """, .int(Plan.wayBack), .duration(WatchStatements.longestRecovery), .id(cluster))
        // A plan that a newer program wrote is that program's to watch.
        return try await query(statement).compactMap { try $0.watch() }
    }

    package func watchedClusters() async throws -> [ID<Cluster>] {
        let statement = PostgresStatement(
            """
            SELECT DISTINCT cluster_id FROM watches
            JOIN deployments ON deployments.id = watches.deployment_id AND \(WatchStatements.isOpen)
            """, .int(Plan.wayBack), .duration(WatchStatements.longestRecovery))
        return try await query(statement).map { try $0.id("cluster_id") }
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
        try await query(WatchStatements.sweepWatches(endedBefore: ticks, failedBefore: evaluations))
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
        return try await query(statement).map { try $0.evaluation() }
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

    /// How long after its end a deployment that went back is looked after at the most, whatever becomes of its ticks.
    static let longestRecovery = Duration.seconds(3600)

    /// Of $1, `Plan.wayBack`, and $2, `longestRecovery`: whether a watch is for a tick to judge. One of a step is while
    /// the deployment is in the epoch in which it began; one that has ended is again for some time after the way back.
    static let isOpen = """
        CASE WHEN watches.step = $1
            THEN deployments.status IN ('RolledBack', 'Aborted')
                AND deployments.finished_at > now() - $2 * interval '1 microsecond'
            ELSE deployments.epoch = watches.epoch END
        """

    /// What a watch remembers of the time before the rollout is kept: the way back is measured against it.
    static func end(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            "UPDATE watches SET step = $2 WHERE deployment_id = ANY($1) AND step <> $2", .ids(deployments),
            .int(Plan.wayBack))
    }

    /// The way back has been looked after for long enough.
    static func forget(_ entries: [WatchEntry]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM watches USING unnest($1::uuid[], $2::uuid[]) AS over (deployment_id, cluster_id)
            WHERE watches.deployment_id = over.deployment_id AND watches.cluster_id = over.cluster_id
                AND watches.step = $3
            """, .ids(entries.map(\.place.deployment)), .ids(entries.map(\.place.cluster)), .int(Plan.wayBack))
    }

    /// Of deployments that have ended. A person may yet take back one that failed.
    static func sweepWatches(endedBefore age: Duration, failedBefore failed: Duration) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM watches WHERE ctid IN (
                SELECT watches.ctid FROM watches JOIN deployments ON deployments.id = watches.deployment_id
                WHERE watches.step = $3 AND deployments.finished_at < now() - interval '1 microsecond'
                    * CASE WHEN deployments.status = 'Failed' THEN $2 ELSE $1 END
                LIMIT $4 FOR UPDATE OF watches SKIP LOCKED)
            """, .duration(age), .duration(failed), .int(Plan.wayBack), .int(sweepLimit))
    }

    static func begin(_ watches: [(deployment: Deployment, beginning: WatchBeginning)]) -> PostgresStatement {
        put(watches, "started_at = excluded.started_at, state = NULL, last_slot = 0")
    }

    /// What is remembered stays, and its last slot is not judged again.
    static func keep(_ watches: [(deployment: Deployment, beginning: WatchBeginning)]) -> PostgresStatement {
        put(watches, "started_at = watches.started_at")
    }

    private static func put(
        _ watches: [(deployment: Deployment, beginning: WatchBeginning)], _ changes: String
    ) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO watches (deployment_id, cluster_id, epoch, step, started_at)
            SELECT *, now() FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
            ON CONFLICT (deployment_id, cluster_id) DO UPDATE
            SET epoch = excluded.epoch, step = excluded.step, \(changes)
            """, .ids(watches.map(\.deployment.id)), .ids(watches.map(\.beginning.cluster)),
            .int64s(watches.map(\.deployment.state.epoch)), .ints(watches.map(\.beginning.step)))
    }

    /// How many watches one statement updates: of a few kilobytes each, so that a tick of thousands needs no more
    /// memory than one of a hundred.
    static let atOnce = 100

    /// What a tick found is kept where the watch is still the same, and has seen no later slot.
    static func update(_ entries: ArraySlice<WatchEntry>, at now: Timestamp) -> PostgresStatement {
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
                .ids(entries.map(\.place.deployment)), .ids(entries.map(\.place.cluster)),
                .int64s(entries.map(\.place.epoch)), .ints(entries.map(\.place.step)),
                .int64s(entries.map(\.place.slot)), .texts(entries.map(\.stateText)),
                .texts(entries.map(\.evaluationText)), .moment(now),
            ])
    }
}

extension PostgresRow {
    fileprivate func watch() throws -> Watch? {
        let restoredAt = try optionalMoment("restored_at")
        let (cluster, step): (ID<Cluster>, Int) = (try id("cluster_id"), try int("step"))
        guard let plan = try? Plan(json: try document("plan")) else { return nil }
        let watched = plan.watchSubject(at: step, on: cluster)
        guard let subject = restoredAt == nil ? watched?.step : .soak(.zero) else { return nil }
        let stands = watched?.isStanding == true
        return Watch(
            deployment: try id("deployment_id"), cluster: cluster, epoch: try int64("epoch"), step: step,
            startedAt: try moment("started_at"), subject: subject, rules: plan.rules,
            cohort: try isNull("scopes") ? nil : try cohort(), state: try optionalDocument("state"),
            lastSlot: try int64("last_slot"), isHeld: try bool("is_held"), restoredAt: restoredAt,
            shareAsked: watched?.scene?.share, isShadow: restoredAt == nil && !stands && watched?.scene == .shadow,
            isStanding: restoredAt == nil && stands, isArriving: restoredAt == nil && watched?.isArriving == true,
            comparing: plan.clusters(of: step).count, isOneOfSeveral: plan.clusters.count > 1)
    }
}
