import Domain

/// How values and schemas are written in messages.
enum SchemaWords {
    /// What a value is: `a string`, `null` …
    static func noun(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .int: "an integer"
        case .double: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A value as it may stand in a message: short.
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text.utf8.count <= 64 ? "\"\(text)\"" : "\"\(text.prefix(60))…\""
        case .array, .object: noun(value)
        case .double(let number): self.text(number)
        case .null, .bool, .int: value.jsonText
        }
    }

    static func text(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? number.description
    }

    /// The first ones of many words.
    static func list(_ words: [String]) -> String {
        let most = 12
        guard words.count > most else { return words.joined(separator: ", ") }
        return words.prefix(most).joined(separator: ", ") + " and \(words.count - most) more"
    }

    /// The fields that alternatives ask for, where each that can be asked for is one of a few fields. An alternative
    /// that only says that none of the others is there asks for nothing.
    static func requiredFields(of nodes: [SchemaNode]) -> [String]? {
        let asking = nodes.filter { $0.parts.not == nil }
        guard !asking.isEmpty else { return nil }
        var names: [String] = []
        for node in asking {
            guard !node.parts.required.isEmpty, node.parts.properties.isEmpty, node.parts.not == nil else { return nil }
            names.append(node.parts.required.joined(separator: " with "))
        }
        return names
    }

    static func alternatives(_ nodes: [SchemaNode]) -> String {
        list(nodes.map(alternative)).replacing(", ", with: "; ")
    }

    /// What an alternative asks for, in a few words.
    static func alternative(_ node: SchemaNode) -> String { alternative(node, depth: 0) }

    private static func alternative(_ node: SchemaNode, depth: Int) -> String {
        let parts = node.parts
        guard depth < 3 else { return "…" }
        var words: [String] = []
        if let type = parts.type, parts.properties.isEmpty { words.append(type.noun) }
        if !parts.values.isEmpty { words.append("one of \(list(parts.values.map(text)))") }
        if let pattern = parts.pattern { words.append("matching \(pattern)") }
        if let format = parts.format { words.append(format) }
        if let most = parts.count.most { words.append("at most \(most) elements") }
        if let least = parts.count.least { words.append("at least \(least) elements") }
        if let minimum = parts.minimum { words.append("at least \(text(minimum))") }
        if let maximum = parts.maximum { words.append("at most \(text(maximum))") }
        for name in parts.required where parts.properties[name] == nil { words.append("with \(name)") }
        for (name, property) in parts.properties.sorted(by: { $0.key < $1.key }) {
            let what = alternative(property, depth: depth + 1)
            words.append(what.isEmpty ? "with \(name)" : "\(name) \(what)")
        }
        if let not = parts.not { words.append("not (\(alternative(not, depth: depth + 1)))") }
        for (word, nodes) in [("or", parts.anyOf + parts.oneOf), ("and", parts.allOf)] where !nodes.isEmpty {
            words.append(nodes.prefix(6).map { alternative($0, depth: depth + 1) }.joined(separator: " \(word) "))
        }
        return words.joined(separator: " ")
    }
}

extension String {
    /// Without Foundation.
    fileprivate func replacing(_ one: String, with other: String) -> String {
        split(separator: one, omittingEmptySubsequences: false).joined(separator: other)
    }
}
