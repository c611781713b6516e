import Domain
import Ports

/// One decision about deployments: what it reads, and the statements that its settlement becomes.
struct Settling {
    let reports: [JobReport]
    let deployments: [ID<Deployment>]
    let republish: RepublishSchedule

    init(_ reports: [JobReport], _ deployments: [ID<Deployment>], _ republish: RepublishSchedule) {
        self.reports = reports
        self.deployments = Set(reports.compactMap(\.job.deployment) + deployments).sorted()
        self.republish = republish
    }

    /// Deployments first, jobs after them, each in the order of their ids. The clock and the fresh epochs are read
    /// when the locks are held: whoever held them before has drawn lower epochs.
    var reading: [PostgresStatement] {
        [
            PostgresStatement(
                "SELECT \(PostgresRow.deploymentColumns) FROM deployments WHERE id = ANY($1) ORDER BY id FOR UPDATE",
                .ids(deployments)),
            PostgresStatement(
                """
                SELECT clock_timestamp() AS now,
                    ARRAY(SELECT nextval('deployment_epochs') FROM generate_series(1, $1)) AS epochs
                """, .int(deployments.count)),
            PostgresStatement(
                "SELECT id, claim_id FROM jobs WHERE id = ANY($1) AND state = 'claimed' ORDER BY id FOR UPDATE",
                .ids(reports.map(\.job.id))),
            // Who reports has stopped writing: nobody need wait for the lease of a job that was cancelled meanwhile.
            PostgresStatement(
                """
                UPDATE jobs SET claim_id = NULL, lease_until = NULL
                WHERE id = ANY($1) AND claim_id = ANY($2) AND state = 'cancelled'
                """, .ids(reports.map(\.job.id)), .ids(reports.map(\.claim))),
        ]
    }

    func loaded(_ results: [PostgresResult]) throws -> LoadedRollouts {
        var results = Results(results)
        var found: [ID<Deployment>: Deployment] = [:]
        for row in try results.next() {
            // One that a newer program wrote is left to it; the others of the batch must not suffer.
            do { found[try row.id("id")] = try row.deployment() } catch is UnknownSchema { continue }
        }
        let clock = try results.next().onlyRow()
        let epochs = zip(deployments, try clock.array("epochs", of: .int64)).filter { found[$0.0] != nil }
        var claims: [ID<Job>: ID<Claim>] = [:]
        for row in try results.next() { claims[try row.id("id")] = try row.id("claim_id") }
        return LoadedRollouts(
            now: try clock.moment("now"), deployments: found,
            freshEpochs: Dictionary(epochs.map { ($0, $1) }) { $1 },
            reports: reports.filter { claims[$0.job.id] == $0.claim })
    }

    /// - Throws: `StoreRefusal.revisionMismatch` where the decision is about another revision than was loaded.
    func check(_ settlement: Settlement, against loaded: LoadedRollouts) throws {
        var seen: Set<ID<Deployment>> = []
        for update in settlement.deployments {
            let id = update.deployment.id
            guard let current = loaded.deployments[id] else { throw StoreRefusal.notFound("deployment \(id)") }
            guard current.revision == update.deployment.revision else {
                throw StoreRefusal.revisionMismatch(current: current.revision)
            }
            guard seen.insert(id).inserted else {
                throw PortError(.fatal, "PostgreSQL", "a decision updates deployment \(id) twice")
            }
        }
    }

    /// Locks come first, since they are what may be refused. What a job reports comes before jobs are cancelled.
    func writes(_ settlement: Settlement, at now: Timestamp) -> [PostgresStatement] {
        let updates = settlement.deployments
        let takers = updates.filter(\.takesLocks).map(\.deployment.id)
        let fences = updates.compactMap { update in update.cancelJobsBefore.map { (update.deployment.id, $0) } }
        let releasers = updates.filter(\.releasesLocks).map(\.deployment.id)
        let changes = updates.flatMap(\.changes)
        let objects = Self.last(of: settlement.objects)
        var statements: [PostgresStatement] = []
        if !takers.isEmpty {
            statements += [
                LockStatements.takeAgain(takers), LockStatements.refreshBefore(takers), StakeStatements.take(takers),
            ]
        }
        if !settlement.jobs.isEmpty { statements.append(RolloutStatements.update(settlement.jobs)) }
        if !objects.isEmpty { statements.append(RolloutStatements.report(objects)) }
        if !updates.isEmpty { statements.append(RolloutStatements.update(updates, at: now)) }
        if !changes.isEmpty { statements.append(RolloutStatements.insert(changes)) }
        if !fences.isEmpty { statements.append(RolloutStatements.cancel(fences)) }
        if !releasers.isEmpty {
            statements += [LockStatements.release(releasers), StakeStatements.release(releasers)]
        }
        statements += watching(settlement, at: now)
        if !settlement.newJobs.isEmpty {
            statements.append(RolloutStatements.insert(settlement.newJobs, republish))
        }
        return statements
    }

    /// What ticks found is kept before watches end: the last evaluation is the one that people look for.
    private func watching(_ settlement: Settlement, at now: Timestamp) -> [PostgresStatement] {
        let updates = settlement.deployments
        let enders = updates.filter(\.endsWatches).map(\.deployment.id)
        let beginnings = updates.flatMap { update in update.beginsWatches.map { (update.deployment, $0) } }
        let retired = updates.filter(\.retiresCohort).map(\.deployment.id)
        var statements: [PostgresStatement] = []
        statements += settlement.watches.pieces(of: WatchStatements.atOnce).map { WatchStatements.update($0, at: now) }
        let over = settlement.watches.filter(\.isLast)
        if !over.isEmpty { statements.append(WatchStatements.forget(over)) }
        if !enders.isEmpty { statements.append(WatchStatements.end(enders)) }
        let (kept, new) = (beginnings.filter(\.1.isKept), beginnings.filter { !$0.1.isKept })
        if !kept.isEmpty { statements.append(WatchStatements.keep(kept)) }
        if !new.isEmpty { statements.append(WatchStatements.begin(new)) }
        if !retired.isEmpty { statements.append(CohortStatements.retire(retired)) }
        return statements
    }

    /// Of several reports about one object the last one counts: a statement can change a row only once.
    private static func last(of updates: [ObjectUpdate]) -> [ObjectUpdate] {
        struct Place: Hashable {
            let deployment: ID<Deployment>
            let object: ObjectKey
        }
        var last: [Place: Int] = [:]
        for (index, update) in updates.enumerated() {
            let object = ObjectKey(policy: update.report.policy, cluster: update.report.cluster)
            last[Place(deployment: update.deployment, object: object)] = index
        }
        return last.count == updates.count ? updates : last.values.sorted().map { updates[$0] }
    }
}
