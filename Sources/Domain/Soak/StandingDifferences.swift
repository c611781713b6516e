/// How those who have the new version differed from those beside before they had it, as far as chance does not explain
/// it: pods on slower nodes, clients that were always refused. What they differ by since is the version's doing.
package struct StandingDifferences: Hashable, Sendable {
    /// Of a latency by what it is multiplied, of a percentage how many points are added to it.
    private var values: [TrafficMetric: Double] = [:]

    package init() {}

    /// By the traffic of both before the rollout. Of whom there was too little nothing is said.
    package init(cohort: Traffic, baseline: Traffic, window: Duration) {
        for metric in TrafficMetric.allCases {
            let both = (cohort, baseline)
            let certain = [both.0, both.1].allSatisfy {
                $0.sampleRate(of: metric) * window.inSeconds >= SoakRule.defaultMinimumRequests
            }
            guard certain, let own = cohort.value(of: metric), let other = baseline.value(of: metric) else { continue }
            switch metric.differs {
            case .byFactor where other > 0 && own > 0 && Self.areApart(metric.quantile, both, window):
                values[metric] = own / other
            case .byPoints where Self.areApart(metric, (own, other), both, window):
                values[metric] = own - other
            case .byFactor, .byPoints, .never: break
            }
        }
    }

    package var isEmpty: Bool { values.isEmpty }

    /// What the cohort should have where those beside have `baseline`; `nil` where that is no other than theirs.
    func expected(_ metric: TrafficMetric, beside baseline: Double) -> Double? {
        guard let value = values[metric] else { return nil }
        return metric.differs == .byFactor ? baseline * value : min(max(baseline + value, 0), 100)
    }

    /// Two shares of so many requests are further apart than two standard deviations.
    private static func areApart(
        _ metric: TrafficMetric, _ percent: (Double, Double), _ both: (Traffic, Traffic), _ window: Duration
    ) -> Bool {
        let counts = (
            both.0.sampleRate(of: metric) * window.inSeconds, both.1.sampleRate(of: metric) * window.inSeconds
        )
        let all = (percent.0 * counts.0 + percent.1 * counts.1) / (counts.0 + counts.1) / 100
        let deviation = (max(all * (1 - all), 0) * (1 / counts.0 + 1 / counts.1)).squareRoot()
        return abs(percent.0 - percent.1) / 100 > 2 * deviation
    }

    /// A quantile of both, each give or take two standard deviations of its rank.
    private static func areApart(_ quantile: Double, _ both: (Traffic, Traffic), _ window: Duration) -> Bool {
        guard let (lowest, highest) = both.0.latency.interval(of: quantile, window: window),
            let (low, high) = both.1.latency.interval(of: quantile, window: window)
        else { return false }
        return lowest > high || highest < low
    }
}

extension LatencyHistogram {
    /// Between what values a quantile is, of rates over a window.
    fileprivate func interval(of quantile: Double, window: Duration) -> (Double, Double)? {
        guard let rate = counts.last, rate > 0 else { return nil }
        let deviation = (quantile * (1 - quantile) / (rate * window.inSeconds)).squareRoot()
        guard let low = self.quantile(max(quantile - 2 * deviation, 0)),
            let high = self.quantile(min(quantile + 2 * deviation, 1))
        else { return nil }
        return (low, high)
    }
}

extension TrafficMetric {
    fileprivate enum Differs { case byFactor, byPoints, never }

    /// Counts per minute and per second are of a group as large as it is, and are not compared.
    fileprivate var differs: Differs {
        switch self {
        case .p50, .p95, .p99: .byFactor
        case .successRate, .errorRate, .connectionFailures, .unauthorized, .refused, .tlsFailures: .byPoints
        case .requestsPerSecond, .circuitBreakerTrips, .rbacDenials, .tlsHandshakeFailures, .outlierEjections,
            .wouldBeDenied:
            .never
        }
    }

    fileprivate var quantile: Double {
        switch self {
        case .p95: 0.95
        case .p99: 0.99
        default: 0.5
        }
    }
}

extension StandingDifferences {
    /// By the names of the metrics; what answers show and the watch stores.
    package var json: JSONValue {
        .object(Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, .double($0.value)) }))
    }

    /// Reads what `json` wrote.
    package init(json: JSONValue) {
        for (name, value) in json.object ?? [:] {
            guard let metric = TrafficMetric(rawValue: name), let number = value.number, number.isFinite else {
                continue
            }
            values[metric] = number
        }
    }
}
