import Domain
import Ports
import PostgresStore
import TestKit

extension Rollout {
    /// Apply, and watch for a minute; again, for half of one.
    static func watchedPlan(_ clusters: [ID<Cluster>]) -> Plan {
        Plan(
            clusters: clusters,
            steps: [.validate, .soak(.seconds(60)), .apply, .soak(.seconds(30))].map { PlannedStep($0) },
            onFailure: .rollback, rules: Array(SoakRule.defaults.prefix(2)))
    }

    /// A deployment with a plan of the test's own.
    init(_ database: TestDatabase, plan: ([ID<Cluster>]) -> Plan) async throws {
        let (policy, cluster) = (try await database.policy("reviews"), try await database.cluster("west"))
        let draft = try await database.draft([policy], to: [cluster]).with(plan: plan([cluster.id]))
        for result in try await database.store.accept([draft]) { _ = try result.get() }
        self.init(database: database, policy: policy, cluster: cluster, draft: draft)
    }

    /// Stores a change of the state, with what else the settlement is to do.
    func change(
        begins: [WatchBeginning] = [], ends: Bool = false, tells: [WatchUpdate] = [], takesLocks: Bool = false,
        deadline: Timestamp? = nil, _ change: @escaping @Sendable (inout DeploymentState) -> Void
    ) async throws {
        _ = try await database.store.settle(reports: [], deployments: [id], nil) { loaded in
            var settlement = Settlement()
            settlement.watches = tells.map(WatchEntry.init)
            settlement.deployments = loaded.deployments.values.map { deployment in
                var deployment = deployment
                change(&deployment.state)
                return DeploymentUpdate(
                    deployment: deployment, changes: [], cancelJobsBefore: nil, takesLocks: takesLocks,
                    releasesLocks: deployment.status.isTerminal && !deployment.state.phase.keepsGround,
                    endsWatches: ends, beginsWatches: begins,
                    deadline: deadline)
            }
            return settlement
        }
    }

    /// Enters a watched step.
    func watch(step: Int, ends: Bool = false) async throws {
        let cluster = cluster.id
        try await change(begins: [WatchBeginning(step: step, cluster: cluster)], ends: ends) {
            $0.phase = .advancing(Position(step: step, outstanding: [cluster]))
        }
    }

    func endWatch() async throws { try await change(ends: true) { _ in } }

    /// What a tick found.
    func told(epoch: Int64, step: Int, slot: Int64, _ memory: String, isLast: Bool = false) -> WatchUpdate {
        WatchUpdate(
            at: WatchPlace(deployment: id, cluster: cluster.id, epoch: epoch, step: step, slot: slot),
            state: ["memory": .string(memory)], evaluation: ["memory": .string(memory)], isLast: isLast)
    }

    func tell(epoch: Int64, step: Int, slot: Int64, _ memory: String) async throws {
        try await change(tells: [told(epoch: epoch, step: step, slot: slot, memory)]) { _ in }
    }
}

extension DeploymentDraft {
    /// The same with another plan, or waiting for its locks.
    func with(
        plan: Plan? = nil, isQueued: Bool = false, stakes: [ID<Cluster>: [Stake]] = [:]
    ) -> DeploymentDraft {
        let old = deployment
        let plan = plan ?? old.plan
        let state: DeploymentState =
            isQueued ? .queued(epoch: old.state.epoch) : .accepted(plan: plan, epoch: old.state.epoch)
        let deployment = Deployment(
            id: old.id, policies: old.policies, environment: old.environment, strategy: old.strategy, plan: plan,
            onConflict: old.onConflict, rollbackOf: old.rollbackOf, requestedBy: old.requestedBy, reason: old.reason,
            traceparent: old.traceparent, createdAt: old.createdAt, state: state, sequence: old.sequence,
            revision: old.revision, updatedAt: old.updatedAt)
        return DeploymentDraft(
            deployment: deployment, objects: objects, stakes: stakes, jobs: isQueued ? [] : jobs, change: change,
            context: context)
    }
}
