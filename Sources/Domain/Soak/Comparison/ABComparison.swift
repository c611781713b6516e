/// Both tests of two samples, and what they say together.
struct ABComparison {
    private let a: ABSample
    private let b: ABSample
    private let errors: TwoSampleTest?
    private let latency: TwoSampleTest?
    private let metrics: ABSpec.Metrics

    init(_ metrics: ABSpec.Metrics, _ a: ABSample, _ b: ABSample) {
        self.a = a
        self.b = b
        self.metrics = metrics
        errors =
            metrics == .latency
            ? nil
            : .proportions(
                failuresOfA: a.failures, requestsOfA: a.requests, failuresOfB: b.failures, requestsOfB: b.requests)
        latency = metrics == .errorRate ? nil : .ranks(a.latency, b.latency)
    }

    func evaluation(_ verdict: ABVerdict, _ state: ABState, guardLevel: Double) -> ABEvaluation {
        let worse = ABVariant.allCases.filter { isWorse($0, guardLevel: guardLevel) }
        return ABEvaluation(
            verdict: verdict, errors: errors, latency: latency, state: state, worse: Set(worse), numbers: numbers)
    }

    /// The winner of an earlier look, as long as it is not worse in something by now; `nil`: there is none.
    func standing(_ better: ABVariant?, guardLevel: Double) -> ABVerdict? {
        guard let better, !isWorse(better, guardLevel: guardLevel) else { return nil }
        return .winner(better, reason: "\(better.title) was better at a look, and now: \(numbers)")
    }

    private func isWorse(_ variant: ABVariant, guardLevel: Double) -> Bool {
        tests.contains { $0.chanceThatNotBetter(variant.other) < guardLevel }
    }

    /// - Parameters:
    ///   - level: the chance of a wrong winner that this look may have; both directions of each metric share it.
    ///   - guardLevel: from what chance on a variant counts as worse.
    func verdict(level: Double, guardLevel: Double, isLast: Bool) -> ABVerdict {
        let share = level / (metrics == .both ? 4 : 2)
        let better = ABVariant.allCases.filter { variant in
            tests.contains { $0.chanceThatNotBetter(variant) < share }
        }
        let winners = better.filter { !isWorse($0, guardLevel: guardLevel) }
        if let winner = winners.first {
            return .winner(winner, reason: "\(winner.title) is better: \(numbers(share))")
        }
        let finding = better.isEmpty ? "neither is better" : "each is better in one metric and worse in the other"
        let why = "\(finding): \(numbers(share))"
        return isLast ? .none(reason: why) : .undecided(why: why)
    }

    private var tests: [TwoSampleTest] { [errors, latency].compactMap(\.self) }

    private func numbers(_ share: Double) -> String {
        let requests = [a, b].map { NumberText.decimal($0.requests, places: 0) }
        return numbers + "; p < \(chance(share)) decides, \(requests[0]) requests of A, \(requests[1]) of B"
    }

    private var numbers: String {
        var parts: [String] = []
        if metrics != .latency {
            parts.append("error rate " + both(a.errorRate, b.errorRate, unit: "%", errors, "too few failures to tell"))
        }
        if metrics != .errorRate {
            parts.append(
                "median latency "
                    + both(
                        a.latency.quantile(0.5), b.latency.quantile(0.5), unit: "ms", latency, "no latencies to tell"))
        }
        return parts.joined(separator: ", ")
    }

    private func both(
        _ a: Double?, _ b: Double?, unit: String, _ test: TwoSampleTest?, _ otherwise: String
    ) -> String {
        let values = [a, b].map { $0.map { NumberText.quantity($0, unit: unit) } ?? "unknown" }
        let result = test.map { odds(min($0.pAIsLarger, $0.pBIsLarger)) } ?? otherwise
        return "\(values[0]) of A, \(values[1]) of B (\(result))"
    }

    private func odds(_ chance: Double) -> String {
        chance > 0 && chance < 0.0001 ? "p < 0.0001" : "p = \(self.chance(chance))"
    }

    private func chance(_ chance: Double) -> String {
        NumberText.decimal(chance, places: chance < 0.0001 ? 9 : 4)
    }
}

extension TwoSampleTest {
    /// The chance of what was seen, were the variant not better: failures and latencies are better when smaller.
    fileprivate func chanceThatNotBetter(_ variant: ABVariant) -> Double {
        variant == .a ? pBIsLarger : pAIsLarger
    }
}
