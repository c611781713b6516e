package import Domain
package import Ports
import PostgresStore

extension TestDatabase {
    /// A policy with one version that is stored.
    package func policy(_ name: String, kind: PolicyKind = .virtualService) async throws -> Policy {
        try await store.createPolicy(
            id: SampleID.next(), key: Sample.key(name, kind: kind), owner: "team", labels: [:],
            first: Sample.version(Sample.document(), hash: "1"), Sample.context()
        ).0
    }

    /// A cluster that is stored.
    package func cluster(_ name: String, environment: ID<Environment> = Sample.staging) async throws -> Cluster {
        let cluster = Sample.cluster(name, environment: environment)
        try await store.createCluster(cluster, Sample.context())
        return cluster
    }

    /// A draft of version `version` (of each policy) with an epoch of its own.
    package func draft(
        _ policies: [Policy], to clusters: [Cluster], version: Int? = 1, rollbackOf: ID<Deployment>? = nil,
        _ context: WriteContext = Sample.context()
    ) async throws -> DeploymentDraft {
        let epoch = try await store.freshEpochs(1)[0]
        return Sample.draft(
            policies.map { PolicyReference(policy: $0.id, version: version) }, to: clusters.map(\.id), epoch: epoch,
            rollbackOf: rollbackOf, context)
    }

    /// A deployment that is accepted, with its jobs.
    package func deploy(
        _ policies: [Policy], to clusters: [Cluster], version: Int? = 1, rollbackOf: ID<Deployment>? = nil
    ) async throws -> DeploymentDraft {
        let draft = try await draft(policies, to: clusters, version: version, rollbackOf: rollbackOf)
        for result in try await store.accept([draft]) { _ = try result.get() }
        return draft
    }

    /// Reports every object of `draft` as `state` and ends the deployment, without any worker.
    package func finish(_ draft: DeploymentDraft, objects state: ObjectState = .new, phase: Phase = .completed)
        async throws
    {
        let id = draft.deployment.id
        _ = try await store.settle(reports: [], deployments: [id], nil) { loaded in
            guard var deployment = loaded.deployments[id] else { throw StoreRefusal.notFound("deployment \(id)") }
            deployment.state.phase = phase
            var settlement = Settlement()
            settlement.objects = draft.objects.map {
                ObjectUpdate(
                    deployment: id, report: ObjectReport(cluster: $0.cluster, policy: $0.policy, state: state))
            }
            settlement.deployments = [
                DeploymentUpdate(
                    deployment: deployment, changes: [], cancelJobsBefore: nil, takesLocks: false, releasesLocks: true)
            ]
            return settlement
        }
    }
}
