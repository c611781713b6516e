import Domain
import Ports

extension PostgresRow {
    /// The columns that `deployment()` reads, of a table named `deployments`.
    static let deploymentColumns = """
        deployments.id, deployments.policies, deployments.environment_id, deployments.strategy, deployments.plan, \
        deployments.on_conflict, deployments.rollback_of, deployments.requested_by, deployments.reason, \
        deployments.traceparent, deployments.created_at, deployments.state, deployments.sequence, \
        deployments.revision, deployments.updated_at
        """

    /// Throws `UnknownSchema` where a newer program wrote the plan or the state.
    func deployment() throws -> Deployment {
        let plan = try Plan(json: try document("plan"))
        let state = try DeploymentState(json: try document("state"))
        return Deployment(
            id: try id("id"), policies: try references("policies"), environment: try id("environment_id"),
            strategy: try word("strategy"), plan: plan, onConflict: try word("on_conflict"),
            rollbackOf: try optionalID("rollback_of"), requestedBy: try text("requested_by"),
            reason: try text("reason"), traceparent: try optionalText("traceparent"),
            createdAt: try moment("created_at"), state: state, sequence: try int64("sequence"),
            revision: try int64("revision"), updatedAt: try moment("updated_at"))
    }

    private func references(_ column: PostgresColumn) throws(PortError) -> [PolicyReference] {
        var references: [PolicyReference] = []
        for element in try document(column).array ?? [] {
            guard let reference = PolicyReference(json: element) else { throw unreadable("a policy reference") }
            references.append(reference)
        }
        return references
    }

    func statusChange() throws(PortError) -> StatusChange {
        StatusChange(
            id: try id("id"), deployment: try id("deployment_id"), sequence: try int64("sequence"),
            status: try word("status"), reason: try optionalText("reason"), at: try moment("at"))
    }
}

extension PolicyReference {
    /// The stored form; `version` is null for what was there before HotSwap.
    var json: JSONValue {
        ["policy": .string(policy.description), "version": version.map { .int(Int64($0)) } ?? .null]
    }

    init?(json: JSONValue) {
        guard let policy = json["policy"]?.string.flatMap(ID<Policy>.init) else { return nil }
        self.init(policy: policy, version: json["version"]?.int.map(Int.init(clamping:)))
    }
}
