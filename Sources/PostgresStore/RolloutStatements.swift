import Domain
import Ports

/// The statements that accept deployments and store decisions about them, all for many rows at once.
enum RolloutStatements {
    static func insert(_ deployments: [Deployment]) -> PostgresStatement {
        PostgresStatement(
            insertDeployments, .ids(deployments.map(\.id)), .words(deployments.map(\.status)),
            .ids(deployments.map(\.environment)), .words(deployments.map(\.strategy)),
            .texts(deployments.map { JSONValue.array($0.policies.map(\.json)).jsonText }),
            .texts(deployments.map(\.plan.json.jsonText)), .texts(deployments.map(\.state.json.jsonText)),
            .int64s(deployments.map(\.state.epoch)), .words(deployments.map(\.onConflict)),
            .ids(deployments.map(\.rollbackOf)), .texts(deployments.map(\.requestedBy)),
            .texts(deployments.map(\.reason)), .texts(deployments.map(\.traceparent)),
            .int64s(deployments.map(\.sequence)), .int64s(deployments.map(\.revision)),
            .moments(deployments.map(\.createdAt)), .moments(deployments.map(\.updatedAt)),
            .bools(deployments.map { $0.state.phase == .queued }))
    }

    static func update(_ updates: [DeploymentUpdate], at now: Timestamp) -> PostgresStatement {
        let deployments = updates.map(\.deployment)
        return PostgresStatement(
            updateDeployments, .ids(deployments.map(\.id)), .int64s(deployments.map(\.revision)),
            .words(deployments.map(\.status)), .texts(deployments.map(\.state.json.jsonText)),
            .int64s(deployments.map(\.state.epoch)), .int64s(deployments.map(\.sequence)),
            .moment(now), .bools(deployments.map { $0.state.phase == .queued }), .moments(updates.map(\.deadline)))
    }

    static func insertPolicies(of deployments: [Deployment]) -> PostgresStatement {
        let rows = deployments.flatMap { deployment in deployment.policies.map { (deployment.id, $0) } }
        return PostgresStatement(
            """
            INSERT INTO deployment_policies (deployment_id, policy_id, version)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])
            """, .ids(rows.map(\.0)), .ids(rows.map(\.1.policy)), .ints(rows.map(\.1.version)))
    }

    static func insert(_ objects: [(deployment: ID<Deployment>, object: PlannedObject)]) -> PostgresStatement {
        PostgresStatement(
            insertObjects, .ids(objects.map(\.deployment)), .ids(objects.map(\.object.cluster)),
            .ids(objects.map(\.object.policy)), .ints(objects.map(\.object.version)))
    }

    /// Returns the ids of those that were not there yet.
    static func insert(_ jobs: [Job], _ republish: RepublishSchedule) -> PostgresStatement {
        PostgresStatement(
            insertJobs, .ids(jobs.map(\.id)), .words(jobs.map(\.stage)), .ids(jobs.map(\.deployment)),
            .int64s(jobs.map(\.epoch)), .ints(jobs.map(\.step)), .ids(jobs.map(\.cluster)),
            .ints(jobs.map(\.attempt)), .ints(jobs.map(\.maxAttempts)), .texts(jobs.map(\.payload.jsonText)),
            .texts(jobs.map(\.traceparent)), .duration(republish.unconfirmed),
            .texts(jobs.map { $0.payload["key"]?.string ?? "" }),
            .int64s(jobs.map { max($0.delay.wholeMicroseconds, 0) }))
    }

