/// What a comparison of two versions has found on one cluster; the old one is A, the new one B.
package enum ComparisonOutcome: Hashable, Sendable {
    /// The new version is better.
    case newWins(reason: String)
    /// The old version is better.
    case oldWins(reason: String)
    /// The time is over, and neither is better. `worse`: who was worse in something, by the numbers of the end.
    case noWinner(reason: String, worse: Set<ABVariant>)
    /// The cluster had the new version before: it says nothing about either.
    case abstains(reason: String)
    /// It goes on: there were requests enough for a look, and neither was better. Only said where several compare.
    case open(reason: String, worse: Set<ABVariant>)

    package var reason: String {
        switch self {
        case .newWins(let reason), .oldWins(let reason), .noWinner(let reason, _), .abstains(let reason),
            .open(let reason, _):
            reason
        }
    }

    var isFinal: Bool { if case .open = self { false } else { true } }

    func isWorse(_ variant: ABVariant) -> Bool {
        switch self {
        case .newWins, .oldWins, .abstains: false
        case .noWinner(_, let worse), .open(_, let worse): worse.contains(variant)
        }
    }

    /// Whether it says the same, whatever the numbers that it says it with.
    func isSame(as other: ComparisonOutcome) -> Bool { kind == other.kind && worse == other.worse }

    private var worse: Set<ABVariant> { Set(ABVariant.allCases.filter(isWorse)) }

    private var kind: String {
        switch self {
        case .newWins: "newWins"
        case .oldWins: "oldWins"
        case .noWinner: "noWinner"
        case .abstains: "abstains"
        case .open: "open"
        }
    }
}

extension ComparisonOutcome {
    /// The stored form. It is part of the deployment's state, whose schema is 2 where it has any.
    package var json: JSONValue {
        [
            "found": .string(kind), "reason": .string(reason),
            "worse": .array(worse.map(\.rawValue).sorted().map { .string($0) }),
        ]
    }

    /// Reads the stored form; `nil` where it is none.
    package init?(json: JSONValue) {
        guard let reason = json["reason"]?.string else { return nil }
        let worse = Set((json["worse"]?.array ?? []).compactMap { $0.string.flatMap(ABVariant.init(rawValue:)) })
        switch json["found"]?.string {
        case "newWins": self = .newWins(reason: reason)
        case "oldWins": self = .oldWins(reason: reason)
        case "noWinner": self = .noWinner(reason: reason, worse: worse)
        case "abstains": self = .abstains(reason: reason)
        case "open": self = .open(reason: reason, worse: worse)
        default: return nil
        }
    }
}
