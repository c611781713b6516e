import Domain
import Ports

/// Drafts that have neither an object nor an idempotency key in common, accepted in one transaction of two round
/// trips: what they need is taken and checked, then the winners are written and the losers' traces removed.
struct AcceptRound {
    let drafts: [DeploymentDraft]
    let republish: RepublishSchedule
    /// Whether expired idempotency keys are swept on the way.
    let sweeps: Bool
    /// Why drafts are refused, by their index. The first reason that was found stays.
    private var refusals: [Int: StoreRefusal] = [:]
    /// Drafts whose idempotency key belongs to an earlier request.
    private var usedKeys: Set<Int> = []
    /// Drafts that lost to something which has gone meanwhile: they are asked again.
    private var races: Set<Int> = []

    init(_ drafts: [DeploymentDraft], _ republish: RepublishSchedule, sweeps: Bool) {
        self.drafts = drafts
        self.republish = republish
        self.sweeps = sweeps
    }

    /// - Returns: the answers in the order of the drafts; `nil` for one that is to be asked again.
    mutating func run(
        on connection: isolated PostgresConnection
    ) throws -> [Result<Deployment, StoreRefusal>?] {
        let needs = Needs(drafts)
        var results = Results(try connection.pipeline(needs.statements))
        if !needs.records.isEmpty { try checkKeys(needs, results.next(), connection) }
        try check(results.next(), against: needs.policies, "policy") { Needs.policies(of: $0) }
        try check(results.next(), against: needs.clusters, "cluster") { Needs.clusters(of: $0) }
        if !needs.stakes.isEmpty { _ = try results.next() }
        if try results.next().affectedRows < needs.locks.count { try checkLocks(needs, connection) }
        if !needs.stakes.isEmpty { try checkStakes(try results.next()) }
        if !needs.rollbacks.isEmpty { try checkOvertaken(try results.next()) }
        let lost = drafts.indices.filter { refusals[$0] != nil || races.contains($0) }
        if lost.count == drafts.count { connection.rollback() } else { _ = try connection.commit(writes(lost)) }
        return drafts.indices.map { index in
            races.contains(index) ? nil : refusals[index].map(Result.failure) ?? .success(drafts[index].deployment)
        }
    }

    private mutating func refuse(_ index: Int, _ refusal: StoreRefusal) {
        if refusals[index] == nil { refusals[index] = refusal }
    }

    /// Keys that could not be taken were used before.
    private mutating func checkKeys(
        _ needs: Needs, _ taken: PostgresResult, _ connection: isolated PostgresConnection
    ) throws {
        guard taken.count < needs.records.count else { return }
        let free = Set(try taken.map { RequestKey(try $0.text("subject"), try $0.text("key")) })
        let used = needs.records.filter { !free.contains(RequestKey($0.record)) }
        let rows = try connection.query(RequestTraces.stored(used.map { ($0.record.subject, $0.record.key) }))
        let stored = try Dictionary(rows.map { (RequestKey(try $0.text("subject"), try $0.text("key")), $0) }) { $1 }
        usedKeys = Set(used.map(\.index))
        for (index, record) in used {
            let refusal = try RequestTraces.refusal(of: record, storedAs: stored[RequestKey(record)])
            if let refusal { refuse(index, refusal) } else { races.insert(index) }
        }
    }

    /// Policies and clusters must be there, and stay until the transaction ends.
    private mutating func check<Entity>(
        _ rows: PostgresResult, against needed: [ID<Entity>], _ what: String,
        _ use: (DeploymentDraft) -> [ID<Entity>]
    ) throws {
        guard rows.count < needed.count else { return }
        let found = Set(try rows.map { try $0.id("id", of: Entity.self) })
        for (index, draft) in drafts.enumerated() {
            if let missing = use(draft).first(where: { !found.contains($0) }) {
                refuse(index, .notFound("\(what) \(missing)"))
            }
        }
    }

    private mutating func checkLocks(_ needs: Needs, _ connection: isolated PostgresConnection) throws {
        let rows = try connection.query(LockStatements.holders(of: needs.locks.map(\.object)))
        var holders: [ObjectKey: ID<Deployment>] = [:]
        for row in rows {
            let key = ObjectKey(policy: try row.id("policy_id"), cluster: try row.id("cluster_id"))
            holders[key] = try row.id("deployment_id")
        }
        for (index, draft) in drafts.enumerated() where !draft.isQueued {
            for object in draft.objects {
                guard let holder = holders[ObjectKey(object)] else {
                    races.insert(index)
                    continue
                }
                if holder != draft.deployment.id { refuse(index, .locked(by: holder, policy: object.policy)) }
            }
            if refusals[index] != nil { races.remove(index) }
        }
    }

    private mutating func checkStakes(_ rows: PostgresResult) throws {
        let places = Dictionary(drafts.enumerated().map { ($1.deployment.id, $0) }) { $1 }
        for row in rows {
            guard let index = places[try row.id("wanted_by")] else { continue }
            refuse(index, .contended(try row.contention()))
        }
    }

