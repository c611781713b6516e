package import Domain

/// How a change is to be rolled out, as far as a cluster has to do with it.
package struct RolloutWay: Hashable, Sendable {
    package let strategy: StrategyName
    /// `nil`: the finest that can be had.
    package let unit: CohortUnit?
    /// What it goes through within a cluster, in order.
    let scenes: [Scene]

    /// - Parameter shares: The shares of its steps before the end.
    package init(
        _ strategy: StrategyName, unit: CohortUnit? = nil, shares: [Share] = [.percent(10), .percent(50)]
    ) {
        let scenes: [Scene] =
            switch strategy {
            case .direct: [.promoted]
            case .canary, .rolling: shares.map { .share($0) } + [.promoted]
            case .blueGreen: [.green, .switched, .promoted]
            case .ab: [.share(shares.first ?? .percent(50)), .promoted]
            }
        self.init(strategy, unit: unit, scenes: scenes)
    }

    /// As a plan has it.
    package init(_ strategy: StrategyName, unit: CohortUnit?, scenes: [Scene]) {
        self.strategy = strategy
        self.unit = unit
        self.scenes = scenes
    }

    /// Whether the object is written as a whole, so that there is nothing between the two versions.
    var isOneWrite: Bool { strategy == .direct || unit == .clusters }
}

extension Scene {
    /// The step, for people.
    var text: String {
        switch self {
        case .shadow: "the shadow step"
        case .green: "green beside blue"
        case .share(let share): "the step to \(share)"
        case .variant: "the variant"
        case .switched: "the switch"
        case .promoted: "the promotion"
        }
    }
}
