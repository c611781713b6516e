extension SoakRule {
    /// The stored form: the request's own, in full. It is part of the plan, which carries the schema.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "metric": .string(subject.name), "for": .string(holdsFor.isoText),
            "noData": .string(noData.rawValue), "minimumRequests": .double(minimumRequests),
            "observe": .bool(isObserveOnly),
        ]
        if case .custom(_, let promQL) = subject { members["query"] = .string(promQL) }
        members[comparison.key] = .double(comparison.number)
        return .object(members)
    }

    /// Reads the stored form.
    package init(json: JSONValue) throws(UnknownSchema) {
        guard let name = json["name"]?.string, let subject = SoakSubject(json: json),
            let comparison = SoakComparison(json: json),
            let holdsFor = json["for"]?.string.flatMap({ try? Duration(isoText: $0) }),
            let noData = json["noData"]?.string.flatMap(NoDataPolicy.init(rawValue:)),
            let minimumRequests = json["minimumRequests"]?.number, let observe = json["observe"]?.bool
        else { throw UnknownSchema(what: "A soak rule") }
        self.init(
            name: name, subject: subject, comparison: comparison, holdsFor: holdsFor, noData: noData,
            minimumRequests: minimumRequests, isObserveOnly: observe)
    }
}

extension SoakSubject {
    fileprivate init?(json: JSONValue) {
        guard let metric = json["metric"]?.string else { return nil }
        if let promQL = json["query"] {
            guard let promQL = promQL.string else { return nil }
            self = .custom(name: metric, promQL: promQL)
        } else {
            guard let metric = TrafficMetric(rawValue: metric) else { return nil }
            self = .standard(metric)
        }
    }
}

extension SoakComparison {
    /// The names of the comparisons in requests and stored rules.
    package static let keys = ["above", "below", "aboveBaseline", "belowBaseline", "aboveBaselineBy"]

    /// Its name in requests and stored rules.
    package var key: String {
        switch self {
        case .above: "above"
        case .below: "below"
        case .aboveBaseline: "aboveBaseline"
        case .belowBaseline: "belowBaseline"
        case .aboveBaselineBy: "aboveBaselineBy"
        }
    }

    /// Its number there: the limit, the percentage, or the distance.
    package var number: Double {
        switch self {
        case .above(let number), .below(let number), .aboveBaselineBy(let number): number
        case .aboveBaseline(let percent), .belowBaseline(let percent): percent
        }
    }

    /// The comparison of that name; `nil` for another name.
    package init?(key: String, number: Double) {
        switch key {
        case "above": self = .above(number)
        case "below": self = .below(number)
        case "aboveBaseline": self = .aboveBaseline(percent: number)
        case "belowBaseline": self = .belowBaseline(percent: number)
        case "aboveBaselineBy": self = .aboveBaselineBy(number)
        default: return nil
        }
    }

    fileprivate init?(json: JSONValue) {
        let found = Self.keys.compactMap { key in json[key]?.number.flatMap { SoakComparison(key: key, number: $0) } }
        guard let comparison = found.first, found.count == 1 else { return nil }
        self = comparison
    }
}
