import Domain
import Ports

/// What follows when a person has resumed in spite of missing data: they have decided, and are not asked again at the
/// next tick.
extension WatchTick {
    /// So long is borne what was borne once, from the last tick that was held: as long as the step is watched, within
    /// these limits.
    private static let shortestGrace = Duration.seconds(60)
    private static let longestGrace = Duration.seconds(3600)

    /// Until when the pause that `outcome` asks for is left out; `nil` where it asks for none, or is to be heard. It
    /// never lets a soak pass: that needs data, and ends the grace.
    func grace(for outcome: SoakOutcome, _ memory: inout WatchMemory) -> Timestamp? {
        guard case .pause = outcome else {
            memory.askedAt = nil
            return nil
        }
        let end = memory.askedAt.map { $0 + min(max(duration, Self.shortestGrace), Self.longestGrace) }
        if !watch.isHeld, let end, at < end { return end }
        memory.askedAt = at
        return nil
    }
}

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
