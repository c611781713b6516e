package import Domain
package import Ports

/// Makes drafts of requests: looks up what they name and decides where each policy goes.
package struct DeploymentPlanner: Sendable {
    /// The rules of a time zone by its IANA name.
    package typealias Zone = @Sendable (String) throws(PortError) -> TimeZoneRules

    private let ids: any IDSource
    private let zone: Zone

    package init(ids: any IDSource, zone: @escaping Zone) {
        self.ids = ids
        self.zone = zone
    }

    /// What a request was found to mean; the audit entry and the stored answer are added by the caller.
    package struct Plan: Sendable {
        package let deployment: Deployment
        package let objects: [PlannedObject]
        package let jobs: [Job]
        package let change: StatusChange
    }

    /// - Parameters:
    ///   - known: The policies that exist among those of the request.
    ///   - fleet: All environments and clusters.
    ///   - finding: What the clusters said to the request; nothing for Direct.
    ///   - epoch: Higher than every epoch given out before.
    ///   - id: What the deployment is called.
    package func plan(
        _ request: DeploymentRequest, known: [ID<Policy>: Policy], fleet: Fleet,
        finding: RolloutAssessment.Finding = RolloutAssessment.Finding(), epoch: Int64, as id: ID<Deployment>,
        now: Timestamp
    ) throws(RequestProblem) -> Plan {
        let placement = try placement(of: request, known: known, fleet: fleet)
        let clusters = placement.clusters
        let waves = try Self.waves(request.options.waves, of: clusters, in: fleet)
        let isWatched = request.strategy != .direct || (waves?.count ?? 1) > 1
        guard request.strategy != .direct || request.options.rules?.isEmpty != false else {
            throw .impossible(
                field: "rules", code: "unwatched",
                message: "Direct is everywhere at once, so no rule of yours would be judged; with `waves` each of them "
                    + "is watched for \(Strategy.directSoak.isoText) by the default rules. Leave `rules` out, or choose "
                    + "Canary, Rolling or BlueGreen, which take them")
        }
        let input = PlanInput(
            clusters: clusters, waves: waves,
            units: finding.units, undecided: finding.undecided, population: finding.population,
            onFailure: request.onFailure,
            rules: isWatched ? request.options.rules ?? SoakRule.defaults : [],
            progressDeadline: request.options.progressDeadline, startsAt: request.options.startsAt)
        var plan: Domain.Plan
        do {
            plan = try request.strategy.plan(input)
        } catch { throw .impossible(field: "strategy", code: "impossible", message: error.message) }
        plan.notes = finding.standing + (plan.steps.contains(where: \.step.isWatched) ? finding.notes : [])
        if let batch = plan.uncountedBatch {
            plan.notes.append("How many batches of \(batch) pods there are is counted when it begins")
        }
        let begins = max(now, request.options.startsAt ?? now)
        plan.notes += [placement.environment.closedNote(at: begins, zone)].compactMap(\.self)
        plan.supersedes = request.options.ifActive == .supersede
        plan.warnings = WarningPolicy(
            blocks: placement.environment.isProduction, accepted: request.options.acceptedWarnings,
            suppressed: request.options.suppressed)
        return draft(
            request, placement.references, environment: placement.environment, plan, placement.objects, epoch: epoch,
            as: id, now: now)
    }

    private func draft(
        _ request: DeploymentRequest, _ references: [PolicyReference], environment: Environment,
        _ plan: Domain.Plan, _ objects: [PlannedObject], epoch: Int64, as id: ID<Deployment>,
        now: Timestamp
    ) -> Plan {
        let deployment = Deployment(
            id: id, policies: references, environment: environment.id, strategy: request.strategy.name, plan: plan,
            onConflict: request.onConflict, rollbackOf: nil, requestedBy: request.requestedBy, reason: request.reason,
            traceparent: request.traceparent, createdAt: now, state: .accepted(plan: plan, epoch: epoch), sequence: 1,
            revision: 1, updatedAt: now)
        return Plan(accepting: deployment, objects: objects, now: now, ids: ids)
    }
}

extension DeploymentPlanner.Plan {
    /// The first jobs and the first status change of a deployment.
    init(accepting deployment: Deployment, objects: [PlannedObject], now: Timestamp, ids: any IDSource) {
        let change = StatusChange(
            id: ids.next(StatusChange.self), deployment: deployment.id, sequence: 1, status: .pending, reason: nil,
            at: now)
        let stage = deployment.plan.step(0)?.stage ?? .validate
        let delay = deployment.plan.startsAt.map { max($0 - now, .zero) } ?? .zero
        let first = deployment.plan.clusters(of: 0).map {
            deployment.job(stage, step: 0, cluster: $0, ids: ids, delay: delay)
        }
        // One that waits for others gets its jobs when it is admitted.
        let jobs = deployment.state.phase == .queued ? [] : first
        self.init(
            deployment: deployment, objects: objects, jobs: jobs + [deployment.notifyJob(of: change, ids: ids)],
            change: change)
    }
}
