import Domain

/// `strategy` of a deployment: its name alone, or an object with `type` and what belongs to it.
extension BodyReader {
    /// Direct where nothing is said; what is wrong with it, `finish` throws.
    mutating func strategy() -> Strategy {
        guard let value = value("strategy") else { return .direct }
        let whole: JSONValue = value.string.map { ["type": .string($0)] } ?? value
        return object(whole, at: ["strategy"]) { $0.wholeStrategy() } ?? .direct
    }

    private mutating func wholeStrategy() -> Strategy? {
        if value("type") == nil { complain("type", "missing", "is missing") }
        guard let name = choice("type", StrategyName.self) else {
            // Whose members they are is not known: the name is the mistake.
            for member in Self.strategyMembers { _ = value(member) }
            return nil
        }
        return switch name {
        case .direct: .direct
        case .canary: .canary(canary())
        case .blueGreen: .blueGreen(blueGreen())
        case .rolling: .rolling(rolling())
        case .ab: .ab(comparison())
        }
    }

    private static let strategyMembers = [
        "steps", "soak", "unit", "autoPromote", "shadow", "smokeTests", "autoSwitch", "watch", "keepBlueDuration",
        "batch", "interval", "healthChecks", "split", "header", "cookie", "test",
    ]

    private mutating func canary() -> CanaryStrategy {
        let soak = duration("soak", in: RolloutBounds.wait) ?? CanaryStrategy.standardSoak
        let steps = canarySteps(soak: soak)
        return CanaryStrategy(
            steps: steps ?? CanaryStrategy.standardSteps.map { CanaryStep(share: $0.share, soak: soak) },
            unit: choice("unit", CohortUnit.self), autoPromote: bool("autoPromote") ?? true,
            shadow: duration("shadow", in: RolloutBounds.someWait))
    }

    private mutating func blueGreen() -> BlueGreenStrategy {
        let usual = BlueGreenStrategy()
        return BlueGreenStrategy(
            smokeTests: httpChecks("smokeTests"), autoSwitch: bool("autoSwitch") ?? usual.autoSwitch,
            watch: duration("watch", in: RolloutBounds.wait) ?? usual.watch,
            keepBlue: duration("keepBlueDuration", in: RolloutBounds.wait) ?? usual.keepBlue)
    }

    private mutating func rolling() -> RollingStrategy {
        let usual = RollingStrategy()
        let unit = choice("unit", BatchUnit.self)
        return RollingStrategy(
            batch: share("batch") ?? usual.batch, unit: unit.flatMap { CohortUnit(rawValue: $0.rawValue) },
            interval: duration("interval", in: RolloutBounds.wait) ?? usual.interval,
            healthChecks: httpChecks("healthChecks"))
    }
}

/// The units that batches can be made of.
private enum BatchUnit: String, CaseIterable {
    case workloads, clusters
}

extension CanaryStrategy {
    /// How long a step is watched where the request does not say.
    static var standardSoak: Duration { standardSteps.first?.soak ?? .seconds(300) }
}
