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
    /// Requests to these services that fail at their clients, and that no server has counted, are the cohort's as far
    /// as there are more of them than before the rollout: nobody else changes.
    package var failuresTo: [ServiceName]
    /// Whether the new version's requests are the cohort's alone and the old one's are the baseline's alone, so that
    /// the two parts of all requests are the share that was asked for.
    package var showsShare: Bool

    package init(
        side: TrafficSide, cohort: MeasuredGroup, baseline: MeasuredGroup, services: [ServiceName] = [],
        baselineServices: [ServiceName] = [], failuresTo: [ServiceName] = [],
        showsShare: Bool = true
    ) {
        self.side = side
        self.cohort = cohort
        self.baseline = baseline
        self.services = services.sorted()
        self.baselineServices = baselineServices.sorted()
        self.failuresTo = failuresTo.sorted()
        self.showsShare = showsShare
    }

    /// Whether the proxies' own numbers of subsets alone tell who has which version.
    package var isBySubset: Bool { cohort.isSubsets }

    /// Whether which version a request met shows in where it went alone. What went there before the rollout cannot be
    /// told from what goes there because of it.
    package var isByDestination: Bool {
        guard baseline != .nobody else { return false }
        if !baselineServices.isEmpty { return true }
        if case .pods = cohort { return true }
        return false
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

    /// Whether it is told by numbers that clients alone have.
    var isSubsets: Bool { if case .subsets = self { true } else { false } }
}
