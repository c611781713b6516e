package import Domain
package import Ports

extension PostgresStore: CohortStore {
    package func save(_ cohort: CohortRecord, claim: ID<Claim>) async throws {
        let row = try await query(CohortStatements.save(cohort, claim: claim)).first
        guard row != nil else {
            throw StoreRefusal.notAllowed(
                "the job was taken over or its deployment was stopped: nothing may be written")
        }
    }

    package func cohorts(on cluster: ID<Cluster>, retiredWithin: Duration) async throws -> [CohortRecord] {
        let statement = PostgresStatement(
            """
            SELECT cohorts.deployment_id, cohorts.cluster_id, \(CohortStatements.columns) FROM cohorts
            WHERE cluster_id = $2 AND \(CohortStatements.isKept)
            ORDER BY deployment_id
            """, .duration(retiredWithin), .id(cluster))
        return try await query(statement).map { try $0.cohort() }
    }

    package func cohorts(of deployment: ID<Deployment>) async throws -> [CohortRecord] {
        let statement = PostgresStatement(
            """
            SELECT cohorts.deployment_id, cohorts.cluster_id, \(CohortStatements.columns) FROM cohorts
            WHERE deployment_id = $1 ORDER BY cluster_id
            """, .id(deployment))
        return try await query(statement).map { try $0.cohort() }
    }

    package func clustersWithCohorts(retiredWithin: Duration) async throws -> [ID<Cluster>] {
        let statement = PostgresStatement(
            """
            SELECT DISTINCT cluster_id FROM cohorts WHERE \(CohortStatements.isKept)
            """, .duration(retiredWithin))
        return try await query(statement).map { try $0.id("cluster_id") }
    }

    package func note(
        _ members: CohortMembers, deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64
    ) async throws {
        try await query(
            PostgresStatement(
                """
                UPDATE cohorts SET members = $4::text::json
                WHERE deployment_id = $1 AND cluster_id = $2 AND epoch = $3 AND retired_at IS NULL
                """, .id(deployment), .id(cluster), .int64(epoch), .text(members.json.jsonText)))
    }

    package func noteWritten(
        _ written: JSONValue, deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64
    ) async throws {
        try await query(
            PostgresStatement(
                """
                UPDATE cohorts SET written = $4::text::json
                WHERE deployment_id = $1 AND cluster_id = $2 AND epoch = $3 AND retired_at IS NULL
                """, .id(deployment), .id(cluster), .int64(epoch), .text(written.jsonText)))
    }

    package func takeLease(_ name: String, holder: String, length: Duration) async throws -> Bool {
        let statement = PostgresStatement(
            """
            INSERT INTO leases AS lease (name, holder, until) VALUES ($1, $2, now() + $3 * interval '1 microsecond')
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until < now()
            RETURNING name
            """, .text(name), .text(holder), .duration(length))
        return try await query(statement).first != nil
    }

    package func giveUpLease(_ name: String, holder: String) async throws {
        try await query(
            PostgresStatement("DELETE FROM leases WHERE name = $1 AND holder = $2", .text(name), .text(holder)))
    }
}

/// The statements about cohorts.
enum CohortStatements {
    /// What `PostgresRow.cohort()` reads beside the ids.
    static let columns = """
        cohorts.epoch AS cohort_epoch, cohorts.scopes, cohorts.share, cohorts.measurements, cohorts.members, \
        cohorts.step AS cohort_step, cohorts.written, cohorts.first_write_at, cohorts.retired_at
        """

    /// Whether pods have the cohort's label, or may still have it: one without scopes never labels anybody. $1 is for
    /// how long that is so after its end.
    static let isKept = """
        json_array_length(cohorts.scopes) > 0 AND CASE WHEN cohorts.retired_at IS NULL THEN cohorts.share IS NOT NULL
            ELSE cohorts.retired_at > now() - $1 * interval '1 microsecond' END
        """

