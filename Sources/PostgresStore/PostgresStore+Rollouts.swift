package import Domain
package import Ports

/// Refused drafts that lost to a row which was removed meanwhile are asked again so often.
private let maximumRaces = 8

extension PostgresStore: RolloutStore {
    package func freshEpochs(_ count: Int) async throws -> [Int64] {
        guard count > 0 else { return [] }
        let statement = PostgresStatement(
            "SELECT nextval('deployment_epochs') AS epoch FROM generate_series(1, $1)", .int(count))
        return try await query(statement).map { try $0.int64("epoch") }
    }

    package func accept(_ drafts: [DeploymentDraft]) async throws -> [Result<Deployment, StoreRefusal>] {
        var answers: [Int: Result<Deployment, StoreRefusal>] = [:]
        var waiting = Array(drafts.indices)
        var races = 0
        while !waiting.isEmpty {
            let (round, later) = Self.independent(waiting, of: drafts)
            let results = try await accept(round: round.map { drafts[$0] })
            for (index, result) in zip(round, results) { answers[index] = result }
            let again = round.filter { answers[$0] == nil }
            races += again.isEmpty ? 0 : 1
            guard races <= maximumRaces else { throw Self.tooManyRaces }
            waiting = (again + later).sorted()
        }
        return drafts.indices.compactMap { answers[$0] }
    }

    package func settle(
        reports: [JobReport], deployments: [ID<Deployment>], _ context: WriteContext?,
        _ decide: @escaping @Sendable (LoadedRollouts) throws -> Settlement
    ) async throws -> Settlement {
        let settling = Settling(reports, deployments, republish)
        return try await transaction { connection in
            var results = try connection.pipeline(Self.reservation(context) + settling.reading)
            if let record = context?.idempotency, results.removeFirst().isEmpty {
                throw try connection.refusal(of: record)
            }
            let loaded = try settling.loaded(results)
            var settlement = try decide(loaded)
            try settling.check(settlement, against: loaded)
            try connection.checkStakes(of: settlement)
            let writes = settling.writes(settlement, at: loaded.now)
            let trace = context.map { [RequestTraces.audit([$0.audit])] } ?? []
            let written = try connection.commit(trace + writes, of: settlement)
            if !settlement.newJobs.isEmpty, let inserted = written.last {
                let ids = Set(try inserted.map { try $0.id("id", of: Job.self) })
                settlement.newJobs.removeAll { !ids.contains($0.id) }
            }
            return settlement
        }
    }
}

extension PostgresConnection {
    /// Throws where deployments that take their locks again have stakes which contend with others'.
    fileprivate func checkStakes(of settlement: Settlement) throws {
        let takers = settlement.deployments.filter(\.takesLocks).map(\.deployment.id)
        guard !takers.isEmpty else { return }
        let results = try pipeline([StakeStatements.wholeGate, StakeStatements.contentions(of: takers)])
        if let row = results[1].first { throw StoreRefusal.contended(try row.contention()) }
    }

    /// Commits a settlement. Where another deployment holds a lock that it takes again, it is undone and refused.
    fileprivate func commit(
        _ statements: [PostgresStatement], of settlement: Settlement
    ) throws -> [PostgresResult] {
        do { return try commit(statements) } catch {
            guard error.isUniqueViolation(of: "object_locks_pkey") else { throw error }
            rollback()
            let takers = settlement.deployments.filter(\.takesLocks).map(\.deployment.id)
            guard let held = try query(LockStatements.otherHolder(takers)).first else {
                throw PostgresError(SQLState.serializationFailure, "a lock was released while it was asked for")
            }
            throw StoreRefusal.locked(by: try held.id("deployment_id"), policy: try held.id("policy_id"))
        }
    }
}

extension PostgresStore {
    /// The first drafts that have neither an object nor an idempotency key in common nor contend, and the others. Those
    /// come after them, when it is known whether what they want is still free: the first one wins.
    private static func independent(
        _ waiting: [Int], of drafts: [DeploymentDraft]
    ) -> (round: [Int], later: [Int]) {
        var objects: Set<ObjectKey> = []
        var keys: Set<RequestKey> = []
        var stakes = WantedStakes()
        var (round, later): ([Int], [Int]) = ([], [])
        for index in waiting {
            let wanted = drafts[index].objects.map { ObjectKey($0) }
            let key = drafts[index].context.idempotency.map { RequestKey($0) }
            let isFree =
                objects.isDisjoint(with: wanted) && key.map { !keys.contains($0) } ?? true
                && !stakes.contend(with: drafts[index])
            // What a waiting draft wants is not free either: nobody overtakes it.
            objects.formUnion(wanted)
            stakes.add(drafts[index])
            if let key { keys.insert(key) }
            if isFree { round.append(index) } else { later.append(index) }
        }
        return (round, later)
    }

    /// A draft whose own values the database refuses must not hinder the others: each is tried alone then.
    private func accept(round drafts: [DeploymentDraft]) async throws -> [Result<Deployment, StoreRefusal>?] {
        do {
            return try await acceptTogether(drafts)
        } catch let error as PortError where error.isAboutValues {
            guard drafts.count > 1 else { return [.failure(.notAllowed(error.message))] }
            var answers: [Result<Deployment, StoreRefusal>?] = []
            for draft in drafts { answers += try await accept(round: [draft]) }
            return answers
        }
    }

    private func acceptTogether(_ drafts: [DeploymentDraft]) async throws -> [Result<Deployment, StoreRefusal>?] {
        let sweeps = sweep.isDue()
        return try await transaction { connection in
            var round = AcceptRound(drafts, republish, sweeps: sweeps)
            return try round.run(on: connection)
        }
    }

    private static let tooManyRaces = PortError(
        .transient, "PostgreSQL", "the locks that a deployment needs change hands all the time; try again")
}

extension PortError {
    /// Whether PostgreSQL refused values of the rows: data exceptions and integrity constraints.
    fileprivate var isAboutValues: Bool { code.map { $0.hasPrefix("22") || $0.hasPrefix("23") } ?? false }
}

/// The stakes of drafts that are accepted together.
private struct WantedStakes {
    private struct Place: Hashable {
        let cluster: ID<Cluster>
        let subject: String
    }

    /// Of those with the same words only one is kept.
    private var stakes: [Place: Set<Stake>] = [:]

    func contend(with draft: DeploymentDraft) -> Bool {
        draft.stakes.contains { cluster, wanted in
            wanted.contains { stake in
                stakes[Place(cluster: cluster, subject: stake.subject)]?.contains { $0.contends(with: stake) } ?? false
            }
        }
    }

    mutating func add(_ draft: DeploymentDraft) {
        for (cluster, wanted) in draft.stakes {
            for stake in wanted {
                let kind = Stake(subject: stake.subject, mode: stake.mode, part: stake.part, object: "")
                stakes[Place(cluster: cluster, subject: stake.subject), default: []].insert(kind)
            }
        }
    }
}
