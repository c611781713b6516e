/// What is watched while a step soaks, and when it is bad enough to go back.
package struct SoakRule: Hashable, Sendable {
    /// Unique within a deployment: it names the rule in answers and in stored states.
    package let name: String
    package let subject: SoakSubject
    package let comparison: SoakComparison
    /// How long the comparison must hold, from the first evaluation that saw it; zero: one evaluation is enough.
    package let holdsFor: Duration
    package let noData: NoDataPolicy
    /// How many requests the cohort must have had within the window of the metrics for a verdict; a baseline beside
    /// counts from the same number on.
    package let minimumRequests: Double
    /// Recorded, and never decides.
    package let isObserveOnly: Bool

    package init(
        name: String, subject: SoakSubject, comparison: SoakComparison, holdsFor: Duration,
        noData: NoDataPolicy = .pause, minimumRequests: Double = 0, isObserveOnly: Bool = false
    ) {
        self.name = name
        self.subject = subject
        self.comparison = comparison
        self.holdsFor = max(holdsFor, .zero)
        self.noData = noData
        self.minimumRequests = minimumRequests > 0 && minimumRequests.isFinite ? minimumRequests : 0
        self.isObserveOnly = isObserveOnly
    }

    /// The same rule where missing data says nothing: before the proxies have what is to be judged.
    package var bearingSilence: SoakRule {
        SoakRule(
            name: name, subject: subject, comparison: comparison, holdsFor: holdsFor, noData: .ignore,
            minimumRequests: minimumRequests, isObserveOnly: isObserveOnly)
    }

    /// Whether it is about a version that is only tried and changes nothing: its breach asks for a person, since there
    /// is nothing to take back.
    package var isForecast: Bool { subject == .standard(.wouldBeDenied) }

    /// Whether it says something there: in a shadow nobody has the new version, and outside of one nothing is tried.
    package func isJudged(inShadow: Bool) -> Bool {
        switch subject {
        case .standard: isForecast == inShadow
        case .custom(_, let promQL): !inShadow || !promQL.contains("$pods")
        }
    }

    /// The first name that two of the rules have.
    package static func repeatedName(in rules: [SoakRule]) -> String? {
        var names: Set<String> = []
        return rules.first { !names.insert($0.name).inserted }?.name
    }
}

/// What a rule measures.
package enum SoakSubject: Hashable, Sendable {
    case standard(TrafficMetric)
    /// An expression that Prometheus evaluates, with the name that it goes by.
    case custom(name: String, promQL: String)

    /// The metric's name in answers.
    package var name: String {
        switch self {
        case .standard(let metric): metric.rawValue
        case .custom(let name, _): name
        }
    }

    /// What people call it in a sentence.
    package var title: String {
        switch self {
        case .standard(let metric): metric.title
        case .custom(let name, _): name
        }
    }

    /// The unit of its values; empty where nobody knows it.
    package var unit: String {
        switch self {
        case .standard(let metric): metric.unit
        case .custom: ""
        }
    }
}

/// When a value is bad. The limit itself is still good.
package enum SoakComparison: Hashable, Sendable {
    case above(Double)
    case below(Double)
    /// More than so many percent above the baseline's value.
    case aboveBaseline(percent: Double)
    /// More than so many percent below it.
    case belowBaseline(percent: Double)
    /// More than so much above the baseline's value, in the metric's own unit: of a share, percentage points. A value
    /// that is usually zero has no percentage to exceed.
    case aboveBaselineBy(Double)

    package var isRelative: Bool {
        switch self {
        case .above, .below: false
        case .aboveBaseline, .belowBaseline, .aboveBaselineBy: true
        }
    }

    /// Whether larger values are the bad ones.
    package var isUpper: Bool {
        switch self {
        case .above, .aboveBaseline, .aboveBaselineBy: true
        case .below, .belowBaseline: false
        }
    }

    /// The value beyond which it is bad; `nil` where that takes a baseline and there is none.
    package func limit(baseline: Double?) -> Double? {
        switch self {
        case .above(let limit), .below(let limit): limit
        case .aboveBaseline(let percent): baseline.map { $0 + abs($0) * percent / 100 }
        case .belowBaseline(let percent): baseline.map { $0 - abs($0) * percent / 100 }
        case .aboveBaselineBy(let points): baseline.map { $0 + points }
        }
    }

    func isBad(_ value: Double, limit: Double) -> Bool { isUpper ? value > limit : value < limit }
}

/// What it means that a metric has no value.
package enum NoDataPolicy: String, Hashable, Sendable, CaseIterable {
    /// The deployment waits for a person.
    case pause
    /// As if the rule were not there.
    case ignore
    case rollback
}
