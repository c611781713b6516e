extension Plan {
    /// The way of whole clusters, for a plan that may turn out to have no other.
    package struct ByClusters: Hashable, Sendable {
        let waves: [[ID<Cluster>]]
        let steps: [PlannedStep]
    }

    /// What the clusters have answered to what the plan has left open.
    package enum Decision: Hashable, Sendable {
        /// - pods: Of how many a batch is taken, at the most of all clusters; `nil`: they were not counted.
        /// - notes: What whoever asked should know of the units that are chosen.
        case shares([ID<Policy>: CohortUnit], pods: Int? = nil, notes: [String] = [])
        /// No share can be had within a cluster, for that reason.
        case wholeClusters(why: String)
    }

    /// Whether something is left to be decided when the clusters are asked.
    package var isOpen: Bool { !undecided.isEmpty || uncountedBatch != nil }

    /// The plan with what it had left open; what is decided already stays. All of it lies behind `validate`, the step
    /// at which it is decided.
    /// Throws where there are more batches than a plan can have.
    package func decided(_ decision: Decision) throws(PlanProblem) -> Plan {
        switch decision {
        case .wholeClusters(let why): return decided(byClustersFor: why)
        case .shares(let chosen, let pods, let notes):
            var plan = self
            if chosen.keys.contains(where: undecided.contains) { plan.notes += notes }
            for (policy, unit) in chosen where undecided.contains(policy) {
                plan.units[policy] = unit
                plan.undecided.remove(policy)
            }
            if plan.undecided.isEmpty { plan.byClusters = nil }
            if let size = uncountedBatch, let pods {
                plan.steps = try steps(inBatchesOf: size, of: pods)
                plan.uncountedBatch = nil
            }
            return plan
        }
    }

    private func decided(byClustersFor why: String) -> Plan {
        guard !undecided.isEmpty, let byClusters else { return self }
        var plan = self
        (plan.waves, plan.steps) = (byClusters.waves, byClusters.steps)
        for policy in undecided.union(units.keys) { plan.units[policy] = .clusters }
        (plan.undecided, plan.byClusters) = ([], nil)
        plan.notes.append(CohortUnit.fallToClusters + why)
        return plan
    }

    /// The steps with as many batches as there are, each with what follows the one of all of them.
    private func steps(inBatchesOf size: Int, of pods: Int) throws(PlanProblem) -> [PlannedStep] {
        let shares = try RollingStrategy.shares(inBatchesOf: size, of: pods)
        var result: [PlannedStep] = []
        var batch: [PlannedStep] = []
        for planned in steps {
            switch planned.step {
            case .arrange: batch = [planned]
            case .promote:
                result += shares.flatMap { share in
                    batch.map { $0.step.scene == nil ? $0 : PlannedStep(.arrange(.share(share)), wave: $0.wave) }
                }
                result.append(planned)
                batch = []
            default: if batch.isEmpty { result.append(planned) } else { batch.append(planned) }
            }
        }
        return result
    }
}

extension CohortUnit {
    /// What whoever asked for shares is told who gets whole clusters; the reason follows.
    package static let fallToClusters =
        "It goes cluster by cluster, each of them entirely, because no share can be taken within one: "
}
