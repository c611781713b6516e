/// How much of a cluster's traffic somebody looks at: what nobody looks at need not be asked for.
package struct TrafficScope: Hashable, Sendable {
    /// At which ends of connections.
    package var sides: Set<TrafficSide>
    /// Envoy's own numbers of upstream clusters (`TrafficSnapshot.subsets`).
    package var hasSubsets: Bool
    /// What clients report of failed requests, also where they are not looked at otherwise.
    package var hasReports: Bool

    package init(sides: Set<TrafficSide>, hasSubsets: Bool, hasReports: Bool = false) {
        self.sides = sides
        self.hasSubsets = hasSubsets
        self.hasReports = hasReports
    }

    package static let everything = TrafficScope(sides: Set(TrafficSide.allCases), hasSubsets: true, hasReports: true)
    package static let nothing = TrafficScope(sides: [], hasSubsets: false)

    /// Whether who has asked for this has what `other` asks for.
    package func covers(_ other: TrafficScope) -> Bool {
        sides.isSuperset(of: other.sides) && (hasSubsets || !other.hasSubsets) && (hasReports || !other.hasReports)
    }

    /// What measurements look at, all of them together.
    package init(_ measurements: some Sequence<Measurement>) {
        self = .nothing
        for measurement in measurements {
            if !measurement.failuresTo.isEmpty { hasReports = true }
            for group in [measurement.cohort, measurement.baseline] {
                switch group {
                case .cohort, .rest, .pods, .namespaces: sides.insert(measurement.side)
                case .subsets: hasSubsets = true
                case .nobody: break
                }
            }
        }
    }
}
