import Domain
import Testing

private let start = SoakFixture.start

/// Counts of a variant, a tenth of its requests in each of ten buckets, moved by `slower` of them into the last.
private func sample(_ requests: Double, errors percent: Double, slower: Double = 0) -> ABSample {
    var frequencies = [Double](repeating: requests / 10 * (1 - slower), count: 10)
    frequencies[9] += requests * slower
    return ABSample(requests: requests, failures: requests * percent / 100, latency: .counting(frequencies))
}

@Suite struct ABTestTests {
    private let test = ABTest(spec: ABSpec(maximumDuration: .seconds(3600)), startedAt: start)

    private func evaluate(
        _ a: ABSample, _ b: ABSample, at seconds: Int64 = 60, looks: Int = 0, metrics: ABSpec.Metrics = .both
    ) -> ABEvaluation {
        ABTest(spec: ABSpec(maximumDuration: .seconds(3600), metrics: metrics), startedAt: start)
            .evaluate(a: a, b: b, at: start + .seconds(seconds), after: ABState(looks: looks))
    }

    @Test func beforeTheFirstLookNothingIsDecided() {
        let found = evaluate(sample(5000, errors: 50), sample(999, errors: 1))
        #expect(found.verdict == .undecided(why: "999 of 1000 requests per variant") && found.state == ABState())
        #expect(found.errors != nil && found.latency != nil)
    }

    @Test func aClearWinnerIsFoundAtTheFirstLook() {
        let found = evaluate(sample(1000, errors: 6), sample(1000, errors: 1))
        #expect(
            found.verdict
                == .winner(
                    .b,
                    reason:
                        "B is better: error rate 6 % of A, 1 % of B (p < 0.0001), median latency 50 ms of A, "
                        + "50 ms of B (p = 0.5); p < 0.0063 decides, 1000 requests of A, 1000 of B"))
        let other = evaluate(sample(1000, errors: 1), sample(1000, errors: 6))
        guard case .winner(.a, _) = other.verdict else {
            Issue.record("\(other.verdict)")
            return
        }
    }

    @Test func theFasterOneWinsWhereFailuresAreTheSame() {
        let found = evaluate(sample(2000, errors: 2, slower: 0.2), sample(2000, errors: 2))
        guard case .winner(.b, let reason) = found.verdict else {
            Issue.record("\(found.verdict)")
            return
        }
        #expect(reason.contains("median latency"))
    }

    @Test func failingFastDoesNotWin() {
        let (a, b) = (sample(2000, errors: 1, slower: 0.3), sample(2000, errors: 10))
        guard case .undecided(let why) = evaluate(a, b).verdict else {
            Issue.record("decided")
            return
        }
        #expect(why.hasPrefix("each is better in one metric and worse in the other"))
        guard case .none = evaluate(a, b, at: 3600).verdict else {
            Issue.record("not over")
            return
        }
        guard case .winner(.b, let reason) = evaluate(a, b, metrics: .latency).verdict else {
            Issue.record("latency alone was asked for")
            return
        }
        #expect(!reason.contains("error rate"))
        guard case .winner(.a, let other) = evaluate(a, b, metrics: .errorRate).verdict else {
            Issue.record("errors alone were asked for")
            return
        }
        #expect(!other.contains("latency"))
    }

    @Test func looksAreFarBetween() {
        let same = sample(1500, errors: 2)
        let first = evaluate(same, same)
        #expect(first.state == ABState(looks: 1))
        let between = evaluate(sample(1999, errors: 9), sample(1999, errors: 1), looks: 1)
        #expect(
            between.verdict
                == .undecided(why: "no winner at the last look; 1999 of 2000 requests per variant for the next one"))
        #expect(evaluate(same, sample(9000, errors: 2)).state == ABState(looks: 1))
        #expect(evaluate(sample(9000, errors: 2), sample(9000, errors: 2)).state == ABState(looks: 4))
    }

    @Test func theTimeEndsIt() {
        let few = evaluate(sample(500, errors: 50), sample(500, errors: 1), at: 3600)
        #expect(few.verdict == .none(reason: "the time is over, with 500 of 1000 requests per variant"))
        let same = evaluate(sample(5000, errors: 2), sample(5000, errors: 2), at: 3600, looks: 3)
        guard case .none(let reason) = same.verdict else {
            Issue.record("not over")
            return
        }
        #expect(reason.hasPrefix("neither is better: error rate 2 % of A, 2 % of B (p = 0.5)"), "\(reason)")
        guard
            case .winner(.b, _) = evaluate(sample(1500, errors: 6), sample(1500, errors: 1), at: 3600, looks: 1).verdict
        else {
            Issue.record("the last look counts too")
            return
        }
    }

    /// Looked at a hundred times each, variants that are the same get a winner in no more than 5 % of the comparisons.
    @Test func equalVariantsSeldomHaveAWinner() {
        var random = SeededRandom(seed: 77)
        var winners = 0
        for _ in 0..<200 {
            var (a, b) = (0.0, 0.0)
            var state = ABState()
            for round in 1...100 {
                a += Double((0..<100).count { _ in random.next() % 20 == 0 })
                b += Double((0..<100).count { _ in random.next() % 20 == 0 })
                let requests = Double(round * 100)
                let found = evaluate(
                    ABSample(requests: requests, failures: a, latency: .counting([requests])),
                    ABSample(requests: requests, failures: b, latency: .counting([requests])),
                    at: round == 100 ? 3600 : Int64(round), looks: state.looks, metrics: .errorRate)
                state = found.state
                if case .winner = found.verdict {
                    winners += 1
                    break
                }
            }
        }
        // 5 % of 200, and three standard deviations.
        #expect(winners <= 19, "\(winners) of 200")
    }

    @Test(arguments: [0, 0.5, 1, 2, -1, .nan, .infinity] as [Double], [0, -5, 1000, .nan, .infinity] as [Double])
    func impossibleSpecificationsNeverTrap(_ confidence: Double, _ samples: Double) {
        let spec = ABSpec(confidence: confidence, minimumSamples: samples, maximumDuration: .seconds(-1))
        let test = ABTest(spec: spec, startedAt: Timestamp(microseconds: .min))
        for looks in [0, -1, 70, .max] {
            for requests in [0, 1e9, .nan, .infinity] as [Double] {
                let found = test.evaluate(
                    a: sample(requests, errors: 3), b: sample(requests, errors: 4), at: start,
                    after: ABState(looks: looks))
                if confidence >= 1, case .winner = found.verdict { Issue.record("no chance of error was left") }
            }
        }
    }

    @Test func formsGoBothWays() throws {
        for metrics in ABSpec.Metrics.allCases {
            for inconclusive in ABSpec.Inconclusive.allCases {
                let spec = ABSpec(
                    confidence: 0.99, minimumSamples: 50, maximumDuration: .seconds(90), metrics: metrics,
                    onInconclusive: inconclusive)
                #expect(try ABSpec(json: spec.json) == spec)
            }
        }
        #expect(
            ABSpec().json.jsonText
                == #"{"confidence":0.95,"maximumDuration":"P1D","metrics":"both","minimumSamples":1000.0,"#
                + #""onInconclusive":"keepA"}"#)
        #expect(try ABState(json: ABState(looks: 3).json) == ABState(looks: 3))
        #expect(throws: UnknownSchema.self) { try ABState(json: ["schema": 1, "looks": -1]) }
        #expect(throws: UnknownSchema.self) { try ABState(json: ["schema": 9, "looks": 1]) }
        #expect(throws: UnknownSchema.self) { try ABSpec(json: [:]) }
    }
}
