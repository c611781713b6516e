import Domain

/// Clusters with names, for tests that people read.
enum Fixture {
    static let east = ID<Cluster>(high: 0, low: 1)
    static let west = ID<Cluster>(high: 0, low: 2)
    static let north = ID<Cluster>(high: 0, low: 3)
    static let names = [east: "east", west: "west", north: "north"]
    static let earlier = ID<Deployment>(high: 0, low: 9)

    static func direct(_ onFailure: FailurePolicy = .rollback) -> Plan {
        Strategy.directPlan(PlanInput(clusters: [east, west], onFailure: onFailure))
    }

    /// Ten per cent, then half of the pods, five minutes each.
    static func canary(autoPromote: Bool = true, to clusters: [ID<Cluster>] = [east, west]) throws -> Plan {
        let steps = [10, 50].map { CanaryStep(share: .percent($0), soak: .seconds(300)) }
        return try plan(.canary(CanaryStrategy(steps: steps, autoPromote: autoPromote)), to: clusters)
    }

    /// The plan of a strategy for the clusters of the fixture; pods are its unit where nothing else is said.
    static func plan(
        _ strategy: Strategy, to clusters: [ID<Cluster>] = [east, west], waves: [[ID<Cluster>]]? = nil,
        unit: CohortUnit = .workloads, population: Int? = nil, onFailure: FailurePolicy = .rollback
    ) throws -> Plan {
        try strategy.plan(
            PlanInput(
                clusters: clusters, waves: waves, units: [ID<Policy>(high: 0, low: 5): unit], population: population,
                onFailure: onFailure))
    }

    /// A comparison as plans store it.
    static let comparison: ABSpec? = try? ABSpec(json: [
        "confidence": .double(0.95), "minimumSamples": .double(1000), "maximumDuration": "PT24H", "metrics": "both",
        "onInconclusive": "pause",
    ])
}

extension Effect {
    /// The effect as tests and `docs/state-machine.md` write it.
    func text(_ names: [ID<Cluster>: String]? = nil) -> String {
        switch self {
        case .cancelJobs: return "cancel older jobs"
        case .enqueue(let stage, let step, let clusters, let delay):
            let number = step == Plan.wayBack ? "" : " (step \(step))"
            let later = delay > .zero ? " after \(delay.isoText)" : ""
            return "enqueue \(stage)\(number)\(Self.places(clusters, names))\(later)"
        case .beginWatch(let step, let clusters):
            return "begin to watch (step \(step))\(Self.places(clusters, names))"
        case .keepWatch(let step, let clusters):
            return "watch on (step \(step))\(Self.places(clusters, names))"
        case .endWatch: return "end the watch"
        case .takeLocks: return "take locks"
        case .releaseLocks: return "release locks"
        case .announce(let status, let reason): return "announce \(status.rawValue)" + (reason.map { ": \($0)" } ?? "")
        }
    }

    private static func places(_ clusters: [ID<Cluster>], _ names: [ID<Cluster>: String]?) -> String {
        names.map { names in " for " + clusters.map { names[$0] ?? "?" }.joined(separator: " and ") } ?? ""
    }
}
