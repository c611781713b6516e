package import Domain
package import Ports
import Synchronization

/// Ids that rise from call to call, as those of one process do.
package enum SampleID {
    private static let milliseconds = Mutex<Int64>(1_760_000_000_000)

    package static func next<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> {
        let now = milliseconds.withLock { value in
            value += 1
            return value
        }
        return ID(
            at: Timestamp(microseconds: now * 1000), random: (.random(in: 0 ... .max), .random(in: 0 ... .max)))
    }
}

/// Values that tests need and do not care about.
package enum Sample {
    /// The environments that every database has from the start.
    package static let development = ID<Environment>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
    package static let staging = ID<Environment>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0002)
    package static let production = ID<Environment>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0003)

    package static let moment = Timestamp(seconds: 1_760_000_000)

    package static func context(_ key: String? = nil, hash: String = "hash", action: String = "test") -> WriteContext {
        let response = StoredResponse(status: 202, location: "/somewhere", body: ["key": .string(key ?? "")])
        return WriteContext(
            audit: AuditEntry(actor: "tester", address: "127.0.0.1", action: action, subject: "sample"),
            idempotency: key.map {
                IdempotencyRecord(subject: "tester", key: $0, requestHash: hash, response: response)
            })
    }

    package static func key(_ name: String, kind: PolicyKind = .virtualService) -> PolicyKey {
        PolicyKey(kind: kind, group: kind.groups[0], namespace: "default", name: name)
    }

    package static func version(_ content: PolicyContent, hash: String, tags: Set<VersionTag> = []) -> VersionDraft {
        VersionDraft(
            content: content, contentHash: hash, source: nil, semanticVersion: nil, tags: tags, author: "tester",
            message: "")
    }

    package static func document(_ weight: Int64 = 100) -> PolicyContent {
        .document([
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "spec": ["http": [["route": [["weight": .int(weight)]]]]],
        ])
    }

    package static func cluster(
        _ name: String, mesh: Mesh = .istio, environment: ID<Environment> = staging
    ) -> Cluster {
        Cluster(
            id: SampleID.next(), name: name, environment: environment, environmentName: "Staging", mesh: mesh,
            meshVersion: "1.21", server: "https://127.0.0.1:6443", certificateAuthority: nil,
            sealedCredentials: [1, 2, 3], prometheus: nil, createdAt: moment)
    }

    /// A draft of a deployment that brings each of `policies` to each of `clusters`, with its first jobs.
    package static func draft(
        _ policies: [PolicyReference], to clusters: [ID<Cluster>], epoch: Int64, rollbackOf: ID<Deployment>? = nil,
        _ context: WriteContext = context()
    ) -> DeploymentDraft {
        let plan =
            rollbackOf.map { Plan.takingBack($0, clusters: clusters) }
            ?? Strategy.directPlan(PlanInput(clusters: clusters))
        let deployment = Deployment(
            id: SampleID.next(), policies: policies, environment: staging, strategy: .direct, plan: plan,
            onConflict: .refuse, rollbackOf: rollbackOf, requestedBy: "tester", reason: "because", traceparent: nil,
            createdAt: moment, state: .accepted(plan: plan, epoch: epoch), sequence: 1, revision: 1, updatedAt: moment)
        let objects = policies.flatMap { policy in
            clusters.map { PlannedObject(policy: policy.policy, cluster: $0, version: policy.version) }
        }
        let change = StatusChange(
            id: SampleID.next(), deployment: deployment.id, sequence: 1, status: .pending, reason: nil, at: moment)
        let stage = plan.step(0)?.stage ?? .validate
        let jobs = plan.clusters.map { job(stage, of: deployment, cluster: $0) }
        return DeploymentDraft(
            deployment: deployment, objects: objects, jobs: jobs + [notifyJob(of: change, deployment)],
            change: change, context: context)
    }

    package static func job(
        _ stage: Stage, of deployment: Deployment, step: Int = 0, cluster: ID<Cluster>?, maxAttempts: Int = 3
    ) -> Job {
        Job(
            id: SampleID.next(), stage: stage, deployment: deployment.id, epoch: deployment.state.epoch, step: step,
            cluster: cluster, attempt: 0, maxAttempts: maxAttempts, payload: .object([:]), traceparent: nil)
    }

    package static func notifyJob(of change: StatusChange, _ deployment: Deployment) -> Job {
        Job(
            id: SampleID.next(), stage: .notify, deployment: deployment.id, epoch: deployment.state.epoch, step: 0,
            cluster: nil, attempt: 0, maxAttempts: 3, payload: ["key": .string(change.id.description)],
            traceparent: nil)
    }
}
