package import Domain

/// An AuthorizationPolicy as it is read for comparisons.
package struct AuthorizationRules: Hashable, Sendable {
    /// What the policy does with what its rules match.
    package enum Action: String, Hashable, Sendable {
        case allow = "ALLOW"
        case deny = "DENY"
        case audit = "AUDIT"
        /// An external authorizer is asked.
        case custom = "CUSTOM"
    }

    package let action: Action
    /// Whether the policy is only watched (`istio.io/dry-run`): then nothing is enforced.
    package let isDryRun: Bool
    /// What the rules match, on HTTP and on plain TCP.
    package let matched: RequestSet
    /// Rules that cannot be read, in words: Istio ignores some of those and reads others in its own way. What they
    /// match is not in `matched`.
    package let unreadable: [String]

    /// The annotation that makes a policy a watched one.
    package static let dryRunAnnotation = "istio.io/dry-run"

    /// Reads a policy's document; an unknown action is read as ALLOW, as a missing one is.
    package init(_ document: JSONValue) {
        let spec = document["spec"]
        let namespace = document["metadata"]?["namespace"]?.string ?? "default"
        action = spec?["action"]?.string.flatMap(Action.init) ?? .allow
        let annotation = document["metadata"]?["annotations"]?[Self.dryRunAnnotation]?.string ?? ""
        // What Go's strconv.ParseBool takes for true.
        isDryRun = ["1", "t", "T", "true", "TRUE", "True"].contains(annotation)
        var boxes: [RequestBox] = []
        var problems: [String] = []
        for (index, rule) in (spec?["rules"]?.array ?? []).enumerated() {
            var reader = AuthorizationRuleReader(namespace: namespace)
            let read = reader.boxes(of: rule)
            if let problem = reader.problem { problems.append("rules[\(index)]: \(problem)") } else { boxes += read }
        }
        // An ALLOW rule with HTTP fields matches no plain TCP; a rule of the other actions matches it without them.
        if action != .allow { boxes += boxes.filter { $0.traffic == .http }.map(\.onTCP) }
        matched = RequestSet(boxes.map(\.simplified))
        unreadable = problems
    }

    /// More than the rules match, for sure.
    package var atMost: RequestSet { unreadable.isEmpty ? matched : .everything }
    /// Less than the rules match, for sure.
    package var atLeast: RequestSet { matched }
}

/// Takes one rule apart: sources times operations, each with all conditions.
package struct AuthorizationRuleReader {
    package let namespace: String
    /// The first thing that was not understood.
    package private(set) var problem: String?

    package init(namespace: String) { self.namespace = namespace }

    /// Nobody writes rules with more: each source with each operation is one box.
    package static let mostBoxes = 1_000

    package mutating func boxes(of rule: JSONValue) -> [RequestBox] {
        guard let members = rule.object else {
            problem = "is no object"
            return []
        }
        for key in members.keys.sorted() where !["from", "to", "when"].contains(key) { note("unknown field \(key)") }
        let (from, to) = (rule["from"]?.array?.count ?? 0, rule["to"]?.array?.count ?? 0)
        guard max(from, 1).multipliedReportingOverflow(by: max(to, 1)).partialValue <= Self.mostBoxes else {
            note("\(from) sources with \(to) operations are more than can be compared")
            return []
        }
        let sources = (rule["from"]?.array ?? []).map { constraints(of: $0["source"], .source) }
        let operations = (rule["to"]?.array ?? []).map { constraints(of: $0["operation"], .operation) }
        let conditions = (rule["when"]?.array ?? []).compactMap { constraint(ofCondition: $0) }
        return (sources.isEmpty ? [[]] : sources).flatMap { source in
            (operations.isEmpty ? [[]] : operations).map { operation in
                (source + operation + conditions).reduce(RequestBox.everything) { $0.and($1) }
            }
        }
    }

    private mutating func note(_ text: String) { problem = problem ?? text }

    /// The constraints of a source or an operation. A missing one demands nothing.
    private mutating func constraints(
        of part: JSONValue?, _ place: RequestAttribute.Place
    ) -> [ValueConstraint] {
        guard let part, part != .null else { return [] }
        return (part.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, values in
            let isNegative = name.hasPrefix("not") && name.count > 3
            let field = isNegative ? name.dropFirst(3).prefix(1).lowercased() + name.dropFirst(4) : name
            guard let attribute = RequestAttribute(field: field, of: place) else {
                note("unknown field \(name)")
                return nil
            }
            let patterns = patterns(values, attribute)
            guard !patterns.isEmpty else { return nil }
            return isNegative
                ? ValueConstraint(attribute, excluded: patterns) : ValueConstraint(attribute, clauses: [patterns])
        }
    }

    private mutating func constraint(ofCondition condition: JSONValue) -> ValueConstraint? {
        let key = condition["key"]?.string ?? ""
        guard let attribute = RequestAttribute(condition: key) else {
            note("unknown key \(key)")
            return nil
        }
        let values = patterns(condition["values"], attribute)
        return ValueConstraint(
            attribute, clauses: values.isEmpty ? [] : [values], excluded: patterns(condition["notValues"], attribute))
    }

    private mutating func patterns(_ values: JSONValue?, _ attribute: RequestAttribute) -> [ValuePattern] {
        (values?.array ?? []).compactMap { value in
            let pattern = value.string.flatMap { ValuePattern($0, kind: attribute.kind, namespace: namespace) }
            if pattern == nil { note("\(attribute.key) cannot be \(value.jsonText)") }
            return pattern
        }
    }
}