    private mutating func checkOvertaken(_ rows: PostgresResult) throws {
        let places = Dictionary(drafts.enumerated().map { ($1.deployment.id, $0) }) { $1 }
        for row in rows {
            guard let index = places[try row.id("draft")] else { continue }
            refuse(index, .overtaken(by: try row.id("later")))
        }
    }

    private func writes(_ lost: [Int]) -> [PostgresStatement] {
        let isLost = Set(lost)
        let won = drafts.indices.filter { !isLost.contains($0) }.map { drafts[$0] }
        let deployments = won.map(\.deployment)
        var statements = [
            RolloutStatements.insert(deployments),
            RolloutStatements.insertPolicies(of: deployments),
            RolloutStatements.insert(Needs.objects(of: won)),
            RolloutStatements.insert(won.flatMap(\.jobs), republish),
            RolloutStatements.insert(won.map(\.change)),
            RequestTraces.audit(won.map(\.context.audit)),
        ]
        let stakes = won.flatMap(\.wanted)
        if !stakes.isEmpty {
            let waiting = Set(won.filter(\.isQueued).map(\.deployment.id))
            statements.append(StakeStatements.store(stakes, waiting: waiting))
        }
        if !lost.isEmpty {
            let losers = lost.map { drafts[$0] }
            statements.append(LockStatements.giveBack(Needs.objects(of: losers)))
            let records = lost.filter { !usedKeys.contains($0) }.compactMap { drafts[$0].context.idempotency }
            statements.append(RequestTraces.release(records))
        }
        if sweeps { statements.append(RequestTraces.sweep) }
        return statements
    }
}

/// What drafts need before they can be accepted, and the statements that take and check it.
private struct Needs {
    let records: [(index: Int, record: IdempotencyRecord)]
    let policies: [ID<Policy>]
    let clusters: [ID<Cluster>]
    /// What must be free: a queued draft asks later.
    let locks: [(deployment: ID<Deployment>, object: PlannedObject)]
    /// What must contend with nobody's: a queued draft asks later.
    let stakes: [StakeStatements.Wanted]
    let rollbacks: [(draft: ID<Deployment>, original: ID<Deployment>)]

    init(_ drafts: [DeploymentDraft]) {
        records = drafts.enumerated().compactMap { index, draft in draft.context.idempotency.map { (index, $0) } }
        policies = Set(drafts.flatMap(Self.policies)).sorted()
        clusters = Set(drafts.flatMap(Self.clusters)).sorted()
        locks = Self.objects(of: drafts.filter { !$0.isQueued })
        stakes = drafts.filter { !$0.isQueued }.flatMap(\.wanted)
        rollbacks = drafts.compactMap { draft in draft.deployment.rollbackOf.map { (draft.deployment.id, $0) } }
    }

    static func policies(of draft: DeploymentDraft) -> [ID<Policy>] {
        draft.deployment.policies.map(\.policy) + draft.objects.map(\.policy)
    }

    static func clusters(of draft: DeploymentDraft) -> [ID<Cluster>] {
        draft.deployment.plan.clusters + draft.objects.map(\.cluster)
    }

    static func objects(
        of drafts: [DeploymentDraft]
    ) -> [(deployment: ID<Deployment>, object: PlannedObject)] {
        drafts.flatMap { draft in draft.objects.map { (draft.deployment.id, $0) } }
    }

    /// The order is that in which the store takes locks; each statement sees what was committed before it began.
    var statements: [PostgresStatement] {
        var statements = records.isEmpty ? [] : [RequestTraces.reserve(records.map(\.record))]
        statements += [
            PostgresStatement(
                "SELECT id FROM policies WHERE id = ANY($1) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE",
                .ids(policies)),
            PostgresStatement(
                "SELECT id FROM clusters WHERE id = ANY($1) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE",
                .ids(clusters)),
        ]
        if !stakes.isEmpty { statements.append(StakeStatements.gate(for: stakes.map(\.stake))) }
        statements.append(LockStatements.take(locks))
        if !stakes.isEmpty { statements.append(StakeStatements.contentions(of: stakes)) }
        if !rollbacks.isEmpty { statements.append(RolloutStatements.overtaken(rollbacks)) }
        return statements
    }
}

/// The results of a pipeline, taken one after the other.
struct Results {
    private var rest: ArraySlice<PostgresResult>

    init(_ results: [PostgresResult]) { rest = results[...] }

    /// - Throws: `PortError` (fatal) where the pipeline had fewer statements.
    mutating func next() throws(PortError) -> PostgresResult {
        guard let result = rest.popFirst() else {
            throw PortError(.fatal, "PostgreSQL", "a pipeline gave fewer results than it had statements")
        }
        return result
    }
}

/// A lock's key.
struct ObjectKey: Hashable {
    let policy: ID<Policy>
    let cluster: ID<Cluster>
}

extension ObjectKey {
    init(_ object: PlannedObject) { self.init(policy: object.policy, cluster: object.cluster) }
}

/// An idempotency key's key.
struct RequestKey: Hashable {
    let subject: String
    let key: String

    init(_ subject: String, _ key: String) {
        self.subject = subject
        self.key = key
    }

    init(_ record: IdempotencyRecord) { self.init(record.subject, record.key) }
}
