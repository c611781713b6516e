package import Domain
package import Ports

/// Takes in deployments: looks up what requests name, accepts them (many in one transaction) and wakes the workers.
package final class DeploymentDesk: Sendable {
    /// One request with what is stored beside it.
    package struct Submission: Sendable {
        package let request: DeploymentRequest
        /// Made of the deployment that would be accepted and the fleet that it was planned with: its audit line and
        /// the answer to keep for repetitions. What it throws refuses the deployment.
        package let context: @Sendable (Deployment, Fleet) throws -> WriteContext

        package init(
            request: DeploymentRequest, context: @escaping @Sendable (Deployment, Fleet) throws -> WriteContext
        ) {
            self.request = request
            self.context = context
        }
    }

    private let accepting: GroupCommit<Submission, Deployment>

    package init(
        policies: any PolicyStore, fleet: FleetDirectory, rollouts: any RolloutStore, assessment: RolloutAssessment,
        commands: DeploymentCommands, dispatcher: JobDispatcher, ids: any IDSource, time: any TimeSource
    ) {
        let intake = DeploymentIntake(
            policies: policies, fleet: fleet, rollouts: rollouts, planner: DeploymentPlanner(ids: ids),
            assessment: assessment, waiting: WaitingLine(rollouts: rollouts, commands: commands), ids: ids,
            time: time)
        accepting = GroupCommit(maxBatch: 128, concurrency: 2, besideFrom: 32) { batch in
            let outcomes = try await intake.accept(batch)
            dispatcher.dispatch(outcomes.flatMap { (try? $0.get().jobs) ?? [] })
            return outcomes.map { $0.map(\.deployment) }
        }
    }

    /// Accepts a deployment; when this returns, it is committed and will come to an end.
    ///
    /// Throws `RequestProblem`, `StoreRefusal` (`locked`, `replayed`, `idempotencyKeyReused`) or `PortError`.
    package func submit(_ submission: Submission) async throws -> Deployment {
        try await accepting.submit(submission)
    }
}

/// Works off a batch of submissions with as few round trips as one alone would take.
private struct DeploymentIntake: Sendable {
    let policies: any PolicyStore
    let fleet: FleetDirectory
    let rollouts: any RolloutStore
    let planner: DeploymentPlanner
    let assessment: RolloutAssessment
    let waiting: WaitingLine
    let ids: any IDSource
    let time: any TimeSource

    struct Accepted: Sendable {
        let deployment: Deployment
        let jobs: [Job]
    }

    func accept(_ batch: [DeploymentDesk.Submission]) async throws -> [Result<Accepted, any Error>] {
        let plans = try await plan(batch)
        let drafts = plans.compactMap { try? $0.get() }
        let outcomes = drafts.isEmpty ? [] : try await rollouts.accept(drafts)
        var next = outcomes.makeIterator()
        var draft = drafts.makeIterator()
        var answers: [Result<Accepted, any Error>] = []
        for (plan, submission) in zip(plans, batch) {
            guard case .success = plan, let outcome = next.next(), let accepted = draft.next() else {
                answers.append(plan.flatMap { _ in .failure(MissingAnswer()) })
                continue
            }
            answers.append(await answer(outcome, accepted, submission.request.options.ifActive))
        }
        return answers
    }

    /// Who is refused for a lock may wait for it, where the request says so.
    private func answer(
        _ outcome: Result<Deployment, StoreRefusal>, _ draft: DeploymentDraft, _ ifActive: DeploymentRequest.IfActive
    ) async -> Result<Accepted, any Error> {
        guard case .failure(let refusal) = outcome, refusal.isForOthers, ifActive != .refuse else {
            return outcome.map { Accepted(deployment: $0, jobs: draft.jobs) }.mapError { $0 }
        }
        do {
            let queued = try await waiting.accept(draft, ifActive, at: time.now())
            return .success(Accepted(deployment: queued.deployment, jobs: queued.jobs))
        } catch { return .failure(error) }
    }

    private func plan(_ batch: [DeploymentDesk.Submission]) async throws -> [Result<DeploymentDraft, any Error>] {
        let named = Set(batch.flatMap { $0.request.policies.map(\.policy) })
        async let epochs = rollouts.freshEpochs(batch.count)
        async let fleet = fleet.current()
        let known = Dictionary(try await policies.policies(Array(named)).map { ($0.id, $0) }) { first, _ in first }
        let contents = try await policies.contents(of: batch.flatMap { $0.request.versions(among: known) })
        let given = try await epochs
        let plans = await plan(batch, known, contents, try await fleet, given)
        guard plans.contains(where: \.dependsOnFleet) else { return plans }
        // Another process may have registered what is missing a moment ago.
        let again = await plan(batch, known, contents, try await self.fleet.fresh(), given)
        return zip(plans, again).map { $0.dependsOnFleet ? $1 : $0 }
    }

    private func plan(
        _ batch: [DeploymentDesk.Submission], _ known: [ID<Policy>: Policy],
        _ contents: [PolicyReference: PolicyContent], _ fleet: Fleet, _ epochs: [Int64]
    ) async -> [Result<DeploymentDraft, any Error>] {
        let now = time.now()
        var drafts: [Result<DeploymentDraft, any Error>] = []
        for (submission, epoch) in zip(batch, epochs) {
            do {
                let finding = try await finding(of: submission.request, known, fleet)
                let plan = try planner.plan(
                    submission.request, known: known, fleet: fleet, finding: finding, epoch: epoch, now: now)
                drafts.append(
                    .success(
                        DeploymentDraft(
                            deployment: plan.deployment, objects: plan.objects,
                            stakes: DeploymentStakes.of(
                                plan.objects, of: known, saying: contents, .of(plan.deployment)),
                            jobs: plan.jobs, change: plan.change,
                            context: try submission.context(plan.deployment, fleet))))
            } catch { drafts.append(.failure(error)) }
        }
        return drafts
    }

    /// What the clusters say to a rollout step by step; nobody is asked about a Direct one.
    private func finding(
        of request: DeploymentRequest, _ known: [ID<Policy>: Policy], _ fleet: Fleet
    ) async throws -> RolloutAssessment.Finding {
        guard request.strategy != .direct else { return RolloutAssessment.Finding() }
        let placement = try planner.placement(of: request, known: known, fleet: fleet)
        let byCluster = Dictionary(grouping: placement.objects, by: \.cluster)
        let places = fleet.clusters.compactMap { cluster in
            byCluster[cluster.id].map { (cluster: cluster, policies: $0.map(\.policy)) }
        }
        return try await assessment.assess(
            request, policies: known, references: placement.references, places: places)
    }
}

extension DeploymentRequest {
    /// The versions that it names, as far as there are such policies.
    fileprivate func versions(among known: [ID<Policy>: Policy]) -> [PolicyReference] {
        policies.compactMap { reference in
            known[reference.policy].map {
                PolicyReference(policy: $0.id, version: reference.version ?? $0.latestVersion)
            }
        }
    }
}

extension StoreRefusal {
    /// Whether it is for other deployments that are under way.
    fileprivate var isForOthers: Bool {
        switch self {
        case .locked, .contended: true
        default: false
        }
    }
}

extension Result<DeploymentDraft, any Error> {
    /// Whether it failed for what the fleet has not.
    fileprivate var dependsOnFleet: Bool {
        guard case .failure(let error as RequestProblem) = self else { return false }
        return switch error {
        case .unknown(let field, _), .impossible(let field, _, _): !field.hasPrefix("policies")
        }
    }
}
