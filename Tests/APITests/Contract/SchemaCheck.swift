import Domain

/// Holds values against schemas of the OpenAPI document: as much of JSON Schema as the document uses. A keyword that
/// it does not know is a problem too, so that nothing in the document goes unchecked.
struct SchemaCheck: Sendable {
    let document: JSONValue

    private static let silent: Set<String> = ["description", "example", "examples"]

    /// What is wrong with `value`, each with its path; empty where nothing is.
    func problems(_ value: JSONValue, _ schema: JSONValue, at path: String = "") -> [String] {
        guard let members = resolved(schema)?.object else { return ["\(path): there is no schema \(schema.jsonText)"] }
        let whole = JSONValue.object(members)
        return members.sorted { $0.key < $1.key }.filter { !Self.silent.contains($0.key) }.flatMap { keyword, rule in
            check(value, keyword, rule, in: whole, at: path)
        }
    }

    /// What a `$ref` stands for; the value itself where it is none.
    func resolved(_ value: JSONValue) -> JSONValue? {
        guard let reference = value["$ref"]?.string else { return value }
        let found = reference.split(separator: "/").dropFirst().reduce(Optional(document)) { $0?[String($1)] }
        return found.flatMap(resolved)
    }

    private func check(
        _ value: JSONValue, _ keyword: String, _ rule: JSONValue, in schema: JSONValue, at path: String
    ) -> [String] {
        switch keyword {
        case "type": type(value, rule) ? [] : ["\(path) is \(value.typeName), not \(rule.jsonText)"]
        case "enum":
            rule.array?.contains(value) ?? false ? [] : ["\(path) is \(value.jsonText), none of \(rule.jsonText)"]
        case "required": missing(value, rule).map { "\(path).\($0) is missing" }
        case "properties": properties(value, rule, at: path)
        case "additionalProperties": additional(value, rule, in: schema, at: path)
        case "items": elements(value, rule, at: path)
        case "allOf": (rule.array ?? []).flatMap { problems(value, $0, at: path) }
        case "anyOf": anyOf(value, rule.array ?? [], at: path)
        case "minimum", "maximum", "minLength", "maxLength", "pattern", "format":
            scalar(value, keyword, rule) ? [] : ["\(path) is \(value.jsonText): \(keyword) \(rule.jsonText)"]
        default: ["\(path): the check does not know \(keyword)"]
        }
    }

    private func type(_ value: JSONValue, _ rule: JSONValue) -> Bool {
        let names = (rule.array ?? [rule]).compactMap(\.string)
        return names.contains { name in
            name == value.typeName || name == "number" && value.typeName == "integer"
        }
    }

    private func missing(_ value: JSONValue, _ rule: JSONValue) -> [String] {
        guard let members = value.object else { return [] }
        return (rule.array ?? []).compactMap(\.string).filter { members[$0] == nil }
    }

    private func properties(_ value: JSONValue, _ rule: JSONValue, at path: String) -> [String] {
        (value.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, member in
            rule[name].map { problems(member, $0, at: "\(path).\(name)") } ?? []
        }
    }

    private func additional(
        _ value: JSONValue, _ rule: JSONValue, in schema: JSONValue, at path: String
    ) -> [String] {
        let others = (value.object ?? [:]).filter { schema["properties"]?[$0.key] == nil }
        if let allowed = rule.bool {
            return allowed ? [] : others.keys.sorted().map { "\(path).\($0) is not in the schema" }
        }
        return others.sorted { $0.key < $1.key }.flatMap { problems($0.value, rule, at: "\(path).\($0.key)") }
    }

    private func elements(_ value: JSONValue, _ rule: JSONValue, at path: String) -> [String] {
        (value.array ?? []).enumerated().flatMap { problems($1, rule, at: "\(path)[\($0)]") }
    }

    private func anyOf(_ value: JSONValue, _ schemas: [JSONValue], at path: String) -> [String] {
        let tries = schemas.map { problems(value, $0, at: path) }
        guard !tries.contains(where: \.isEmpty) else { return [] }
        return ["\(path) fits none: " + tries.map { $0.joined(separator: ", ") }.joined(separator: " | ")]
    }

    /// Rules of strings hold for strings only, those of numbers for numbers only.
    private func scalar(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) -> Bool {
        switch (keyword, value) {
        case ("minimum", .int(let number)): rule.int.map { number >= $0 } ?? false
        case ("maximum", .int(let number)): rule.int.map { number <= $0 } ?? false
        case ("minLength", .string(let text)): rule.int.map { text.count >= $0 } ?? false
        case ("maxLength", .string(let text)): rule.int.map { text.count <= $0 } ?? false
        case ("pattern", .string(let text)):
            (try? Regex(rule.string ?? "[")).map { text.firstMatch(of: $0) != nil } ?? false
        case ("format", .string(let text)): format(text, rule.string ?? "")
        default: true
        }
    }

    private func format(_ text: String, _ name: String) -> Bool {
        switch name {
        case "uuid": ID<Void>(text) != nil
        case "date-time": Timestamp(text) != nil
        case "uri-reference": text.hasPrefix("/")
        default: false
        }
    }
}
