import Domain
import Ports

/// The statements about jobs that workers and the scheduler run.
enum JobStatements {
    static func claim(_ ids: [ID<Job>], worker: String, lease: Duration) -> PostgresStatement {
        PostgresStatement(claimQuery, parameters: [.ids(ids), .text(worker), .duration(lease)])
    }

    static func claimExhausted(limit: Int, worker: String, lease: Duration) -> PostgresStatement {
        PostgresStatement(exhaustedQuery, parameters: [.int(limit), .text(worker), .duration(lease)])
    }

    static func renew(_ claims: [ID<Claim>], lease: Duration) -> PostgresStatement {
        PostgresStatement(renewQuery, .ids(claims), .duration(lease))
    }

    static func relinquish(_ claims: [ID<Claim>]) -> PostgresStatement {
        PostgresStatement(relinquishQuery, .ids(claims))
    }

    static func published(_ ids: [ID<Job>], _ schedule: RepublishSchedule) -> PostgresStatement {
        PostgresStatement(publishedQuery, .ids(ids), .duration(schedule.unclaimed), .duration(schedule.ceiling))
    }

    static func takeDue(limit: Int, heldBack: Set<Stage>, _ schedule: RepublishSchedule) -> PostgresStatement {
        PostgresStatement(
            dueQuery,
            parameters: [
                .int(limit), .texts(heldBack.map(\.rawValue).sorted()), .duration(schedule.unconfirmed),
                .duration(schedule.ceiling),
            ])
    }

    /// The same conditions as `takeDue`.
    static let dueCounts = PostgresStatement(
        """
        SELECT stage, count(*) FROM jobs
        WHERE finished_at IS NULL AND publish_after <= now()
            AND (state = 'available' AND run_at <= now()
                OR state = 'claimed' AND lease_until < now() AND attempt < max_attempts)
        GROUP BY stage
        """)

    /// A row lock on the deployment keeps its epoch as it is.
    static func lockForReplay(_ id: ID<Job>) -> [PostgresStatement] {
        [
            PostgresStatement(
                """
                SELECT epoch FROM deployments WHERE id = (SELECT deployment_id FROM jobs WHERE id = $1) FOR SHARE
                """, .id(id)),
            PostgresStatement("SELECT stage, state, epoch FROM jobs WHERE id = $1 FOR UPDATE", .id(id)),
        ]
    }

    static func replay(_ id: ID<Job>) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE jobs SET state = 'available', attempt = 0, run_at = now(), publish_after = now(),
                publish_attempts = 0, claimed_by = NULL, note = NULL, finished_at = NULL
            WHERE id = $1 AND state = 'dead'
            """, .id(id))
    }

    static func record(_ id: ID<Job>) -> PostgresStatement {
        PostgresStatement("\(PostgresRow.jobRecordSelect) WHERE jobs.id = $1", .id(id))
    }

    private static let claimQuery =
        EmbeddedSQL(PackageResources.jobs_claim_sql).text + claimed(pending: "wanted.pending")
    private static let exhaustedQuery =
        EmbeddedSQL(PackageResources.jobs_claim_exhausted_sql).text + claimed(pending: "exhausted.pending")
    private static let dueQuery =
        EmbeddedSQL(PackageResources.jobs_take_due_sql).text + "RETURNING \(PostgresRow.jobColumns)"
    private static let renewQuery = EmbeddedSQL(PackageResources.jobs_renew_sql)
    private static let relinquishQuery = EmbeddedSQL(PackageResources.jobs_relinquish_sql)
    private static let publishedQuery = EmbeddedSQL(PackageResources.jobs_published_sql)

    private static func claimed(pending: String) -> String {
        "RETURNING \(PostgresRow.jobColumns), jobs.claim_id, \(pending) AS pending"
    }
}
