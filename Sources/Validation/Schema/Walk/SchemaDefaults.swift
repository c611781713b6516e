import Domain

/// What the API server fills in before it looks at the rules.
enum SchemaDefaults {
    /// The value with the defaults of what is missing, at every depth.
    static func filled(_ value: JSONValue, _ node: SchemaNode) -> JSONValue {
        guard node.hasDefaults else { return value }
        switch value {
        case .object(let members): return .object(filled(members, node))
        case .array(let elements):
            guard let items = node.parts.items, items.hasDefaults else { return value }
            return .array(elements.map { filled($0, items) })
        default: return value
        }
    }

    private static func filled(_ members: [String: JSONValue], _ node: SchemaNode) -> [String: JSONValue] {
        var result = members
        for (name, property) in node.defaulting {
            var stated = members[name]
            if stated == .some(.null), !property.parts.isNullable, let value = property.parts.defaultValue {
                stated = value
            }
            if let value = stated ?? property.parts.defaultValue {
                result[name] = filled(value, property)
            }
        }
        if case .like(let other) = node.parts.others, other.hasDefaults {
            for (name, member) in members where node.parts.properties[name] == nil {
                result[name] = filled(member, other)
            }
        }
        return result
    }
}
