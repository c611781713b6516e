/// What a strategy makes its plan of, beside itself.
package struct PlanInput: Hashable, Sendable {
    package var clusters: [ID<Cluster>]
    /// The order of the clusters, as the request gives it; `nil`: all at once, or as the strategy says.
    package var waves: [[ID<Cluster>]]?
    /// The unit of each policy; `clusters` for all of them, or for none.
    package var units: [ID<Policy>: CohortUnit]
    /// Those whose unit within a cluster nobody could tell yet.
    package var undecided: Set<ID<Policy>>
    /// How many pods the cohort is drawn from, at the most of all clusters; `nil` where nobody could tell.
    package var population: Int?
    package var onFailure: FailurePolicy
    package var rules: [SoakRule]
    package var progressDeadline: Duration?
    package var startsAt: Timestamp?

    package init(
        clusters: [ID<Cluster>], waves: [[ID<Cluster>]]? = nil, units: [ID<Policy>: CohortUnit] = [:],
        undecided: Set<ID<Policy>> = [], population: Int? = nil, onFailure: FailurePolicy = .rollback,
        rules: [SoakRule] = [],
        progressDeadline: Duration? = nil, startsAt: Timestamp? = nil
    ) {
        self.clusters = clusters.sorted()
        self.waves = waves
        self.units = units
        self.undecided = undecided
        self.population = population
        self.onFailure = onFailure
        self.rules = rules
        self.progressDeadline = progressDeadline
        self.startsAt = startsAt
    }

    var isByCluster: Bool { units.values.contains(.clusters) }

    func plan(_ steps: [PlannedStep], waves: [[ID<Cluster>]]? = nil) -> Plan {
        var plan = Plan(
            clusters: clusters, waves: waves ?? self.waves, steps: steps, onFailure: onFailure, units: units,
            rules: rules, progressDeadline: progressDeadline, startsAt: startsAt)
        plan.undecided = undecided
        return plan
    }
}

/// Why no plan can be made of a request.
package struct PlanProblem: Error, Hashable, Sendable {
    package let message: String
    package init(_ message: String) { self.message = message }
}
