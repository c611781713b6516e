import Domain
import Testing

/// What holds for any numbers, at any phase of the ticks.
@Suite struct SoakPropertyTests {
    private static let strange: [Double] = [
        0, -0.0, 1, -1, 5, 100, 1e-300, 1e300, .greatestFiniteMagnitude, .infinity, -.infinity, .nan,
    ]

    @Test(arguments: Array(1...10) as [UInt64])
    func anyNumbersAreJudged(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let rules = SoakRule.defaults + (0..<3).map { SoakRule.random(number: $0, Self.strange, using: &random) }
            let evaluator = SoakEvaluator(
                rules: rules,
                soak: Soak(
                    startedAt: .random(using: &random), duration: .seconds(Int64.random(in: -9...999, using: &random))),
                tick: .seconds(Int64.random(in: -9...99, using: &random)))
            var state = SoakState()
            for _ in 0..<12 {
                let reading = SoakReading.random(Self.strange, using: &random)
                let step = evaluator.evaluate(reading, at: .random(using: &random), after: state)
                #expect(step.evaluations.map(\.rule) == rules.map(\.name))
                #expect(
                    step.evaluations.allSatisfy { $0.value?.isFinite != false && $0.limit?.isFinite != false },
                    "seed \(seed)")
                #expect(try SoakState(json: step.state.json) == step.state)
                state = step.state
            }
        }
    }

    /// Where fewer errors were enough to go back, more of them are too, and no later.
    @Test(arguments: Array(1...10) as [UInt64])
    func moreErrorsNeverSaveASoak(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let errors = (0..<30).map { _ in
                Bool.random(using: &random)
                    ? Double.random(in: 4...7, using: &random) : .random(in: 0...100, using: &random)
            }
            let worse = errors.map {
                min(100, $0 + (Bool.random(using: &random) ? 0 : .random(in: 0...20, using: &random)))
            }
            let requests = errors.map { _ in Double.random(in: 0...2, using: &random) }
            let few = Self.breach(errors, requests)
            let many = Self.breach(worse, requests)
            if let few { #expect(many.map { $0 <= few } == true, "seed \(seed)") }
        }
    }

    /// The evaluation that goes back.
    private static func breach(_ errors: [Double], _ requests: [Double]) -> Int? {
        var walk = SoakWalk(SoakFixture.evaluator([SoakFixture.errorRate], for: .seconds(10_000)))
        for (index, (percent, rate)) in zip(errors, requests).enumerated() {
            let reading = SoakFixture.reading(SoakFixture.traffic(rate, errors: percent))
            if case .breached = walk.at(Double(index) * 10, reading) { return index }
        }
        return nil
    }

    /// A spike is seen by the ticks that fall into it. Shorter than the rule's time it never counts; it always does
    /// where the ticks that fall into it surely span that time.
    @Test(arguments: Array(1...10) as [UInt64])
    func spikesCountByTheirLength(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let tick = Double(Int.random(in: 1...15, using: &random))
            let holdsFor = Double(Int.random(in: 1...60, using: &random))
            let begin = Double.random(in: 0...100, using: &random)
            let sure = tick + (holdsFor / tick).rounded(.up) * tick
            let length = Double.random(in: 0...(sure * 1.5), using: &random)
            let breached = Self.breaches(begin..<(begin + length), tick: tick, holdsFor: holdsFor, using: &random)
            if length < holdsFor { #expect(!breached, "seed \(seed): \(length) s, for \(holdsFor) s") }
            if length >= sure { #expect(breached, "seed \(seed): \(length) s, for \(holdsFor) s, tick \(tick) s") }
        }
    }

    private static func breaches(
        _ spike: Range<Double>, tick: Double, holdsFor: Double, using random: inout SeededRandom
    ) -> Bool {
        let rule = SoakRule(
            name: "errors", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .seconds(Int64(holdsFor)))
        var walk = SoakWalk(
            SoakEvaluator(
                rules: [rule], soak: Soak(startedAt: SoakFixture.start, duration: .seconds(9999)),
                tick: .seconds(Int64(tick))))
        var moment = Double.random(in: 0..<tick, using: &random)
        while moment < spike.upperBound + 100 {
            let percent: Double = spike.contains(moment) ? 40 : 1
            if case .breached = walk.at(moment, SoakFixture.reading(SoakFixture.traffic(10, errors: percent))) {
                return true
            }
            moment += tick
        }
        return false
    }
}

extension Timestamp {
    fileprivate static func random(using random: inout SeededRandom) -> Timestamp {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: Timestamp(microseconds: .min)
        case 1: Timestamp(microseconds: .max)
        default: Timestamp(seconds: .random(in: 1_790_000_000...1_790_000_300, using: &random))
        }
    }
}

extension SoakRule {
    fileprivate static func random(number: Int, _ numbers: [Double], using random: inout SeededRandom) -> SoakRule {
        let pick = { (random: inout SeededRandom) in numbers.randomElement(using: &random) ?? 0 }
        return SoakRule(
            name: "rule \(number)", subject: .custom(name: "m", promQL: "m"),
            comparison: SoakComparison(
                key: SoakComparison.keys.randomElement(using: &random) ?? "", number: pick(&random)) ?? .above(1),
            holdsFor: .seconds(Int64.random(in: -5...90, using: &random)),
            noData: NoDataPolicy.allCases.randomElement(using: &random) ?? .pause, minimumRequests: pick(&random))
    }
}

extension SoakReading {
    fileprivate static func random(_ numbers: [Double], using random: inout SeededRandom) -> SoakReading {
        guard Int.random(in: 0..<6, using: &random) > 0 else { return .unreachable }
        let pick = { (random: inout SeededRandom) in numbers.randomElement(using: &random) ?? 0 }
        let traffic = { (random: inout SeededRandom) in
            var traffic = Traffic()
            (traffic.requests, traffic.failures, traffic.unauthorized) = (pick(&random), pick(&random), pick(&random))
            (traffic.connections, traffic.connectionFailures) = (pick(&random), pick(&random))
            (traffic.circuitBreakerTrips, traffic.rbacDenials) = (pick(&random), pick(&random))
            let buckets = [(pick(&random), pick(&random)), (5, pick(&random)), (.infinity, pick(&random))]
            traffic.latency = LatencyHistogram(Dictionary(buckets) { $1 })
            return traffic
        }
        return .measured(
            MeasuredTraffic(
                cohort: traffic(&random), baseline: Bool.random(using: &random) ? traffic(&random) : nil,
                before: Bool.random(using: &random) ? traffic(&random) : nil,
                window: .seconds(Int64.random(in: -1...60, using: &random))),
            custom: ["rule 0": CustomSample(cohort: pick(&random), baseline: pick(&random), before: pick(&random))])
    }
}
