import Domain
import Ports

// Numbers in which other clusters may be, since one Prometheus measures them all.

extension SoakOutcome {
    /// The same outcome for another reason: there were numbers, and they could not be used.
    func because(_ why: String?) -> SoakOutcome {
        guard let why else { return self }
        return switch self {
        case .pause: .pause(reason: why)
        case .breached(_, let rule): .breached(reason: why, rule: rule)
        case .goOn, .passed: self
        }
    }

    /// The same outcome, saying of which of several policies it is.
    func of(_ about: String?) -> SoakOutcome {
        guard let about else { return self }
        return because(reason.map { "\(about): \($0)" })
    }
}

extension Measurement {
    /// Whether its groups are pods by name, which hardly ever are in two clusters: namespaces and subsets are.
    var isOfOneCluster: Bool { cohort.isOfOneCluster && baseline.isOfOneCluster }
}

extension MeasuredGroup {
    fileprivate var isOfOneCluster: Bool {
        switch self {
        case .cohort, .rest, .pods, .nobody: true
        case .namespaces, .subsets: false
        }
    }
}

extension WatchTick.Reading {
    /// What else is in the numbers, in a sentence; `nil`: nothing.
    var warning: String? {
        guard !others.isEmpty else { return nil }
        return
            "The same Prometheus measures \(others.sorted().joined(separator: ", ")), and nothing tells their series "
            + "apart: traffic of whole namespaces is not judged, pods are by their names. Give each cluster a "
            + "prometheusMatcher, like cluster=\"east\""
    }
}
