/// How much of a cluster's traffic somebody looks at: what nobody looks at need not be asked for.
package struct TrafficScope: Hashable, Sendable {
    /// At which ends of connections.
    package var sides: Set<TrafficSide>
    /// Envoy's own numbers of upstream clusters (`TrafficSnapshot.subsets`).
    package var hasSubsets: Bool

    package init(sides: Set<TrafficSide>, hasSubsets: Bool) {
        self.sides = sides
        self.hasSubsets = hasSubsets
    }

    package static let everything = TrafficScope(sides: Set(TrafficSide.allCases), hasSubsets: true)
    package static let nothing = TrafficScope(sides: [], hasSubsets: false)

    /// What measurements look at, all of them together.
    package init(_ measurements: some Sequence<Measurement>) {
        self = .nothing
        for measurement in measurements {
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
