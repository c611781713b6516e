import Domain

/// Reads an `openAPIV3Schema`. What is wrong in it is noted, and anything is taken at such a place.
struct SchemaReader {
    private(set) var faults: [SchemaFault] = []
    private var path: [FieldPath.Component]
    private var depth = 0
    private var nodes = 0

    /// Far beyond what any mesh has; a schema beyond it is an attack or a mistake.
    static let deepest = 100
    static let mostNodes = 100_000
    static let mostFaults = 20

    init(_ path: FieldPath) { self.path = path.components }

    mutating func fault(_ message: String) {
        guard faults.count < Self.mostFaults else { return }
        faults.append(SchemaFault(path: FieldPath(path), message: message))
    }

    mutating func within<Result>(_ component: FieldPath.Component, _ body: (inout Self) -> Result) -> Result {
        path.append(component)
        defer { path.removeLast() }
        return body(&self)
    }

    mutating func node(_ schema: JSONValue) -> SchemaNode {
        guard case .object(let members) = schema else {
            fault(schema == .null ? "is missing" : "must be an object and is \(schema.typeName)")
            return .anything
        }
        nodes += 1
        depth += 1
        defer { depth -= 1 }
        guard nodes <= Self.mostNodes, depth <= Self.deepest else {
            fault("is too large")
            return .anything
        }
        guard members["$ref"] == nil else {
            fault("refers to another schema ($ref), which a CustomResourceDefinition may not")
            return .anything
        }
        return SchemaNode(parts(members))
    }

    private mutating func parts(_ members: [String: JSONValue]) -> SchemaParts {
        var parts = SchemaParts()
        parts.type = text("type", members).flatMap { type(named: $0) }
        parts.properties = properties(members["properties"])
        others(members["additionalProperties"], &parts)
        parts.items = members["items"].map { items in within("items") { $0.node(items) } }
        parts.required = texts("required", members)
        parts.isNullable = flag("nullable", members)
        parts.keepsUnknown = flag("x-kubernetes-preserve-unknown-fields", members)
        parts.isIntOrString = flag("x-kubernetes-int-or-string", members)
        if flag("x-kubernetes-embedded-resource", members), parts.properties.isEmpty { parts.keepsUnknown = true }
        parts.values = list("enum", members)
        parts.defaultValue = members["default"]
        numbers(members, &parts)
        parts.pattern = text("pattern", members)
        parts.format = text("format", members)
        listType(members, &parts)
        alternatives(members, &parts)
        parts.rules = rules(members)
        return parts
    }

    private mutating func type(named name: String) -> SchemaType? {
        guard let type = SchemaType(rawValue: name) else {
            within("type") { $0.fault("is no type: \(name.prefix(64))") }
            return nil
        }
        return type
    }

    private mutating func properties(_ value: JSONValue?) -> [String: SchemaNode] {
        guard let value else { return [:] }
        return within("properties") { reader in
            guard case .object(let members) = value else {
                reader.fault("must be an object and is \(value.typeName)")
                return [:]
            }
            var properties: [String: SchemaNode] = [:]
            for (name, schema) in members { properties[name] = reader.within(.key(name)) { $0.node(schema) } }
            return properties
        }
    }

    private mutating func others(_ value: JSONValue?, _ parts: inout SchemaParts) {
        switch value {
        case nil, .bool(false)?: parts.others = .unknown
        case .bool(true)?: parts.others = .anything
        case .some(let schema): parts.others = .like(within("additionalProperties") { $0.node(schema) })
        }
    }

    private mutating func numbers(_ members: [String: JSONValue], _ parts: inout SchemaParts) {
        parts.minimum = number("minimum", members)
        parts.maximum = number("maximum", members)
        parts.excludesMinimum = flag("exclusiveMinimum", members)
        parts.excludesMaximum = flag("exclusiveMaximum", members)
        parts.multipleOf = number("multipleOf", members)
        parts.length = .init(least: count("minLength", members), most: count("maxLength", members))
        parts.count = .init(least: count("minItems", members), most: count("maxItems", members))
        parts.members = .init(least: count("minProperties", members), most: count("maxProperties", members))
    }

    private mutating func listType(_ members: [String: JSONValue], _ parts: inout SchemaParts) {
        switch text("x-kubernetes-list-type", members) {
        case "set": parts.list = .set
        case "map": parts.list = .map(keys: texts("x-kubernetes-list-map-keys", members))
        default: if flag("uniqueItems", members) { parts.list = .set }
        }
    }

    private mutating func alternatives(_ members: [String: JSONValue], _ parts: inout SchemaParts) {
        parts.allOf = schemas("allOf", members)
        parts.anyOf = schemas("anyOf", members)
        parts.oneOf = schemas("oneOf", members)
        parts.not = members["not"].map { schema in within("not") { $0.node(schema) } }
    }

    private mutating func schemas(_ name: String, _ members: [String: JSONValue]) -> [SchemaNode] {
        let list = list(name, members)
        return within(.key(name)) { reader in
            list.enumerated().map { index, schema in reader.within(.index(index)) { $0.node(schema) } }
        }
    }

    private mutating func rules(_ members: [String: JSONValue]) -> [SchemaRule] {
        let name = "x-kubernetes-validations"
        var rules: [SchemaRule] = []
        for (index, rule) in list(name, members).enumerated() {
            guard let text = rule["rule"]?.string else {
                within(.key(name)) { $0.within(.index(index)) { $0.fault("has no rule") } }
                continue
            }
            rules.append(
                SchemaRule(
                    text, message: rule["message"]?.string, messageExpression: rule["messageExpression"]?.string,
                    fieldPath: rule["fieldPath"]?.string))
        }
        return rules
    }
}

// MARK: Keywords of one type

extension SchemaReader {
    private mutating func keyword<Value>(
        _ name: String, _ members: [String: JSONValue], _ wanted: String, _ read: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = members[name], value != .null else { return nil }
        if let read = read(value) { return read }
        within(.key(name)) { $0.fault("must be \(wanted) and is \(value.typeName)") }
        return nil
    }

    private mutating func text(_ name: String, _ members: [String: JSONValue]) -> String? {
        keyword(name, members, "a string", \.string)
    }

    private mutating func flag(_ name: String, _ members: [String: JSONValue]) -> Bool {
        keyword(name, members, "true or false", \.bool) ?? false
    }

    private mutating func number(_ name: String, _ members: [String: JSONValue]) -> Double? {
        keyword(name, members, "a number", \.number)
    }

    private mutating func count(_ name: String, _ members: [String: JSONValue]) -> Int? {
        keyword(name, members, "an integer", \.int).map { Int(clamping: $0) }
    }

    private mutating func list(_ name: String, _ members: [String: JSONValue]) -> [JSONValue] {
        keyword(name, members, "a list", \.array) ?? []
    }

    private mutating func texts(_ name: String, _ members: [String: JSONValue]) -> [String] {
        list(name, members).compactMap(\.string)
    }
}
