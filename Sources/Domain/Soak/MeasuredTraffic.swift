/// What one evaluation knows of the traffic: of those who have the new version, of those beside them who have not, and
/// of the time before.
package struct MeasuredTraffic: Hashable, Sendable {
    package var cohort: Traffic
    /// `nil` where nobody is left to compare with.
    package var baseline: Traffic?
    /// `nil` where it was not measured.
    package var before: Traffic?
    /// How the cohort and the baseline differed in that time.
    package var standing = StandingDifferences()
    /// Over how long the rates were taken.
    package var window: Duration

    package init(cohort: Traffic, baseline: Traffic? = nil, before: Traffic? = nil, window: Duration) {
        self.cohort = cohort
        self.baseline = baseline
        self.before = before
        self.window = window
    }

    /// The share of the requests that the cohort really had, in percent; `nil` where there is nobody beside it or
    /// nothing was seen. What was denied before it counted as a request was one as well.
    package var shareSeen: Double? {
        guard let baseline, cohort.requests + baseline.requests > 0 else { return nil }
        let (own, others) = (cohort.requests + cohort.denied, baseline.requests + baseline.denied)
        let share = 100 * own / (own + others)
        return share.isFinite ? share : nil
    }
}

extension MeasuredTraffic {
    /// The same with what only clients know of among the cohort's requests, where it is known how it was before.
    package func charged(share: Double? = nil) -> MeasuredTraffic {
        guard let before else { return self }
        var charged = self
        charged.cohort = cohort.charged(beyond: before, share: share, window: window)
        return charged
    }

    /// The part of what is to come to a destination that its own traffic may be and is left in: it moves the rates by
    /// no more than that part, while telling it apart gives up the comparison with those beside.
    private static let negligible = 0.1

    /// The same for a cohort that is told by its destination, where that had traffic before the rollout (`had`): what
    /// has come since is compared with that time. `nil` where nobody is beside it, nothing is known of the time before,
    /// or it had a negligible part.
    ///
    /// - Parameter share: What part of all requests goes the new way.
    package func sinceBefore(_ had: Traffic, share: Double) -> MeasuredTraffic? {
        guard let baseline, let before, had.requests > max(before.requests * share * Self.negligible, 0) else {
            return nil
        }
        let all = cohort.requests + baseline.requests
        let growth = before.requests > 0 ? (1 - share) * all / before.requests : 1
        var since = self
        since.cohort = cohort.since(had, growth: growth, share: share, beside: baseline, window: window)
        since.baseline = nil
        since.before = had
        return since
    }
}

/// The values of a custom metric; `nil` where Prometheus returned none.
package struct CustomSample: Hashable, Sendable {
    package var cohort: Double?
    package var baseline: Double?
    package var before: Double?
    /// Why there is none, in a sentence.
    package var problem: String?

    package init(cohort: Double?, baseline: Double? = nil, before: Double? = nil, problem: String? = nil) {
        self.cohort = cohort
        self.baseline = baseline
        self.before = before
        self.problem = problem
    }
}

/// What a tick brought to a deployment.
package enum SoakReading: Hashable, Sendable {
    /// Prometheus did not answer, or the cluster's snapshot is too old to count.
    case unreachable
    /// `custom`: by the names of the rules.
    case measured(MeasuredTraffic, custom: [String: CustomSample] = [:])
}

extension Traffic {
    /// How many things per second the metric is made of.
    func sampleRate(of metric: TrafficMetric) -> Double {
        switch metric {
        case .connectionFailures: max(requests, connections, connectionFailures)
        case .refused: attempts
        case .tlsFailures: handshakes
        case .wouldBeDenied: dryRunDenied + dryRunAllowed
        default: requests
        }
    }
}

/// The numbers of one rule at one moment. Values that are no number are none.
struct RuleValues {
    var value: Double?
    var baseline: Double?
    /// What the cohort should have by the baseline, where the two differed before.
    var expected: Double?
    var before: Double?
    /// Requests within the window.
    var requests: Double = 0
    var baselineRequests: Double = 0
    /// Why there is no value, where that is known.
    var problem: String?

    init(_ rule: SoakRule, in reading: SoakReading) {
        guard case .measured(let measured, let custom) = reading else { return }
        let seconds = measured.window.inSeconds
        switch rule.subject {
        case .standard(.wouldBeDenied):
            // What is refused already by what is in force is no news: it is what the trial is compared with.
            value = Self.finite(measured.cohort.value(of: .wouldBeDenied))
            baseline = Self.finite(measured.cohort.value(of: .refused))
            requests = measured.cohort.sampleRate(of: .wouldBeDenied) * seconds
            baselineRequests = measured.cohort.sampleRate(of: .refused) * seconds
        case .standard(let metric):
            value = Self.finite(measured.cohort.value(of: metric))
            baseline = Self.finite(measured.baseline?.value(of: metric))
            expected = Self.finite(baseline.flatMap { measured.standing.expected(metric, beside: $0) })
            before = Self.finite(measured.before?.value(of: metric))
            requests = measured.cohort.sampleRate(of: metric) * seconds
            baselineRequests = (measured.baseline?.sampleRate(of: metric) ?? 0) * seconds
        case .custom:
            value = Self.finite(custom[rule.name]?.cohort)
            baseline = Self.finite(custom[rule.name]?.baseline)
            before = Self.finite(custom[rule.name]?.before)
            problem = custom[rule.name]?.problem
            requests = measured.cohort.requests * seconds
            baselineRequests = (measured.baseline?.requests ?? 0) * seconds
        }
        if !requests.isFinite { requests = 0 }
    }

    private static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

    /// Those beside and how they differed before, where they had enough requests; else the time before.
    func reference(minimumRequests: Double) -> Reference? {
        if let baseline, baselineRequests >= minimumRequests {
            return expected.map { Reference(value: $0, origin: .expected(beside: baseline)) }
                ?? Reference(value: baseline, origin: .beside)
        }
        return before.map { Reference(value: $0, origin: .before) }
    }

    struct Reference {
        let value: Double
        let origin: Origin

        enum Origin {
            case beside
            /// What those beside have, corrected by how both differed before.
            case expected(beside: Double)
            case before
        }
    }
}
