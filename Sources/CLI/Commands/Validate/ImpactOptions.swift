import Domain
import Impact

/// What `validate` is asked about the change that a document is, beside the document itself.
struct ImpactOptions {
    let isWanted: Bool
    /// Files with lines of access logs.
    let replays: [String]
    let strategy: StrategyName?

    static let impact = Option(
        flag: "impact", "Says who loses access and which requests change, against what --cluster and --context hold")
    static let replay = Option(
        "replay", value: "FILE", repeats: true, completion: .files,
        "Asks the AuthorizationPolicies about recorded requests: access-log lines in JSON, as Istio writes them")
    static let strategy = Option(
        "strategy", value: "STRATEGY", completion: .words(StrategyName.allCases.map { $0.rawValue.lowercased() }),
        "Finds the steps of such a rollout that would be impossible or unsafe")

    /// Nothing is asked.
    static let none = ImpactOptions()

    private init() { (isWanted, replays, strategy) = (false, [], nil) }

    init(_ call: Invocation, _ format: ReportFormat) throws {
        isWanted = call.arguments.has(Self.impact)
        replays = call.arguments.all(Self.replay)
        strategy = call.arguments[Self.strategy].flatMap { text in
            StrategyName.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        }
        guard isWanted || !replays.isEmpty else { return }
        guard format == .table || format == .json else {
            throw UsageProblem("--impact and --replay are told with -o table and -o json only")
        }
    }
}
