extension SoakRule {
    /// How many requests within the window make a percentage or a percentile worth judging.
    package static let defaultMinimumRequests: Double = 10

    /// The rules of a deployment that names none (specification, FR-POL-005), and what is recorded beside them. What a
    /// mesh may not export is ignored where it is missing.
    package static let defaults: [SoakRule] = [
        SoakRule(
            .errorRate, .above(5), for: .seconds(30), noData: .pause, minimumRequests: defaultMinimumRequests),
        SoakRule(
            .p95, .aboveBaseline(percent: 50), for: .seconds(60), noData: .pause,
            minimumRequests: defaultMinimumRequests),
        SoakRule(
            .connectionFailures, .above(10), for: .seconds(30), noData: .ignore,
            minimumRequests: defaultMinimumRequests),
        SoakRule(.circuitBreakerTrips, .above(100), for: .zero, noData: .ignore),
        // Who is locked out fails nothing: a refusal is an answer. Compared in points, so that what is always refused
        // (scanners, expired tokens) is no reason.
        SoakRule(
            .refused, .aboveBaselineBy(5), for: .seconds(30), noData: .ignore, minimumRequests: defaultMinimumRequests),
        SoakRule(
            .tlsFailures, .aboveBaselineBy(5), for: .seconds(30), noData: .ignore,
            minimumRequests: defaultMinimumRequests),
        SoakRule(
            .wouldBeDenied, .aboveBaselineBy(5), for: .seconds(30), noData: .ignore,
            minimumRequests: defaultMinimumRequests),
        observing(.rbacDenials), observing(.unauthorized), observing(.tlsHandshakeFailures),
        observing(.outlierEjections), observing(.requestsPerSecond), observing(.p50), observing(.p99),
        observing(.successRate, isUpper: false),
    ]

    /// A rule of a standard metric, named after it.
    private init(
        _ metric: TrafficMetric, _ comparison: SoakComparison, for holdsFor: Duration, noData: NoDataPolicy,
        minimumRequests: Double = 0
    ) {
        self.init(
            name: metric.ruleName, subject: .standard(metric), comparison: comparison, holdsFor: holdsFor,
            noData: noData, minimumRequests: minimumRequests)
    }

    /// A rule that only records how far the metric is from its baseline.
    package static func observing(_ metric: TrafficMetric, isUpper: Bool = true) -> SoakRule {
        SoakRule(
            name: metric.ruleName, subject: .standard(metric),
            comparison: isUpper ? .aboveBaseline(percent: 0) : .belowBaseline(percent: 0), holdsFor: .zero,
            noData: .ignore, isObserveOnly: true)
    }
}

extension TrafficMetric {
    /// What a rule of the metric is called where nobody named it: `error-rate`.
    package var ruleName: String {
        rawValue.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }
}
