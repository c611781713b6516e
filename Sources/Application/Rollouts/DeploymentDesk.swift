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
        policies: any PolicyStore, fleet: FleetDirectory, rollouts: any RolloutStore, dispatcher: JobDispatcher,
        ids: any IDSource, time: any TimeSource
    ) {
        let intake = DeploymentIntake(
            policies: policies, fleet: fleet, rollouts: rollouts, planner: DeploymentPlanner(ids: ids), time: time)
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
        return plans.map { plan in
            guard case .success = plan, let outcome = next.next(), let accepted = draft.next() else {
                return plan.flatMap { _ in .failure(MissingAnswer()) }
            }
            return outcome.map { Accepted(deployment: $0, jobs: accepted.jobs) }.mapError { $0 }
        }
    }

    private func plan(_ batch: [DeploymentDesk.Submission]) async throws -> [Result<DeploymentDraft, any Error>] {
        let named = Set(batch.flatMap { $0.request.policies.map(\.policy) })
        async let epochs = rollouts.freshEpochs(batch.count)
        async let fleet = fleet.current()
        let known = Dictionary(try await policies.policies(Array(named)).map { ($0.id, $0) }) { first, _ in first }
        let given = try await epochs
        let plans = plan(batch, known, try await fleet, given)
        guard plans.contains(where: \.dependsOnFleet) else { return plans }
        // Another process may have registered what is missing a moment ago.
        let again = plan(batch, known, try await self.fleet.fresh(), given)
        return zip(plans, again).map { $0.dependsOnFleet ? $1 : $0 }
    }

    private func plan(
        _ batch: [DeploymentDesk.Submission], _ known: [ID<Policy>: Policy], _ fleet: Fleet, _ epochs: [Int64]
    ) -> [Result<DeploymentDraft, any Error>] {
        let now = time.now()
        return zip(batch, epochs).map { submission, epoch in
            Result {
                let plan = try planner.plan(submission.request, known: known, fleet: fleet, epoch: epoch, now: now)
                return DeploymentDraft(
                    deployment: plan.deployment, objects: plan.objects, jobs: plan.jobs, change: plan.change,
                    context: try submission.context(plan.deployment, fleet))
            }
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
