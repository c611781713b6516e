import Domain

/// The pieces that tests of soaks are made of.
enum SoakFixture {
    static let start = Timestamp(seconds: 1_790_000_000)
    static let tick = Duration.seconds(10)
    static let window = Duration.seconds(40)

    /// Requests per second, percent of them failed, all of them that slow.
    static func traffic(_ requests: Double, errors percent: Double = 0, latency: Double = 100) -> Traffic {
        var traffic = Traffic()
        traffic.requests = requests
        traffic.failures = requests * percent / 100
        traffic.connections = requests
        traffic.latency = LatencyHistogram([latency / 2: 0, latency: requests, .infinity: requests])
        return traffic
    }

    static func reading(
        _ cohort: Traffic, baseline: Traffic? = traffic(90, errors: 0.2), before: Traffic? = nil
    ) -> SoakReading {
        .measured(MeasuredTraffic(cohort: cohort, baseline: baseline, before: before, window: window))
    }

    static let errorRate = SoakRule(
        name: "error-rate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .seconds(30),
        noData: .pause, minimumRequests: 10)

    static func custom(_ comparison: SoakComparison, noData: NoDataPolicy = .pause) -> SoakRule {
        SoakRule(
            name: "queue", subject: .custom(name: "queue length", promQL: "sum(queue)"), comparison: comparison,
            holdsFor: .seconds(20), noData: noData)
    }

    static func evaluator(_ rules: [SoakRule], for duration: Duration = .seconds(300)) -> SoakEvaluator {
        SoakEvaluator(rules: rules, soak: Soak(startedAt: start, duration: duration), tick: tick)
    }
}

/// A soak under way.
struct SoakWalk {
    let evaluator: SoakEvaluator
    private(set) var state = SoakState()
    private(set) var last: SoakStep?

    init(_ evaluator: SoakEvaluator) { self.evaluator = evaluator }

    /// One evaluation, `second` seconds after the start.
    @discardableResult
    mutating func at(_ second: Double, _ reading: SoakReading, isWhole: Bool = true) -> SoakOutcome {
        let step = evaluator.evaluate(
            reading, at: SoakFixture.start + .microseconds(Int64(second * 1_000_000)), after: state, isWhole: isWhole)
        state = step.state
        last = step
        return step.outcome
    }

    /// Evaluations at every tick of the seconds given, until one decides; `nil` where none did.
    mutating func through(_ seconds: ClosedRange<Int>, _ reading: SoakReading) -> (Int, SoakOutcome)? {
        for second in stride(from: seconds.lowerBound, through: seconds.upperBound, by: 10) {
            let outcome = at(Double(second), reading)
            if outcome != .goOn { return (second, outcome) }
        }
        return nil
    }

    func verdict(_ rule: String) -> RuleEvaluation.Verdict? {
        last?.evaluations.first { $0.rule == rule }?.verdict
    }
}