    /// One row where the claim holds. The row lock makes an abort wait, which retires the cohort after it.
    static func save(_ cohort: CohortRecord, claim: ID<Claim>) -> PostgresStatement {
        PostgresStatement(
            """
            WITH fence AS (
                SELECT deployments.id FROM deployments
                WHERE deployments.id = $1 AND deployments.epoch = $3 AND EXISTS (
                    SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $4
                        AND jobs.cluster_id = $2 AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
                FOR SHARE OF deployments
            )
            INSERT INTO cohorts (
                deployment_id, cluster_id, epoch, scopes, share, measurements, members, step, first_write_at)
            SELECT fence.id, $2, $3, $5::text::json, $6::text::json, $7::text::json, $8::text::json, $9, now() FROM fence
            ON CONFLICT (deployment_id, cluster_id) DO UPDATE
            SET epoch = excluded.epoch, scopes = excluded.scopes, share = excluded.share,
                measurements = excluded.measurements, members = excluded.members,
                step = excluded.step
            RETURNING deployment_id
            """,
            parameters: [
                .id(cohort.deployment), .id(cohort.cluster), .int64(cohort.epoch), .id(claim),
                .text(JSONValue.array(cohort.scopes).jsonText), .text(cohort.share?.json.jsonText),
                .text(JSONValue.array(cohort.measurements.map(\.json)).jsonText), .text(cohort.members.json.jsonText),
                .int(cohort.step),
            ])
    }

    /// The cohorts of these deployments are over.
    static func retire(_ deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            "UPDATE cohorts SET retired_at = now() WHERE deployment_id = ANY($1) AND retired_at IS NULL",
            .ids(deployments))
    }
}

extension PostgresRow {
    func cohort() throws(PortError) -> CohortRecord {
        let share = try optionalDocument("share")
        return CohortRecord(
            deployment: try id("deployment_id"), cluster: try id("cluster_id"), epoch: try int64("cohort_epoch"),
            scopes: try document("scopes").array ?? [], share: share.flatMap(Share.init(json:)),
            measurements: (try document("measurements").array ?? []).compactMap(CohortMeasurement.init(json:)),
            members: CohortMembers(json: try document("members")), firstWriteAt: try moment("first_write_at"),
            step: try optionalInt("cohort_step"), written: try optionalDocument("written"),
            retiredAt: try optionalMoment("retired_at"))
    }
}

extension Share {
    fileprivate var json: JSONValue { Scene.share(self).json }

    fileprivate init?(json: JSONValue) {
        guard case .share(let share)? = Scene(json: json) else { return nil }
        self = share
    }
}

extension CohortMeasurement {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "policies": .array(policies.map { .string($0.description) }), "unit": .string(unit.rawValue),
            "measurement": measurement.json, "notes": .array(notes.map { .string($0) }),
        ]
        members["about"] = about.isEmpty ? nil : .string(about)
        if isIdle { members["idle"] = true }
        return .object(members)
    }

    fileprivate init?(json: JSONValue) {
        guard let unit = json["unit"]?.string.flatMap(CohortUnit.init(rawValue:)),
            let measurement = json["measurement"].flatMap(Measurement.init(json:))
        else { return nil }
        self.init(
            policies: (json["policies"]?.array ?? []).compactMap { $0.string.flatMap(ID<Policy>.init) },
            about: json["about"]?.string ?? "", unit: unit, measurement: measurement,
            notes: (json["notes"]?.array ?? []).compactMap(\.string),
            isIdle: json["idle"]?.bool ?? false)
    }
}

extension CohortMembers {
    fileprivate var json: JSONValue {
        [
            "cohort": .array(cohort.sorted().map { .string($0.description) }),
            "rest": .array(rest.sorted().map { .string($0.description) }),
        ]
    }

    fileprivate init(json: JSONValue) {
        func pods(_ key: String) -> Set<PodName> {
            Set((json[key]?.array ?? []).compactMap { $0.string.flatMap(PodName.init(text:)) })
        }
        self.init(cohort: pods("cohort"), rest: pods("rest"))
    }
}
