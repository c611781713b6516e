package import Domain
import Mesh
package import Ports

/// Decides what a plan has left open, because no cluster answered when it was accepted, or another deployment was under
/// way: the units of its policies, and how many batches there are. It goes the way of a request that is accepted now.
package struct UnitDecision: Sendable {
    private let bundles: any BundleStore
    private let clusters: any ClusterConnecting
    private let pods: any ClusterPodsConnecting
    private let metrics: any TrafficMetricsConnecting
    private let concurrency: Int
    private let pictures = ClusterPictures()

    package init(
        bundles: any BundleStore, clusters: any ClusterConnecting, pods: any ClusterPodsConnecting,
        metrics: any TrafficMetricsConnecting, concurrency: Int
    ) {
        self.metrics = metrics
        self.bundles = bundles
        self.clusters = clusters
        self.pods = pods
        self.concurrency = concurrency
    }

    /// The plan with a unit for every policy: the finest that it can have on the bundle's cluster and on all others
    /// that answer now, or whole clusters where it can have none. Whoever decides first decides for all clusters; the
    /// others find it stored.
    /// Throws `PlanRefusal`, `StoreRefusal`, `ClusterRefusal`, `PortError`.
    package func decide(_ bundle: Bundle, claim: ID<Claim>) async throws -> Plan {
        let plan = bundle.deployment.plan
        guard plan.isOpen else { return plan }
        let others = plan.clusters.filter { $0 != bundle.cluster.id }
        let looks = try await others.concurrentMap(limit: 4) { other in try await lookIfItAnswers(bundle, at: other) }
        let choice = UnitChoice(
            looks: [try await look(bundle)] + looks.compactMap(\.self), scenes: plan.scenes,
            cohort: Cohort(bundle.deployment.id))
        let decision = try decision(for: bundle, choice)
        return try await bundles.decide(
            decision, deployment: bundle.deployment.id, cluster: bundle.cluster.id, claim: claim)
    }

    /// Why the rollout cannot begin.
    package struct PlanRefusal: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String

        fileprivate init(description: String) { self.description = description }
        fileprivate init(_ cluster: Cluster, _ reason: String) { description = "Cluster \(cluster.name): \(reason)" }
    }

    private func decision(for bundle: Bundle, _ choice: UnitChoice) throws(PlanRefusal) -> Plan.Decision {
        let plan = bundle.deployment.plan
        do {
            let chosen = try choose(for: bundle, choice)
            let units = plan.units.merging(chosen.mapValues(\.unit)) { known, _ in known }
            try choice.check(units)
            try checkSmokeTests(of: bundle, units, choice)
            let notes =
                chosen.sorted { $0.key < $1.key }.compactMap(\.value.note)
                + (try checkShares(of: bundle.deployment, units, choice))
            let decision = Plan.Decision.shares(units, pods: try pods(of: plan, units, choice), notes: notes)
            _ = try plan.decided(decision)
            return decision
        } catch let impossible as RolloutImpossible {
            guard plan.byClusters != nil else { throw PlanRefusal(bundle.cluster, impossible.explanation) }
            return .wholeClusters(why: impossible.explanation)
        } catch let problem as PlanProblem {
            throw PlanRefusal(bundle.cluster, problem.message)
        } catch { throw PlanRefusal(description: "\(error)") }
    }

    /// Returns what is to be known. Batches are counted by what there is: the first alone may be all there is.
    private func checkShares(
        of deployment: Deployment, _ units: [ID<Policy>: CohortUnit], _ choice: UnitChoice
    ) throws(ShareProblem) -> [String] {
        let shares = deployment.plan.scenes.compactMap { scene -> Share? in
            if case .share(let share) = scene { share } else { nil }
        }
        let counts = choice.populations(units)
        guard deployment.strategy.comparesShares else { return ShareProblem.notes(Array(shares.prefix(1)), counts) }
        try ShareProblem.check(shares, counts)
        return ShareProblem.notes(shares, counts)
    }

    private func checkSmokeTests(
        of bundle: Bundle, _ units: [ID<Policy>: CohortUnit], _ choice: UnitChoice
    ) throws {
        let (plan, all) = (bundle.deployment.plan, bundle.deployment.policies)
        guard plan.scenes.contains(.green), plan.steps.contains(where: \.step.isSmokeTest) else { return }
        let objects = choice.looks.flatMap { $0.targets.map(\.object) }
        let seen = Dictionary(objects.map { ($0.policy, $0) }) { first, _ in first }
        // Of one that goes to none of the clusters that answer, green may be reached.
        guard seen.count == all.count else { return }
        if let blind = UnreachableGreen(all.compactMap { seen[$0.policy] }, units: units) {
            throw PlanRefusal(bundle.cluster, "\(blind)")
        }
    }

    /// The most pods of a cluster that batches are taken of; `nil` where nobody asks for a number of them.
    private func pods(
        of plan: Plan, _ units: [ID<Policy>: CohortUnit], _ choice: UnitChoice
    ) throws(EmptyCohort) -> Int? {
        guard plan.uncountedBatch != nil else { return nil }
        let counts = choice.populations(units)
        if let empty = counts.first(where: { $0.pods == 0 }) { throw EmptyCohort(cluster: empty.cluster) }
        return counts.map(\.pods).max() ?? 0
    }

    private func choose(
        for bundle: Bundle, _ choice: UnitChoice
    ) throws(RolloutImpossible) -> [ID<Policy>: UnitChoice.Chosen] {
        let objects = choice.looks.flatMap { $0.targets.map(\.object) }
        var chosen: [ID<Policy>: UnitChoice.Chosen] = [:]
        var problems: [RolloutImpossible.Problem] = []
        for policy in bundle.deployment.plan.undecided.sorted() {
            // One that goes to none of the clusters that answer is decided where it goes.
            guard let object = objects.first(where: { $0.policy == policy }) else { continue }
            do throws(Impossible) { chosen[policy] = try choice.unit(of: object) } catch {
                problems.append(RolloutImpossible.Problem(key: object.key, impossible: error))
            }
        }
        guard problems.isEmpty else { throw RolloutImpossible(problems: problems) }
        return chosen
    }

    private func look(_ bundle: Bundle) async throws -> ClusterLook {
        let api = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(api, concurrency: concurrency).targets(of: bundle.objects)
        let reader = SurroundingsReader(objects: api, pods: try await pods.pods(of: bundle.cluster))
        let picture = try await reader.read(
            for: targets, companions: bundle.companions, of: bundle.cluster, sharing: pictures, isFresh: true)
        return ClusterLook(
            cluster: bundle.cluster, targets: targets, picture: picture,
            seesSubsets: await SubsetSight.isGiven(on: bundle.cluster, for: targets, by: metrics))
    }

    /// `nil`: that cluster's own validation will say what is wrong.
    private func lookIfItAnswers(_ bundle: Bundle, at cluster: ID<Cluster>) async throws -> ClusterLook? {
        do {
            return try await look(try await bundles.bundle(bundle.deployment.id, cluster: cluster))
        } catch is CancellationError { throw CancellationError() } catch { return nil }
    }
}
