import Domain

/// The options of `deploy` that say how: each belongs to some of the strategies.
enum StrategyOptions {
    static let strategy = Option(
        "strategy", value: "STRATEGY", completion: .words(StrategyName.allCases.map(\.rawValue)), "How; default Direct")
    static let file = Option(
        "strategy-file", value: "FILE", completion: .files,
        "The whole strategy as an object in YAML or JSON, in place of the options for it")
    static let steps = Option(
        "steps", value: "PERCENT,...", "Canary: the shares, rising, as in 10,30,50; the default")
    static let soak = Option("soak", value: "DURATION", "Canary: how long each share is watched; default 5m")
    static let unit = Option(
        "unit", value: "UNIT", completion: .words(CohortUnit.allCases.map(\.rawValue)),
        "Canary, Rolling, AB: what shares are taken of; default the finest that the policies can have (Rolling over "
            + "several clusters: clusters)")
    static let shadow = Option("shadow", value: "DURATION", "Canary: how long it is only watched first")
    static let noAutoPromote = Option(flag: "no-auto-promote", "Canary: each share waits for `promote`")
    static let smokeTests = Option(
        "smoke-test", value: "URL", repeats: true,
        "BlueGreen: green must answer this with 200 before the switch; {cluster} in it stands for the cluster's name")
    static let noAutoSwitch = Option(flag: "no-auto-switch", "BlueGreen: waits for `switch`")
    static let watch = Option(
        "watch", value: "DURATION", "BlueGreen: how long green is watched after the switch; default 10m")
    static let keepBlue = Option("keep-blue", value: "DURATION", "BlueGreen: how long blue is kept after that")
    static let batch = Option("batch", value: "PERCENT", "Rolling: how much each batch adds; default 25")
    static let batchCount = Option("batch-count", value: "N", "Rolling: how many pods or clusters each batch adds")
    static let interval = Option(
        "interval", value: "DURATION", "Rolling: how long each batch is watched; default 1m")
    static let healthChecks = Option(
        "health-check", value: "URL", repeats: true,
        "Rolling: must answer with 200 after each batch; {cluster} in it stands for the cluster's name")
    static let split = Option("split", value: "PERCENT", "AB: how much gets the new version; default 50")
    static let header = Option("header", value: "NAME=VALUE", "AB: requests with this header get the new version")
    static let cookie = Option("cookie", value: "NAME=VALUE", "AB: requests with this cookie get the new version")
    static let confidence = Option("confidence", value: "NUMBER", "AB: how sure the winner must be; default 0.95")
    static let minimumSamples = Option(
        "min-samples", value: "N", "AB: requests of each version before the first look; default 1000")
    static let maximumDuration = Option(
        "max-duration", value: "DURATION", "AB: when it ends without a winner; default 1d")
    static let compared = Option(
        "compare", value: "WHAT", completion: .words(ABSpec.Metrics.allCases.map(\.rawValue)),
        "AB: what is compared; default both")
    static let onInconclusive = Option(
        "on-inconclusive", value: "WHAT", completion: .words(ABSpec.Inconclusive.allCases.map(\.rawValue)),
        "AB: without a winner, keepA takes the new version back, pause waits for a person; default keepA")

    static let all = [strategy, file] + own.map(\.option)

    /// Which strategies an option belongs to.
    private static let own: [(option: Option, of: [StrategyName])] = [
        (steps, [.canary]), (soak, [.canary]), (unit, [.canary, .rolling, .ab]), (shadow, [.canary]),
        (noAutoPromote, [.canary]), (smokeTests, [.blueGreen]), (noAutoSwitch, [.blueGreen]), (watch, [.blueGreen]),
        (keepBlue, [.blueGreen]), (batch, [.rolling]), (batchCount, [.rolling]), (interval, [.rolling]),
        (healthChecks, [.rolling]), (split, [.ab]), (header, [.ab]), (cookie, [.ab]), (confidence, [.ab]),
        (minimumSamples, [.ab]), (maximumDuration, [.ab]), (compared, [.ab]), (onInconclusive, [.ab]),
    ]

    /// The strategy that the command line asks for; `nil` where it says nothing of it.
    static func read(_ call: ClientCall) throws -> JSONValue? {
        let arguments = call.arguments
        let given = own.filter { arguments.has($0.option) }
        if let path = arguments[file] {
            guard given.isEmpty, !arguments.has(strategy) else {
                throw UsageProblem("--strategy-file says everything: leave --strategy and its options out")
            }
            return try RolloutFiles.object(path, call.surroundings)
        }
        let name = arguments[strategy].flatMap(StrategyName.init) ?? .direct
        if let stray = given.first(where: { !$0.of.contains(name) }) {
            let names = stray.of.map(\.rawValue).joined(separator: " or ")
            throw UsageProblem("--\(stray.option.name) belongs to --strategy \(names)")
        }
        guard arguments.has(strategy) else { return nil }
        var members = try StrategyReading(arguments: arguments).members(of: name)
        members["type"] = .string(name.rawValue)
        return .object(members)
    }
}