    static func insert(_ changes: [StatusChange]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO deployment_events (id, deployment_id, sequence, status, reason, at)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[])
            """, .ids(changes.map(\.id)), .ids(changes.map(\.deployment)), .int64s(changes.map(\.sequence)),
            .words(changes.map(\.status)), .texts(changes.map(\.reason)), .moments(changes.map(\.at)))
    }

    static func update(_ jobs: [JobUpdate]) -> PostgresStatement {
        PostgresStatement(
            updateJobs, .ids(jobs.map(\.job)), .words(jobs.map(\.state)), .moments(jobs.map(\.runAt)),
            .texts(jobs.map(\.note)), .bools(jobs.map(\.refundsAttempt)), .bools(jobs.map(\.hasNotBegun)))
    }

    static func cancel(_ fences: [(deployment: ID<Deployment>, before: Int64)]) -> PostgresStatement {
        PostgresStatement(cancelJobs, .ids(fences.map(\.deployment)), .int64s(fences.map(\.before)))
    }

    static func report(_ objects: [ObjectUpdate]) -> PostgresStatement {
        PostgresStatement(
            reportObjects, .ids(objects.map(\.deployment)), .ids(objects.map(\.report.cluster)),
            .ids(objects.map(\.report.policy)), .words(objects.map(\.report.state)),
            .texts(objects.map(\.report.note)))
    }

    static func overtaken(_ rollbacks: [(draft: ID<Deployment>, original: ID<Deployment>)]) -> PostgresStatement {
        PostgresStatement(overtakenObjects, .ids(rollbacks.map(\.draft)), .ids(rollbacks.map(\.original)))
    }

    private static let insertDeployments = EmbeddedSQL(PackageResources.deployments_insert_sql)
    private static let updateDeployments = EmbeddedSQL(PackageResources.deployments_update_sql)
    private static let insertObjects = EmbeddedSQL(PackageResources.objects_insert_sql)
    private static let reportObjects = EmbeddedSQL(PackageResources.objects_report_sql)
    private static let overtakenObjects = EmbeddedSQL(PackageResources.objects_overtaken_sql)
    private static let insertJobs = EmbeddedSQL(PackageResources.jobs_insert_sql)
    private static let updateJobs = EmbeddedSQL(PackageResources.jobs_update_sql)
    private static let cancelJobs = EmbeddedSQL(PackageResources.jobs_cancel_sql)
}

/// The statements about who may write an object.
enum LockStatements {
    /// Takes the locks that are free, in the order of the key, so that two batches cannot wait for each other. The
    /// number of rows tells whether all were.
    static func take(_ objects: [(deployment: ID<Deployment>, object: PlannedObject)]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO object_locks (policy_id, cluster_id, deployment_id)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS wanted (policy_id, cluster_id, deployment_id)
            ORDER BY policy_id, cluster_id ON CONFLICT DO NOTHING
            """, .ids(objects.map(\.object.policy)), .ids(objects.map(\.object.cluster)),
            .ids(objects.map(\.deployment)))
    }

    /// Who holds the locks of `objects`; no row for those that nobody holds.
    static func holders(of objects: [PlannedObject]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT policy_id, cluster_id, deployment_id FROM object_locks
            JOIN unnest($1::uuid[], $2::uuid[]) AS wanted (policy_id, cluster_id) USING (policy_id, cluster_id)
            """, .ids(objects.map(\.policy)), .ids(objects.map(\.cluster)))
    }

    /// What the deployments $1 write: their objects, and those beside them that are policies as well.
    private static let written = """
        (
            SELECT policy_id, cluster_id, deployment_id FROM deployment_objects WHERE deployment_id = ANY($1)
            UNION
            SELECT policies.id, beside.cluster_id, beside.deployment_id FROM rollout_objects AS beside
            JOIN policies USING (api_group, kind, namespace, name)
            WHERE beside.deployment_id = ANY($1) AND policies.deleted_at IS NULL
        )
        """

    /// Takes the locks of all objects of deployments again. Fails on the primary key where another one holds one.
    static func takeAgain(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO object_locks (policy_id, cluster_id, deployment_id)
            SELECT policy_id, cluster_id, deployment_id FROM \(written) AS object
            WHERE NOT EXISTS (
                SELECT FROM object_locks AS held WHERE held.policy_id = object.policy_id
                    AND held.cluster_id = object.cluster_id AND held.deployment_id = object.deployment_id)
            ORDER BY policy_id, cluster_id
            """, .ids(deployments))
    }

    /// A deployment that was queued finds what is in force now, not when it was accepted. What was captured stays.
    static func refreshBefore(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE deployment_objects AS object SET version_before = now_is.version, deployment_before = now_is.writer
            FROM (
                SELECT mine.deployment_id, mine.policy_id, mine.cluster_id, live.version, live.deployment_id AS writer
                FROM deployment_objects AS mine
                LEFT JOIN live_versions AS live
                    ON live.policy_id = mine.policy_id AND live.cluster_id = mine.cluster_id
                WHERE mine.deployment_id = ANY($1) AND mine.captured_at IS NULL
            ) AS now_is
            WHERE object.deployment_id = now_is.deployment_id AND object.policy_id = now_is.policy_id
                AND object.cluster_id = now_is.cluster_id
            """, .ids(deployments))
    }

    /// A lock that keeps `takeAgain` from succeeding.
    static func otherHolder(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT held.policy_id, held.deployment_id FROM object_locks AS held
            JOIN \(written) AS object USING (policy_id, cluster_id)
            WHERE held.deployment_id <> object.deployment_id
            ORDER BY policy_id, cluster_id LIMIT 1
            """, .ids(deployments))
    }

    static func release(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM object_locks WHERE deployment_id = ANY($1)
            """, .ids(deployments))
    }

    /// Gives back what refused drafts had won, whose objects are not stored.
    static func giveBack(_ objects: [(deployment: ID<Deployment>, object: PlannedObject)]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM object_locks AS held
            USING unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS lost (policy_id, cluster_id, deployment_id)
            WHERE held.policy_id = lost.policy_id AND held.cluster_id = lost.cluster_id
                AND held.deployment_id = lost.deployment_id
            """, .ids(objects.map(\.object.policy)), .ids(objects.map(\.object.cluster)),
            .ids(objects.map(\.deployment)))
    }
}
