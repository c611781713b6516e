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

    /// - Parameter zone: The rules of a time zone by its IANA name.
    package init(
        policies: any PolicyStore, fleet: FleetDirectory, rollouts: any RolloutStore,
        deployments: any DeploymentStore, assessment: RolloutAssessment, commands: DeploymentCommands,
        dispatcher: JobDispatcher, ids: any IDSource, time: any TimeSource, zone: @escaping DeploymentPlanner.Zone
    ) {
        let intake = DeploymentIntake(
            policies: policies, fleet: fleet, rollouts: rollouts, deployments: deployments,
            planner: DeploymentPlanner(ids: ids, zone: zone), assessment: assessment,
            waiting: WaitingLine(rollouts: rollouts, commands: commands), ids: ids, time: time)
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
