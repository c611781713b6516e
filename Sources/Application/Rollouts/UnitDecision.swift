package import Domain
import Mesh
package import Ports

/// Chooses the units that a plan has left open, because no cluster answered when it was accepted.
package struct UnitDecision: Sendable {
    private let bundles: any BundleStore
    private let clusters: any ClusterConnecting
    private let pods: any ClusterPodsConnecting
    private let concurrency: Int
    private let pictures = ClusterPictures()

    package init(
        bundles: any BundleStore, clusters: any ClusterConnecting, pods: any ClusterPodsConnecting, concurrency: Int
    ) {
        self.bundles = bundles
        self.clusters = clusters
        self.pods = pods
        self.concurrency = concurrency
    }

    /// The plan with a unit for every policy: the finest that it can have on the bundle's cluster and on all others that
    /// answer now. Whoever decides first decides for all clusters; the others find it stored.
    /// Throws `RolloutImpossible`, `StoreRefusal`, `ClusterRefusal`, `PortError`.
    package func decide(_ bundle: Bundle, claim: ID<Claim>) async throws -> Plan {
        let plan = bundle.deployment.plan
        guard !plan.undecided.isEmpty else { return plan }
        let others = plan.clusters.filter { $0 != bundle.cluster.id }
        let looks = try await others.concurrentMap(limit: 4) { other in try await lookIfItAnswers(bundle, at: other) }
        let choice = UnitChoice(
            looks: [try await look(bundle)] + looks.compactMap(\.self), scenes: plan.scenes,
            cohort: Cohort(bundle.deployment.id))
        return try await bundles.decide(
            try units(of: bundle, choice), deployment: bundle.deployment.id, cluster: bundle.cluster.id, claim: claim)
    }

    private func units(
        of bundle: Bundle, _ choice: UnitChoice
    ) throws(RolloutImpossible) -> [ID<Policy>: CohortUnit] {
        let objects = choice.looks.flatMap { $0.targets.map(\.object) }
        var units: [ID<Policy>: CohortUnit] = [:]
        var problems: [RolloutImpossible.Problem] = []
        for policy in bundle.deployment.plan.undecided.sorted() {
            // One that goes to none of the clusters that answer is decided where it goes.
            guard let object = objects.first(where: { $0.policy == policy }) else { continue }
            do throws(Impossible) { units[policy] = try choice.unit(of: object) } catch {
                problems.append(RolloutImpossible.Problem(key: object.key, impossible: error))
            }
        }
        guard problems.isEmpty else { throw RolloutImpossible(problems: problems) }
        return units
    }

    private func look(_ bundle: Bundle) async throws -> ClusterLook {
        let api = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(api, concurrency: concurrency).targets(of: bundle.objects)
        let reader = SurroundingsReader(objects: api, pods: try await pods.pods(of: bundle.cluster))
        let picture = try await reader.read(
            for: targets, companions: bundle.companions, of: bundle.cluster, sharing: pictures, isFresh: true)
        return ClusterLook(cluster: bundle.cluster, targets: targets, picture: picture)
    }

    /// `nil`: that cluster's own validation will say what is wrong.
    private func lookIfItAnswers(_ bundle: Bundle, at cluster: ID<Cluster>) async throws -> ClusterLook? {
        do {
            return try await look(try await bundles.bundle(bundle.deployment.id, cluster: cluster))
        } catch is CancellationError { throw CancellationError() } catch { return nil }
    }
}
