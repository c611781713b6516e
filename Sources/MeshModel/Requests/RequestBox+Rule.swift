package import Domain

extension RequestBox {
    /// The box as a rule of an AuthorizationPolicy: what it demands of the attributes (`traffic` cannot be said).
    /// `nil` where one rule cannot say it: an operation's host, method or path that two lists have to match at once.
    package var rule: JSONValue? {
        var source: [String: JSONValue] = [:]
        var operation: [String: JSONValue] = [:]
        var conditions: [JSONValue] = []
        // Istio refuses a source that has both, but takes the other as a condition.
        let hasAccounts = constraints.keys.contains { $0.key == "source.serviceAccount" }
        for constraint in sorted {
            var rest = constraint.clauses[...]
            var excluded = constraint.excluded
            let clashes = hasAccounts && ["source.principal", "source.namespace"].contains(constraint.attribute.key)
            if let field = constraint.attribute.field, !clashes {
                let members = Self.members(field.name, rest.popFirst() ?? [], excluded)
                excluded = []
                if field.place == .source {
                    source.merge(members) { $1 }
                } else {
                    operation.merge(members) { $1 }
                }
            }
            guard rest.isEmpty && excluded.isEmpty || constraint.attribute.hasCondition else { return nil }
            conditions += Self.conditions(constraint.attribute.key, Array(rest), excluded)
        }
        var rule: [String: JSONValue] = [:]
        if !source.isEmpty { rule["from"] = [["source": .object(source)]] }
        if !operation.isEmpty { rule["to"] = [["operation": .object(operation)]] }
        if !conditions.isEmpty { rule["when"] = .array(conditions) }
        return .object(rule)
    }

    private static func members(
        _ name: String, _ values: [ValuePattern], _ excluded: [ValuePattern]
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if !values.isEmpty { members[name] = list(values) }
        if !excluded.isEmpty { members["not" + name.prefix(1).uppercased() + name.dropFirst()] = list(excluded) }
        return members
    }

    private static func conditions(
        _ key: String, _ clauses: [[ValuePattern]], _ excluded: [ValuePattern]
    ) -> [JSONValue] {
        var conditions: [JSONValue] = clauses.map { ["key": .string(key), "values": list($0)] }
        guard !excluded.isEmpty else { return conditions }
        if conditions.isEmpty { conditions = [["key": .string(key)]] }
        conditions[0]["notValues"] = list(excluded)
        return conditions
    }

    private static func list(_ patterns: [ValuePattern]) -> JSONValue {
        .array(patterns.map { .string($0.text) })
    }
}
