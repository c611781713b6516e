package import Domain
import Mesh
import MeshModel
package import Ports

extension ProgressiveRollout {
    /// For whole objects on a cluster whose traffic is watched afterwards: what the policies reach is compared with the
    /// time before, since nobody beside them keeps the old version there. Returns how it is before the write.
    package func recordReach(_ bundle: Bundle, job: Job, lease: WorkLease) async throws -> ClusterBefore {
        let objects = try await clusters.objects(of: bundle.cluster)
        let pods = try await podsOf.pods(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        async let found = pods.pods(namespace: nil, labelSelector: nil)
        async let services = objects.contents(of: .services(namespace: nil))
        let inventory = Inventory(
            pods: try await found.compactMap { Workload(pod: $0.body) },
            services: try await services.compactMap { MeshService(service: $0.body) })
        let root = try await MeshConfigReading.root(for: targets.map(\.object.key.kind), objects)
        try await cohorts.save(
            CohortRecord(
                deployment: bundle.deployment.id, cluster: bundle.cluster.id, epoch: job.epoch, scopes: [], share: nil,
                measurements: targets.map { measurement(of: $0, in: inventory, root) }, step: job.step),
            claim: lease.claim)
        let live = targets.compactMap { target in target.live.map { (target.reference, $0) } }
        return ClusterBefore(
            live: Dictionary(live) { first, _ in first },
            mark: try await propagations.check(of: bundle.cluster).before(nil), root: root,
            moments: WriteMoments(time))
    }

    private func measurement(
        of target: ClusterTarget, in inventory: Inventory, _ root: String
    ) -> CohortMeasurement {
        let document = target.document ?? target.live?.body ?? .null
        let reach = Reach.of(document, kind: target.object.key.kind, in: inventory, root: root)
        let measurement =
            reach.services.isEmpty
            ? Measurement(
                side: .server, cohort: .pods(reach.pods.map(\.podName)), baseline: .nobody,
                failuresTo: PodScope.services(leadingTo: reach.pods, of: inventory.services))
            : Measurement(
                side: .client, cohort: .namespaces(Set(inventory.pods.map(\.namespace)).sorted()), baseline: .nobody,
                services: reach.services.map { ServiceName(namespace: $0.namespace, name: $0.name) })
        let isIdle = target.change.isIdle
        return CohortMeasurement(
            policies: [target.object.policy], about: target.object.key.description, unit: .clusters,
            measurement: measurement,
            notes: [
                isIdle
                    ? ClusterTarget.idleNote
                    : "the whole cluster has the new version; it is compared with the time before"
            ], isIdle: isIdle)
    }
}
