/// Why a soak ends, in a sentence with the numbers.
extension Judgement {
    /// `error rate 23.4 % in the cohort (baseline 0.2 %) was above 5 % for 31 s (rule error-rate)`.
    func reason(at moment: Timestamp) -> String {
        let (value, limit) = (evaluation.value ?? .nan, evaluation.limit ?? .nan)
        let held = state.breach.map { moment - $0.since } ?? .zero
        return "\(rule.subject.title) \(text(value, unlike: limit)) in the cohort (\(comparedWith)) was "
            + "\(rule.comparison.isUpper ? "above" : "below") \(text(limit))\(percentage)"
            + (held > .zero ? " for \(NumberText.seconds(held))" : "") + " (rule \(rule.name))"
    }

    /// `the new version would deny 40 % of the requests (0 % are refused now, above 5 % a person decides) for 31 s …`.
    func forecastReason(at moment: Timestamp) -> String {
        let (value, limit) = (evaluation.value ?? .nan, evaluation.limit ?? .nan)
        let held = state.breach.map { moment - $0.since } ?? .zero
        let now = reference.map { "\(text($0.value)) are refused now, " } ?? ""
        return "the new version would deny \(text(value, unlike: limit)) of the requests (\(now)"
            + "\(rule.comparison.isUpper ? "above" : "below") \(text(limit)) a person decides)"
            + (held > .zero ? " for \(NumberText.seconds(held))" : "")
            + " (rule \(rule.name)): promote to go on all the same, or abort"
    }

    func silenceReason(at moment: Timestamp, problem: String?) -> String {
        let lasted = state.silence.map { moment - $0.since } ?? .zero
        let what =
            evaluation.value == nil
            ? "no data on \(rule.subject.title)" : "nothing to compare \(rule.subject.title) with"
        let why = problem ?? self.problem.map { $0.last == "." ? String($0.dropLast()) : $0 }
        return (why.map { "\($0); " } ?? "")
            + "\(what) for \(NumberText.seconds(lasted)) (rule \(rule.name))"
    }

    static func tooFewReason(_ judgements: [Judgement]) -> String {
        let rules = judgements.map {
            "rule \($0.rule.name) had \(NumberText.decimal($0.evaluation.requests, places: 1)) of "
                + "\(NumberText.decimal($0.rule.minimumRequests, places: 1))"
        }
        return "not enough requests to judge: within the last window \(rules.joined(separator: ", "))"
    }

    private var comparedWith: String {
        guard let reference else { return "no baseline" }
        let value = text(reference.value)
        return switch reference.origin {
        case .beside: "baseline \(value)"
        case .expected(let baseline): "baseline \(text(baseline)), \(value) expected by how the two differed before"
        case .before: "before the rollout \(value)"
        }
    }

    private var referenceName: String {
        switch reference?.origin {
        case .beside: "baseline"
        case .expected: "expected"
        case .before, nil: "before"
        }
    }

    private var percentage: String {
        let name = referenceName
        if case .aboveBaselineBy(let points) = rule.comparison {
            let distance = NumberText.decimal(points, places: 2)
            return " (\(name) + \(rule.subject.unit == "%" ? "\(distance) points" : text(points)))"
        }
        let percent = NumberText.decimal(abs(rule.comparison.number), places: 2)
        let sign = rule.comparison.isUpper == (rule.comparison.number >= 0) ? "+" : "-"
        return rule.comparison.isRelative ? " (\(name) \(sign) \(percent) %)" : ""
    }

    private func text(_ value: Double, unlike other: Double? = nil) -> String {
        NumberText.quantity(value, unit: rule.subject.unit, unlike: other)
    }
}
