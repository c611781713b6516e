import Domain

extension Step {
    /// One step of every kind, but for comparisons of its own scenes.
    static let any: [Step] =
        [
            .validate, .apply, .awaitPropagation, .soak(.seconds(60)), .soak(.seconds(1)), .smokeTest([]),
            .gate(.promote), .gate(.switchTraffic), .promote, .switchTraffic, .retire(after: .seconds(5)),
            .restore(of: Fixture.earlier), .arrange(.shadow), .arrange(.green), .arrange(.share(.percent(10))),
            .arrange(.share(.count(2))), .arrange(.variant(.header(name: "x-beta", value: "yes"))),
            .arrange(.variant(.cookie(name: "beta", value: "1"))), .arrange(.switched), .arrange(.promoted),
        ] + (Fixture.comparison.map { [.compare($0)] } ?? [])
}

extension Strategy {
    static func random(using random: inout SeededRandom) -> Strategy? {
        let isAutomatic = Bool.random(using: &random)
        let checks = Bool.random(using: &random) ? [] : [HTTPCheck(url: "http://a")]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .direct
        case 1: return .canary(CanaryStrategy(autoPromote: isAutomatic, shadow: isAutomatic ? nil : .seconds(60)))
        case 2: return .blueGreen(BlueGreenStrategy(smokeTests: checks, autoSwitch: isAutomatic))
        case 3: return .rolling(RollingStrategy(batch: .percent(40), healthChecks: checks))
        default: return Fixture.comparison.map { .ab(ABStrategy(test: $0)) }
        }
    }
}
