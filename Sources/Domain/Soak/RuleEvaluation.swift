/// What one evaluation found of one rule: recorded with its numbers, so that everybody can follow the decision.
package struct RuleEvaluation: Hashable, Sendable {
    package var rule: String
    /// The metric's name: a standard one, or a custom one's.
    package var metric: String
    /// Empty where nobody knows it.
    package var unit: String
    /// Of those who have the new version; `nil`: no data.
    package var value: Double?
    /// Of those beside them who have not.
    package var baseline: Double?
    /// What the cohort should have by the baseline; `nil` where that is the baseline itself, since the two did not
    /// differ before the rollout.
    package var expected: Double?
    /// Of the time before the rollout.
    package var before: Double?
    /// The value beyond which it is bad, as it came out at this evaluation.
    package var limit: Double?
    /// How many requests of the cohort the value is made of.
    package var requests: Double
    package var verdict: Verdict

    package init(
        rule: String, metric: String, unit: String = "", value: Double?, baseline: Double? = nil,
        expected: Double? = nil, before: Double? = nil, limit: Double? = nil, requests: Double, verdict: Verdict
    ) {
        self.rule = rule
        self.metric = metric
        self.unit = unit
        self.value = value
        self.baseline = baseline
        self.expected = expected
        self.before = before
        self.limit = limit
        self.requests = requests
        self.verdict = verdict
    }

    package enum Verdict: Hashable, Sendable {
        case ok
        /// Bad since then, and not yet for long enough.
        case breaching(since: Timestamp)
        /// Bad for as long as the rule says.
        case breached
        case noData
        /// Too few requests for a verdict, of the cohort or of what it is compared with.
        case tooFewSamples
        /// The rule only records.
        case observed

        /// Its name in answers.
        package var name: String {
            switch self {
            case .ok: "ok"
            case .breaching: "breaching"
            case .breached: "breached"
            case .noData: "noData"
            case .tooFewSamples: "tooFewSamples"
            case .observed: "observed"
            }
        }
    }
}

extension RuleEvaluation {
    private static let schema: Int64 = 1

    /// The form of answers; numbers that are not known are left out.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "rule": .string(rule), "metric": .string(metric), "requests": .double(requests),
            "verdict": .string(verdict.name),
        ]
        if !unit.isEmpty { members["unit"] = .string(unit) }
        let numbers = [
            ("value", value), ("baseline", baseline), ("expected", expected), ("before", before), ("limit", limit),
        ]
        for (key, number) in numbers { members[key] = number.map(JSONValue.double) }
        if case .breaching(let since) = verdict { members["since"] = .string(since.description) }
        return .object(members)
    }

    /// The stored form of one evaluation's rules, which carries its schema version.
    package static func json(of evaluations: [RuleEvaluation]) -> JSONValue {
        ["schema": .int(schema), "rules": .array(evaluations.map(\.json))]
    }

    /// Reads what `json(of:)` wrote.
    package static func list(json: JSONValue) throws(UnknownSchema) -> [RuleEvaluation] {
        let read = json["rules"]?.array?.map(RuleEvaluation.init(json:))
        guard json["schema"]?.int == schema, let read, !read.contains(nil) else {
            throw UnknownSchema(what: "The evaluation of a soak")
        }
        return read.compactMap(\.self)
    }

    private init?(json: JSONValue) {
        guard let rule = json["rule"]?.string, let metric = json["metric"]?.string,
            let requests = json["requests"]?.number, let verdict = Verdict(json: json)
        else { return nil }
        self.init(
            rule: rule, metric: metric, unit: json["unit"]?.string ?? "", value: json["value"]?.number,
            baseline: json["baseline"]?.number, expected: json["expected"]?.number, before: json["before"]?.number,
            limit: json["limit"]?.number, requests: requests, verdict: verdict)
    }
}

extension RuleEvaluation.Verdict {
    fileprivate init?(json: JSONValue) {
        switch json["verdict"]?.string {
        case "ok": self = .ok
        case "breaching":
            guard let since = json["since"]?.string.flatMap(Timestamp.init) else { return nil }
            self = .breaching(since: since)
        case "breached": self = .breached
        case "noData": self = .noData
        case "tooFewSamples": self = .tooFewSamples
        case "observed": self = .observed
        default: return nil
        }
    }
}
