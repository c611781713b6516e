/// How a deployment reaches its clusters, with what the request says about it. A strategy is a pure function to a plan;
/// adding one touches no worker.
package enum Strategy: Hashable, Sendable {
    /// Everywhere at once (specification, "Direct Deployment").
    case direct
    case canary(CanaryStrategy)
    case blueGreen(BlueGreenStrategy)
    case rolling(RollingStrategy)
    case ab(ABStrategy)

    package var name: StrategyName {
        switch self {
        case .direct: .direct
        case .canary: .canary
        case .blueGreen: .blueGreen
        case .rolling: .rolling
        case .ab: .ab
        }
    }

    /// The unit that the request asks for; `nil`: the finest that each policy can have.
    package var wantedUnit: CohortUnit? {
        switch self {
        case .direct, .blueGreen: nil
        case .canary(let canary): canary.unit
        case .rolling(let rolling): rolling.unit
        case .ab(let ab): ab.unit
        }
    }

    /// The scenes that its plan makes of the mesh, beside shares and the end.
    package var scenes: [Scene] {
        switch self {
        case .direct, .rolling: []
        case .canary(let canary): canary.shadow == nil ? [] : [.shadow]
        case .blueGreen: [.green]
        case .ab(let ab): ab.match.map { [.variant($0)] } ?? []
        }
    }
}

/// A share, and how long it is watched.
package struct CanaryStep: Hashable, Sendable {
    package let share: Share
    package let soak: Duration

    package init(share: Share, soak: Duration) {
        self.share = share
        self.soak = soak
    }
}

/// Step by step (FR-POL-006).
package struct CanaryStrategy: Hashable, Sendable {
    /// Rising; the last one may be 100 %, and is added where it is not.
    package let steps: [CanaryStep]
    package let unit: CohortUnit?
    /// Without it each soak ends at a gate.
    package let autoPromote: Bool
    /// How long the new version is watched without being enforced first; `nil`: not at all.
    package let shadow: Duration?

    package init(
        steps: [CanaryStep] = CanaryStrategy.standardSteps, unit: CohortUnit? = nil, autoPromote: Bool = true,
        shadow: Duration? = nil
    ) {
        self.steps = steps
        self.unit = unit
        self.autoPromote = autoPromote
        self.shadow = shadow
    }

    /// 10 → 30 → 50 → 100 %, five minutes each (specification, "Canary Stages").
    package static let standardSteps = [10, 30, 50].map { CanaryStep(share: .percent($0), soak: .seconds(300)) }
}

/// Green beside blue, then a switch (FR-POL-007).
package struct BlueGreenStrategy: Hashable, Sendable {
    package let smokeTests: [HTTPCheck]
    /// Without it a person switches.
    package let autoSwitch: Bool
    /// How long green is watched after the switch; it goes back to blue by itself meanwhile.
    package let watch: Duration
    /// How long blue is kept after that, one write away.
    package let keepBlue: Duration

    package init(
        smokeTests: [HTTPCheck] = [], autoSwitch: Bool = true, watch: Duration = .seconds(600),
        keepBlue: Duration = .zero
    ) {
        self.smokeTests = smokeTests
        self.autoSwitch = autoSwitch
        self.watch = watch
        self.keepBlue = keepBlue
    }
}

/// Batch by batch.
package struct RollingStrategy: Hashable, Sendable {
    /// How much each batch adds.
    package let batch: Share
    /// `workloads` or `clusters`; `nil`: clusters where there are several, else workloads.
    package let unit: CohortUnit?
    /// How long each batch is watched before the next.
    package let interval: Duration
    package let healthChecks: [HTTPCheck]

    package init(
        batch: Share = .percent(25), unit: CohortUnit? = nil, interval: Duration = .seconds(60),
        healthChecks: [HTTPCheck] = []
    ) {
        self.batch = batch
        self.unit = unit
        self.interval = interval
        self.healthChecks = healthChecks
    }
}

/// Two versions side by side until one has won.
package struct ABStrategy: Hashable, Sendable {
    /// How much gets the new version (B), where it is not by header or cookie.
    package let split: Share
    package let match: VariantMatch?
    package let unit: CohortUnit?
    package let test: ABSpec

    package init(split: Share = .percent(50), match: VariantMatch? = nil, unit: CohortUnit? = nil, test: ABSpec) {
        self.split = split
        self.match = match
        self.unit = unit
        self.test = test
    }
}
