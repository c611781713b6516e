import Domain

/// `rules`: what is judged while traffic is watched.
extension BodyReader {
    /// The given rules and the defaults whose names they do not take; without `defaultRules` (true where nothing is
    /// said) only the given ones. `nil` where the request says nothing of rules.
    mutating func rules() -> [SoakRule]? {
        let wantsDefaults = bool("defaultRules") ?? true
        let given = list("rules", atMost: RolloutBounds.rules) { $0.rule() } ?? []
        guard !given.isEmpty || !wantsDefaults else { return nil }
        if let name = SoakRule.repeatedName(in: given) {
            let index = given.lastIndex { $0.name == name } ?? 0
            complain(
                at: ["rules", .index(index), "name"], "duplicate", "is the name of two rules: \(name.shortened)")
        }
        let names = Set(given.map(\.name))
        return given + (wantsDefaults ? SoakRule.defaults.filter { !names.contains($0.name) } : [])
    }

    private mutating func rule() -> SoakRule? {
        let subject = subject()
        let observes = bool("observe") ?? false
        let comparison = comparison(of: subject?.subject, isOptional: observes)
        if let subject, !observes { complainOfNoBaseline(comparison, subject.subject) }
        let holdsFor = duration("for", in: RolloutBounds.breach) ?? .zero
        let noData = choice("noData", NoDataPolicy.self)
        let minimum = number("minimumRequests", in: RolloutBounds.samples)
        // A rule that is wrong keeps its place, so that the others keep their numbers in complaints.
        let judged = subject ?? (name: "", subject: .custom(name: "", promQL: ""))
        return SoakRule(
            name: judged.name, subject: judged.subject, comparison: comparison, holdsFor: holdsFor,
            noData: noData ?? (observes ? .ignore : .pause),
            minimumRequests: minimum ?? judged.subject.usualMinimum, isObserveOnly: observes)
    }

    /// Those beside are known by their pods: a query that does not say whose series it means is the same for both.
    private mutating func complainOfNoBaseline(_ comparison: SoakComparison, _ subject: SoakSubject) {
        guard case .custom(_, let promQL) = subject, !promQL.contains("$pods"),
            let key = SoakComparison.keys.first(where: { value($0) != nil }), comparison.isRelative
        else { return }
        complain(
            key, "noBaseline",
            "compares with those who have not the new version, and the query does not say whose series it means: put "
                + "pod=~\"$pods\" in it, or send above or below")
    }

    /// A standard metric, or a query with a name.
    private mutating func subject() -> (name: String, subject: SoakSubject)? {
        let name = nonEmpty("name")
        if let name, name.utf8.count > 63 || name.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            complain("name", "invalid", "must be 1 to 63 characters")
        }
        let (hasMetric, hasQuery) = (value("metric") != nil, value("query") != nil)
        guard hasMetric != hasQuery else {
            if hasMetric {
                complain("query", "ambiguous", "excludes metric: send one of them")
            } else {
                complain("metric", "missing", "is missing: send metric, or query with a name")
            }
            return nil
        }
        if hasMetric {
            return choice("metric", TrafficMetric.self).map { (name ?? $0.ruleName, .standard($0)) }
        }
        guard let query = nonEmpty("query") else { return nil }
        if query.utf8.count > 4096 { complain("query", "outOfRange", "must have at most 4096 bytes") }
        if value("name") == nil { complain("name", "missing", "is missing: a query needs a name") }
        return (name ?? "", .custom(name: name ?? "", promQL: query))
    }

    /// One of `above`, `below`, `aboveBaseline`, `belowBaseline`, `aboveBaselineBy`.
    private mutating func comparison(of subject: SoakSubject?, isOptional: Bool) -> SoakComparison {
        let given = SoakComparison.keys.filter { value($0) != nil }
        for extra in given.dropFirst() { complain(extra, "ambiguous", "excludes \(given[0]): send one of them") }
        guard let key = given.first else {
            if !isOptional {
                complain("above", "missing", "is missing: send one of \(SoakComparison.keys.joined(separator: ", "))")
            }
            return .aboveBaseline(percent: 0)
        }
        let limits: ClosedRange<Double> =
            switch key {
            case "aboveBaseline": 0...1_000_000
            case "belowBaseline": 0...100
            case "aboveBaselineBy": 0...1_000_000_000_000
            default: -1_000_000_000_000...1_000_000_000_000
            }
        guard let number = number(key, in: limits), let comparison = SoakComparison(key: key, number: number) else {
            return .aboveBaseline(percent: 0)
        }
        if let subject, let why = comparison.pointlessness(of: subject) {
            complain(key, "outOfRange", "is \(value(key)?.jsonText.shortened ?? ""): \(why)")
        }
        return comparison
    }
}

extension SoakSubject {
    /// How many requests a verdict takes where the rule does not say: percentages and latencies of a few requests
    /// mean nothing.
    fileprivate var usualMinimum: Double {
        switch self {
        case .standard(let metric): ["%", "ms"].contains(metric.unit) ? SoakRule.defaultMinimumRequests : 0
        case .custom: 0
        }
    }
}

extension SoakComparison {
    /// Why a rule with this limit says nothing of the metric: it would never be bad, or always; `nil` where it says
    /// something. Nobody knows the range of a query's values.
    fileprivate func pointlessness(of subject: SoakSubject) -> String? {
        guard case .standard(let metric) = subject else { return nil }
        let most = metric.unit == "%" ? 100 : Double.infinity
        let range = most.isFinite ? "\(metric.rawValue) is 0 to 100 %" : "\(metric.rawValue) is never below 0"
        switch self {
        case .above(let limit) where limit >= most: return "the rule would never be broken, since \(range)"
        case .above(let limit) where limit < 0: return "the rule would always be broken, since \(range)"
        case .below(let limit) where limit <= 0: return "the rule would never be broken, since \(range)"
        case .below(let limit) where limit > most: return "the rule would always be broken, since \(range)"
        default: return nil
        }
    }
}
