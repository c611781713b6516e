/// What is asked of strategies before they are plans. All of it stands here, so that whoever adds a strategy answers it
/// in one place.
extension Strategy {
    /// The unit of its shares where several clusters are asked about: Rolling goes by clusters where there are several.
    package func unit(clusters: Int) -> CohortUnit? {
        if case .rolling(let rolling) = self { return rolling.unit ?? (clusters > 1 ? .clusters : .workloads) }
        return wantedUnit
    }

    /// Whether a request with this strategy may name the unit.
    package func takes(_ unit: CohortUnit, clusters: Int) -> Bool {
        if unit == .clusters, clusters < 2 { return false }
        return switch self {
        case .direct, .blueGreen: false
        case .canary: true
        case .rolling: unit == .workloads || unit == .clusters
        case .ab: unit != .clusters
        }
    }

    /// Whether it falls to whole clusters where no policy can have anything finer.
    package func canGoByCluster(of clusters: Int) -> Bool {
        switch self {
        case .canary(let canary): canary.unit == nil && clusters > 1
        case .direct, .blueGreen, .rolling, .ab: false
        }
    }

    /// The shares that its steps take, before the end.
    package var shares: [Share] {
        switch self {
        case .direct, .blueGreen: []
        case .canary(let canary): canary.steps.map(\.share).filter { !$0.isEverything }
        case .rolling(let rolling): [rolling.batch]
        case .ab(let ab): ab.match == nil ? [ab.split] : []
        }
    }

    /// The shares that are compared with who is beside them, in order, each with its field in the request.
    package var comparedShares: [(share: Share, field: String)] {
        guard name.comparesShares else { return [] }
        return switch self {
        case .direct, .blueGreen, .rolling: []
        case .canary(let canary): canary.steps.enumerated().map { ($1.share, "strategy.steps[\($0)]") }
        case .ab(let ab): ab.match == nil ? [(ab.split, "strategy.split")] : []
        }
    }

    /// Whether pods get the cohort's label for a policy of that kind: green and variants of a VirtualService are told
    /// by headers.
    package func labels(_ kind: PolicyKind, _ unit: CohortUnit?) -> Bool {
        guard unit == .workloads else { return false }
        switch self {
        case .direct: return false
        case .canary, .rolling: return true
        case .blueGreen: return kind != .virtualService
        case .ab(let ab): return ab.match == nil
        }
    }

    /// What is asked over HTTP while it goes on.
    package var checks: [HTTPCheck] {
        switch self {
        case .blueGreen(let blueGreen): blueGreen.smokeTests
        case .rolling(let rolling): rolling.healthChecks
        case .direct, .canary, .ab: []
        }
    }

    /// Whether it is rules alone that keep the new version from everybody.
    package var isJudgedByRules: Bool {
        switch self {
        case .canary, .blueGreen, .rolling: true
        case .direct, .ab: false
        }
    }

    /// The shortest time that it asks a step to be watched; `nil`: it watches none. A share of a canary is watched
    /// whatever its soak is, and the end of one that has none is not.
    package var shortestWatch: Duration? {
        switch self {
        case .direct: nil
        case .canary(let canary):
            (canary.steps.filter { !$0.share.isEverything || $0.soak > .zero }.map(\.soak)
                + [canary.shadow].compactMap(\.self)).min()
        case .blueGreen(let blueGreen): blueGreen.watch > .zero ? blueGreen.watch : nil
        case .rolling(let rolling): rolling.interval > .zero ? rolling.interval : nil
        case .ab(let ab): ab.test.maximumDuration
        }
    }

    /// The member of the request that is zero, so that nobody is watched who has the new version; `nil`: some step is,
    /// or nobody expects it.
    package var unwatchedFor: String? {
        switch self {
        case .blueGreen(let blueGreen): blueGreen.watch > .zero ? nil : "watch"
        case .rolling(let rolling): rolling.interval > .zero ? nil : "interval"
        case .direct, .canary, .ab: nil
        }
    }
}

extension StrategyName {
    /// Whether those who have its share are compared with others beside them, so that somebody must be left.
    package var comparesShares: Bool {
        switch self {
        case .canary, .ab: true
        case .direct, .blueGreen, .rolling: false
        }
    }
}
