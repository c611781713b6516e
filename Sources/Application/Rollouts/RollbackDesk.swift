package import Domain
package import Ports

/// Rolls deployments back: one that is under way by a command to itself, one that has completed by a new deployment.
package struct RollbackDesk: Sendable {
    private let deployments: any DeploymentStore
    private let rollouts: any RolloutStore
    private let commands: DeploymentCommands
    private let dispatcher: JobDispatcher
    private let ids: any IDSource
    private let time: any TimeSource

    package init(
        deployments: any DeploymentStore, rollouts: any RolloutStore, commands: DeploymentCommands,
        dispatcher: JobDispatcher, ids: any IDSource, time: any TimeSource
    ) {
        self.deployments = deployments
        self.rollouts = rollouts
        self.commands = commands
        self.dispatcher = dispatcher
        self.ids = ids
        self.time = time
    }

    /// Rolls `id` back; returns the deployment to watch: `id` itself, or the new one that takes it back.
    ///
    /// - Parameter context: Made of the deployment to watch.
    /// Throws `StoreRefusal` (`notFound`, `notAllowed`, `overtaken`, `locked`, `replayed` …) or `PortError`.
    package func rollBack(
        _ id: ID<Deployment>, reason: String, requestedBy: String, traceparent: String?,
        context: @Sendable (ID<Deployment>) -> WriteContext
    ) async throws -> ID<Deployment> {
        guard let record = try await deployments.deployments([id]).first else {
            throw StoreRefusal.notFound("deployment \(id)")
        }
        guard record.deployment.status == .completed else {
            try await commands.run(.rollback, on: id, reason: reason, context(id))
            return id
        }
        return try await takeBack(
            record.deployment, reason: reason, requestedBy: requestedBy, traceparent: traceparent, context)
    }

    private func takeBack(
        _ original: Deployment, reason: String, requestedBy: String, traceparent: String?,
        _ context: @Sendable (ID<Deployment>) -> WriteContext
    ) async throws -> ID<Deployment> {
        let objects = try await deployments.objects(of: original.id).filter { $0.state == .new }
        guard !objects.isEmpty else {
            throw StoreRefusal.notAllowed("Deployment \(original.id) has written nothing that could be taken back")
        }
        let epoch = try await rollouts.freshEpochs(1).first ?? original.state.epoch + 1
        let deployment = deployment(
            takingBack: original, objects, epoch: epoch, reason: reason, requestedBy: requestedBy,
            traceparent: traceparent)
        let planned = objects.map {
            PlannedObject(policy: $0.policy, cluster: $0.cluster, version: $0.versionBefore)
        }
        let plan = DeploymentPlanner.Plan(accepting: deployment, objects: planned, now: deployment.createdAt, ids: ids)
        let clusters = Set(planned.map(\.cluster))
        let stakes = try await rollouts.stakes(of: original.id).filter { clusters.contains($0.key) }
        let draft = DeploymentDraft(
            deployment: deployment, objects: planned, stakes: stakes.mapValues { $0.map(\.atOnce) }, jobs: plan.jobs,
            change: plan.change, context: context(deployment.id))
        let outcome = try await rollouts.accept([draft]).first
        guard let accepted = try outcome?.get() else { throw MissingAnswer() }
        dispatcher.dispatch(plan.jobs)
        return accepted.id
    }

    private func deployment(
        takingBack original: Deployment, _ objects: [DeploymentObject], epoch: Int64, reason: String,
        requestedBy: String, traceparent: String?
    ) -> Deployment {
        let now = time.now()
        let before = Dictionary(objects.map { ($0.policy, $0.versionBefore) }) { first, _ in first }
        let plan = Plan.takingBack(original.id, clusters: Set(objects.map(\.cluster)).sorted())
        return Deployment(
            id: ids.next(Deployment.self),
            policies: original.policies.filter { before.keys.contains($0.policy) }.map {
                PolicyReference(policy: $0.policy, version: before[$0.policy] ?? nil)
            },
            environment: original.environment, strategy: original.strategy, plan: plan, onConflict: .takeOver,
            rollbackOf: original.id, requestedBy: requestedBy, reason: reason, traceparent: traceparent,
            createdAt: now, state: .accepted(plan: plan, epoch: epoch), sequence: 1, revision: 1, updatedAt: now)
    }
}
