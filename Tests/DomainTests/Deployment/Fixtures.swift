import Domain

/// Two clusters with names, for tests that people read.
enum Fixture {
    static let east = ID<Cluster>(high: 0, low: 1)
    static let west = ID<Cluster>(high: 0, low: 2)
    static let names = [east: "east", west: "west"]
    static let earlier = ID<Deployment>(high: 0, low: 9)

    static func direct(_ onFailure: FailurePolicy = .rollback) -> Plan {
        Strategy.directPlan(PlanInput(clusters: [east, west], onFailure: onFailure))
    }
}

extension Effect {
    /// The effect as tests and `docs/state-machine.md` write it.
    func text(_ names: [ID<Cluster>: String]? = nil) -> String {
        switch self {
        case .cancelJobs: return "cancel older jobs"
        case .enqueue(let stage, let step, let clusters, let delay):
            let where_ = names.map { names in " for " + clusters.map { names[$0] ?? "?" }.joined(separator: " and ") }
            return
                "enqueue \(stage)\(step == Plan.wayBack ? "" : " (step \(step))")\(where_ ?? "")\(delay > .zero ? " after \(delay.isoText)" : "")"
        case .beginWatch(let step, _): return "begin to watch (step \(step))"
        case .endWatch: return "end the watch"
        case .takeLocks: return "take locks"
        case .releaseLocks: return "release locks"
        case .announce(let status, let reason): return "announce \(status.rawValue)" + (reason.map { ": \($0)" } ?? "")
        }
    }
}
