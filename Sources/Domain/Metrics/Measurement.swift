/// What is compared while a step soaks: whose traffic has the new version, and whose has the old one.
package struct Measurement: Hashable, Sendable {
    package var side: TrafficSide
    package var cohort: MeasuredGroup
    package var baseline: MeasuredGroup
    /// Only traffic to these services counts; empty: all.
    package var services: [ServiceName]
    /// The services of the baseline's traffic, where which version a request met shows in where it went; empty: the
    /// same ones.
    package var baselineServices: [ServiceName]

    package init(
        side: TrafficSide, cohort: MeasuredGroup, baseline: MeasuredGroup, services: [ServiceName] = [],
        baselineServices: [ServiceName] = []
    ) {
        self.side = side
        self.cohort = cohort
        self.baseline = baseline
        self.services = services.sorted()
        self.baselineServices = baselineServices.sorted()
    }
}

/// A group of traffic.
package enum MeasuredGroup: Hashable, Sendable {
    /// The pods with the cohort's label.
    case cohort
    /// The other pods of the scope that the cohort is drawn from.
    case rest
    /// These pods.
    case pods([PodName])
    /// Every pod of these namespaces.
    case namespaces([String])
    /// These subsets of the measurement's services, as Envoy counts them.
    case subsets([String])
    /// Nobody: there is no baseline in space, only the time before.
    case nobody
}
