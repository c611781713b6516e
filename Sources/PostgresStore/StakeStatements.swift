import Domain
import Ports

/// The statements about what deployments have to do with beside their own objects.
enum StakeStatements {
    typealias Wanted = (deployment: ID<Deployment>, cluster: ID<Cluster>, stake: Stake)

    /// Whoever looks for contention and then writes stakes must be alone with that, except that those who write at once
    /// never contend with each other. Held until the transaction ends; taken before any lock of an object.
    static func gate(for stakes: some Sequence<Stake>) -> PostgresStatement {
        gate(isShared: stakes.allSatisfy { $0.mode == .writes || $0.mode == .meets })
    }

    /// The same for stakes that are stored.
    static let wholeGate = gate(isShared: false)

    private static func gate(isShared: Bool) -> PostgresStatement {
        PostgresStatement(
            "SELECT pg_advisory_xact_lock\(isShared ? "_shared" : "")(hashtext('stakes of ' || current_schema()))")
    }

    /// `Stake.contends`, of the rows `held` and `wanted` of one subject.
    private static let contends = """
        (held.mode = 'alone' OR wanted.mode = 'alone'
            OR (held.mode, wanted.mode) IN (('reads', 'writes'), ('writes', 'reads'))
            OR (held.part <> wanted.part
                AND (held.mode, wanted.mode) IN (('reads', 'reads'), ('reads', 'meets'), ('meets', 'reads'))))
        """

    /// What keeps deployments from having `stakes`: at most one row for each deployment.
    static func contentions(of stakes: [Wanted]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT DISTINCT ON (wanted.deployment_id) wanted.deployment_id AS wanted_by,
                held.deployment_id AS holder, held.object AS theirs, wanted.object AS mine, held.subject
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
                AS wanted (deployment_id, cluster_id, subject, mode, part, object)
            JOIN stakes AS held USING (cluster_id, subject)
            WHERE held.state = 'held' AND held.deployment_id <> wanted.deployment_id AND \(contends)
            ORDER BY wanted.deployment_id, held.deployment_id, held.subject
            """, parameters: parameters(stakes))
    }

    /// The same of deployments whose stakes are stored.
    static func contentions(of deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT held.deployment_id AS holder, held.object AS theirs, wanted.object AS mine, held.subject
            FROM stakes AS wanted JOIN stakes AS held USING (cluster_id, subject)
            WHERE wanted.deployment_id = ANY($1) AND held.state = 'held'
                AND held.deployment_id <> wanted.deployment_id AND \(contends)
            ORDER BY held.deployment_id, held.subject LIMIT 1
            """, .ids(deployments))
    }

    /// For a condition on the queued deployment `waiting`: somebody has, or has asked earlier for, what contends with
    /// what it wants.
    static let isInTheWay = """
        EXISTS (
            SELECT FROM stakes AS wanted JOIN stakes AS held USING (cluster_id, subject)
            WHERE wanted.deployment_id = waiting.id AND held.deployment_id <> waiting.id AND held.state <> 'over'
                AND (held.state = 'held' OR held.deployment_id < waiting.id) AND \(contends))
        """

    /// A query of the others, `id` and `state`, that have or wait for what contends with what $1 wants.
    static let others = """
        SELECT held.deployment_id AS id, held.state FROM stakes AS wanted JOIN stakes AS held USING (cluster_id, subject)
        WHERE wanted.deployment_id = $1 AND held.deployment_id <> $1 AND held.state <> 'over' AND \(contends)
        """

    /// Who has any of them, so that they contend.
    static func holders(of stakes: [Wanted]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT DISTINCT held.deployment_id
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
                AS wanted (deployment_id, cluster_id, subject, mode, part, object)
            JOIN stakes AS held USING (cluster_id, subject)
            WHERE held.state = 'held' AND held.deployment_id <> wanted.deployment_id AND \(contends)
            """, parameters: parameters(stakes))
    }

    /// Stores stakes as `held` or `waiting`; a subject that the deployment has a stake in already gets the new one.
    static func store(_ stakes: [Wanted], waiting: Set<ID<Deployment>> = []) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO stakes (deployment_id, cluster_id, subject, mode, part, object, state)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            ON CONFLICT (deployment_id, cluster_id, subject) DO UPDATE
            SET mode = excluded.mode, part = excluded.part, object = excluded.object, state = excluded.state
            """,
            parameters: parameters(stakes) + [
                .texts(stakes.map { waiting.contains($0.deployment) ? "waiting" : "held" })
            ])
    }

    static func take(_ deployments: [ID<Deployment>]) -> PostgresStatement { set("held", of: deployments) }
    static func release(_ deployments: [ID<Deployment>]) -> PostgresStatement { set("over", of: deployments) }

    private static func set(_ state: String, of deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            "UPDATE stakes SET state = $2 WHERE deployment_id = ANY($1) AND state <> $2", .ids(deployments),
            .text(state))
    }

    static func stored(of deployment: ID<Deployment>) -> PostgresStatement {
        PostgresStatement(
            "SELECT cluster_id, subject, mode, part, object FROM stakes WHERE deployment_id = $1", .id(deployment))
    }

    static func held(by deployment: ID<Deployment>, on cluster: ID<Cluster>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT subject, mode, part, object FROM stakes
            WHERE deployment_id = $1 AND cluster_id = $2 AND state = 'held'
            """, .id(deployment), .id(cluster))
    }

    private static func parameters(_ stakes: [Wanted]) -> [PostgresParameter] {
        [
            .ids(stakes.map(\.deployment)), .ids(stakes.map(\.cluster)), .texts(stakes.map(\.stake.subject)),
            .words(stakes.map(\.stake.mode)), .texts(stakes.map(\.stake.part)), .texts(stakes.map(\.stake.object)),
        ]
    }
}

extension PostgresRow {
    func contention() throws(PortError) -> Contention {
        Contention(
            holder: try id("holder"), theirs: try text("theirs"), mine: try text("mine"), subject: try text("subject"))
    }

    func stake() throws(PortError) -> Stake {
        Stake(
            subject: try text("subject"), mode: try word("mode"), part: try text("part"), object: try text("object"))
    }
}

extension DeploymentDraft {
    /// Its stakes as rows.
    var wanted: [StakeStatements.Wanted] {
        stakes.flatMap { cluster, stakes in stakes.map { (deployment.id, cluster, $0) } }
    }
}
