package import Domain
package import Ports

extension PostgresStore: JobStore {
    package func claim(_ ids: [ID<Job>], worker: String, lease: Duration) async throws -> [ClaimedJob] {
        guard !ids.isEmpty else { return [] }
        return try await query(JobStatements.claim(ids, worker: worker, lease: lease)).map { try $0.claimedJob() }
    }

    package func renew(_ claims: [ID<Claim>], lease: Duration) async throws -> Set<ID<Claim>> {
        guard !claims.isEmpty else { return [] }
        return Set(try await query(JobStatements.renew(claims, lease: lease)).map { try $0.id("claim_id") })
    }

    package func relinquish(_ claims: [ID<Claim>]) async throws {
        guard !claims.isEmpty else { return }
        try await query(JobStatements.relinquish(claims))
    }

    package func markPublished(_ ids: [ID<Job>], _ schedule: RepublishSchedule) async throws {
        guard !ids.isEmpty else { return }
        try await query(JobStatements.published(ids, schedule))
    }

    package func takeDue(limit: Int, heldBack: Set<Stage>, _ schedule: RepublishSchedule) async throws -> [Job] {
        guard limit > 0 else { return [] }
        return try await query(JobStatements.takeDue(limit: limit, heldBack: heldBack, schedule)).map { try $0.job() }
    }

    package func dueCounts() async throws -> [Stage: Int] {
        var counts: [Stage: Int] = [:]
        for row in try await query(JobStatements.dueCounts) { counts[try row.word("stage")] = try row.int("count") }
        return counts
    }

    package func takeExhausted(limit: Int, worker: String, lease: Duration) async throws -> [ClaimedJob] {
        guard limit > 0 else { return [] }
        return try await query(JobStatements.claimExhausted(limit: limit, worker: worker, lease: lease))
            .map { try $0.claimedJob() }
    }

    package func lastLease(
        of deployment: ID<Deployment>, cluster: ID<Cluster>, before epoch: Int64, idle: [Int]
    ) async throws -> Timestamp? {
        let statement = PostgresStatement(
            """
            SELECT max(lease_until) AS last FROM jobs
            WHERE deployment_id = $1 AND cluster_id = $2 AND epoch < $3 AND step <> ALL($4)
                AND (state = 'claimed' OR state = 'cancelled' AND lease_until > now())
            """, .id(deployment), .id(cluster), .int64(epoch), .ints(idle))
        return try await query(statement).onlyRow().optionalMoment("last")
    }

    package func job(_ id: ID<Job>) async throws -> JobRecord? {
        try await query(JobStatements.record(id)).first?.jobRecord()
    }

    package func jobs(_ filter: JobFilter, _ page: PageRequest) async throws -> Page<JobRecord> {
        var list = ListStatement()
        if let stage = filter.stage { list.add("jobs.stage = $", .word(stage)) }
        // Written out, so that the planner can use the index of the dead ones, which people look for.
        if let state = filter.state { list.add("jobs.state = '\(state.rawValue)'") }
        if let deployment = filter.deployment { list.add("jobs.deployment_id = $", .id(deployment)) }
        if let last = try Cursor.id(page.cursor, of: Job.self) { list.add("jobs.id < $", .id(last)) }
        let rows = try await query(
            list.page(PostgresRow.jobRecordSelect, order: "jobs.id DESC", limit: page.boundedLimit))
        return try page.page(of: rows) {
            try $0.jobRecord()
        } cursor: {
            Cursor.text(of: $0.job.id)
        }
    }

    package func replay(_ id: ID<Job>, _ context: WriteContext) async throws -> JobRecord {
        try await write(context, reading: JobStatements.lockForReplay(id)) { results in
            guard let job = results[1].first else { throw StoreRefusal.notFound("job \(id)") }
            guard let epoch = try results[0].first?.int64("epoch") else {
                throw StoreRefusal.notAllowed("job \(id) is a tick of the watch: the next one comes by itself")
            }
            let state: JobState = try job.word("state")
            guard state == .dead else {
                throw StoreRefusal.notAllowed("job \(id) is \(state.rawValue): only dead jobs can be replayed")
            }
            let stage: Stage = try job.word("stage")
            guard try stage == .notify || job.int64("epoch") == epoch else {
                throw StoreRefusal.notAllowed("job \(id) is obsolete: its deployment was stopped or taken back since")
            }
            return PlannedWrite(statements: [JobStatements.replay(id), JobStatements.record(id)]) {
                try $0[1].onlyRow().jobRecord()
            }
        }
    }

    package func counts() async throws -> [Stage: [JobState: Int]] {
        var counts: [Stage: [JobState: Int]] = [:]
        let statement = PostgresStatement("SELECT stage, state, count(*) FROM jobs GROUP BY stage, state")
        for row in try await query(statement) {
            counts[try row.word("stage"), default: [:]][try row.word("state")] = try row.int("count")
        }
        return counts
    }

    package func now() async throws -> Timestamp {
        try await query(PostgresStatement("SELECT clock_timestamp() AS now")).onlyRow().moment("now")
    }
}
