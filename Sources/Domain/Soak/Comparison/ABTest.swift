/// How a comparison stands.
package enum ABVerdict: Hashable, Sendable {
    case undecided(why: String)
    case winner(ABVariant, reason: String)
    /// It is over, and neither is better; the specification says what becomes of that.
    case none(reason: String)
}

/// What one evaluation of a comparison found.
package struct ABEvaluation: Hashable, Sendable {
    package let verdict: ABVerdict
    /// Of failures; `nil` where it is not asked for or cannot be done yet. Shown at every evaluation, decisive at
    /// looks.
    package let errors: TwoSampleTest?
    /// Of latencies; the same.
    package let latency: TwoSampleTest?
    /// What is remembered for the next one.
    package let state: ABState
    /// Those who are significantly worse in something, by the numbers of now.
    package let worse: Set<ABVariant>
    /// The numbers of both in words.
    package let numbers: String
}

/// What a comparison remembers: how often it has looked at the numbers, and whom it has found better.
package struct ABState: Hashable, Sendable {
    package var looks: Int
    package var better: ABVariant?

    package init(looks: Int = 0, better: ABVariant? = nil) {
        self.looks = looks
        self.better = better
    }
}

/// Decides between two variants: error rates by the two-proportion z-test, latencies by the Mann-Whitney U test.
///
/// Whoever looks often enough sees a winner in two coins. So there are looks at few moments only: when the variant with
/// fewer requests has `minimumSamples` of them, then at twice, four times … as many, and at the end of the time. Each
/// look spends half of what is left of the permitted error (the last one all of it), and metrics share it: over the
/// whole comparison, equal variants get a winner with a chance of at most `1 - confidence`.
///
/// A variant wins that is better in one metric and not significantly worse in the other. (A variant that fails fast is
/// fast; it does not win by that.)
package struct ABTest: Hashable, Sendable {
    package let spec: ABSpec
    package let startedAt: Timestamp

    package init(spec: ABSpec, startedAt: Timestamp) {
        self.spec = spec
        self.startedAt = startedAt
    }

    /// One evaluation of what A and B have seen since the beginning.
    package func evaluate(a: ABSample, b: ABSample, at moment: Timestamp, after state: ABState) -> ABEvaluation {
        let comparison = ABComparison(spec.metrics, a, b)
        let isLast = moment - startedAt >= spec.maximumDuration
        let requests = min(a.requests, b.requests)
        let look = min(max(state.looks, 0), ABTest.mostLooks)
        let wanted = threshold(of: look)
        guard requests >= wanted || isLast else {
            return comparison.evaluation(
                comparison.standing(state.better, guardLevel: permitted)
                    ?? .undecided(why: waiting(requests, for: wanted, state)), state, guardLevel: permitted)
        }
        guard requests >= threshold(of: 0) else {
            let reason =
                "the time is over, with \(count(requests)) of \(count(spec.minimumSamples)) requests per variant"
            return comparison.evaluation(.none(reason: reason), state, guardLevel: permitted)
        }
        let spent = permitted / ABTest.power(of: isLast ? look : look + 1)
        let verdict = comparison.verdict(level: spent, guardLevel: permitted, isLast: isLast)
        var better = state.better
        if case .winner(let winner, _) = verdict { better = winner }
        return comparison.evaluation(
            verdict, ABState(looks: looks(after: requests, look), better: better), guardLevel: permitted)
    }

    /// The chance of a wrong winner that is put up with.
    private var permitted: Double { max(0, 1 - spec.confidence) }

    /// How many requests of each variant the next look takes.
    package func requestsForNextLook(after state: ABState) -> Double {
        threshold(of: min(max(state.looks, 0), ABTest.mostLooks))
    }

    /// How many requests of each variant the look takes.
    private func threshold(of look: Int) -> Double { max(1, spec.minimumSamples) * ABTest.power(of: look) }

    private static let mostLooks = 60
    private static func power(of look: Int) -> Double { Double(UInt64(1) << UInt64(min(max(look, 0), mostLooks))) }

    /// Looks that the numbers have jumped over are not made up for.
    private func looks(after requests: Double, _ look: Int) -> Int {
        var looks = look + 1
        while looks < ABTest.mostLooks, threshold(of: looks) <= requests { looks += 1 }
        return looks
    }

    private func waiting(_ requests: Double, for wanted: Double, _ state: ABState) -> String {
        let what = "\(count(requests)) of \(count(wanted)) requests per variant"
        guard state.looks > 0 else { return what }
        let last = state.better.map { "\($0.title) was better at a look, and is worse in something now" }
        return "\(last ?? "no winner at the last look"); \(what) for the next one"
    }

    private func count(_ number: Double) -> String { NumberText.decimal(number, places: 0) }
}

extension ABState {
    private static let schema: Int64 = 1

    /// The stored form, which carries its schema version.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["schema": .int(Self.schema), "looks": .int(Int64(looks))]
        members["better"] = better.map { .string($0.rawValue) }
        return .object(members)
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard json["schema"]?.int == Self.schema, let looks = json["looks"]?.int, looks >= 0 else {
            throw UnknownSchema(what: "The state of an A/B comparison")
        }
        self.init(
            looks: Int(clamping: looks), better: json["better"]?.string.flatMap(ABVariant.init(rawValue:)))
    }
}
