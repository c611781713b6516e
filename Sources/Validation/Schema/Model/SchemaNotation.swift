import Domain

/// The short form in which the built-in schemas are kept: a line for each different place of a schema, which names
/// other lines by their number; so what occurs twice is written once. Nothing but facts: no descriptions.
///
/// A line is a list of words, `word=value` where it has a value; in values a blank is `\s`, a line's end `\n`, a
/// backslash `\\`. A line that begins with `=` is a value (of a default or an enumeration). The last lines name the
/// versions.
struct SchemaNotation {
    private var nodes: [SchemaNode?] = []
    private var values: [JSONValue?] = []
    private var kind = ObjectKind("", group: "")
    private var schemas: [CRDSchema] = []

    /// The schemas of all versions of the kind; `nil` where the text is none of this form.
    static func read(_ text: StaticString) -> [CRDSchema]? {
        text.withUTF8Buffer { read(Array($0)) }
    }

    static func read(_ bytes: [UInt8]) -> [CRDSchema]? {
        var reader = SchemaNotation()
        for line in bytes.split(separator: 0x0A) {
            let words = line.split(separator: 0x20).map { Word($0) }
            guard reader.read(words) else { return nil }
        }
        return reader.schemas
    }

    struct Word {
        let name: String
        let value: String

        init(_ bytes: ArraySlice<UInt8>) {
            let equals = bytes.dropFirst().firstIndex(of: 0x3D)
            name = Self.unescaped(bytes[..<(equals ?? bytes.endIndex)])
            value = equals.map { Self.unescaped(bytes[bytes.index(after: $0)...]) } ?? ""
        }

        private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
            guard bytes.contains(0x5C) else { return String(decoding: bytes, as: UTF8.self) }
            var out: [UInt8] = []
            var isEscaped = false
            for byte in bytes {
                switch (isEscaped, byte) {
                case (false, 0x5C): isEscaped = true
                case (true, UInt8(ascii: "s")): (isEscaped, _) = (false, out.append(0x20))
                case (true, UInt8(ascii: "n")): (isEscaped, _) = (false, out.append(0x0A))
                case (true, UInt8(ascii: "e")): (isEscaped, _) = (false, out.append(0x3D))
                default: (isEscaped, _) = (false, out.append(byte))
                }
            }
            return String(decoding: out, as: UTF8.self)
        }
    }

    private mutating func read(_ words: [Word]) -> Bool {
        guard let head = words.first else { return false }
        switch head.name {
        case "kind":
            kind = ObjectKind(head.value, group: words.dropFirst().first?.name ?? "")
            return true
        case "version": return version(head.value, words.dropFirst())
        case _ where head.name.hasPrefix("="):
            nodes.append(nil)
            values.append(value(head, words.dropFirst()))
            return values.last != .some(nil)
        default:
            var parts = SchemaParts()
            parts.type = SchemaType(rawValue: head.name)
            for word in words.dropFirst() { guard take(word, &parts) else { return false } }
            nodes.append(SchemaNode(parts))
            values.append(nil)
            return true
        }
    }

    private mutating func version(_ name: String, _ words: ArraySlice<Word>) -> Bool {
        guard let root = words.first.flatMap({ node($0.name) }) else { return false }
        schemas.append(
            CRDSchema(
                kind: kind, version: name, isServed: words.contains { $0.name == "served" },
                deprecation: words.first { $0.name == "deprecated" }?.value, root: root))
        return true
    }

    private func node(_ number: String) -> SchemaNode? {
        guard let number = Int(number), nodes.indices.contains(number) else { return nil }
        return nodes[number]
    }

    private func value(_ number: String) -> JSONValue? {
        guard let number = Int(number), values.indices.contains(number) else { return nil }
        return values[number]
    }

    private func value(_ head: Word, _ words: ArraySlice<Word>) -> JSONValue? {
        switch head.name {
        case "=string": return .string(head.value)
        case "=int": return Int64(head.value).map { .int($0) }
        case "=double": return Double(head.value).map { .double($0) }
        case "=bool": return .bool(head.value == "true")
        case "=null": return .null
        case "=list": return .array(words.compactMap { value($0.name) })
        case "=object":
            let members = words.map { (String($0.name.dropFirst()), value($0.value) ?? .null) }
            return .object(Dictionary(members) { first, _ in first })
        default: return nil
        }
    }
}

// MARK: Words of a place

extension SchemaNotation {
    private func take(_ word: Word, _ parts: inout SchemaParts) -> Bool {
        if word.name.hasPrefix(".") {
            parts.properties[String(word.name.dropFirst())] = node(word.value)
            return node(word.value) != nil
        }
        return takeShape(word, &parts) || takeBound(word, &parts) || takeRule(word, &parts)
    }

    private func takeShape(_ word: Word, _ parts: inout SchemaParts) -> Bool {
        switch word.name {
        case "*": parts.others = node(word.value).map { .like($0) } ?? .anything
        case "items": parts.items = node(word.value)
        case "required": parts.required.append(word.value)
        case "nullable": parts.isNullable = true
        case "open": parts.keepsUnknown = true
        case "intOrString": parts.isIntOrString = true
        case "enum": if let value = value(word.value) { parts.values.append(value) }
        case "default": parts.defaultValue = value(word.value)
        case "set": parts.list = .set
        case "key":
            if case .map(let keys) = parts.list {
                parts.list = .map(keys: keys + [word.value])
            } else {
                parts.list = .map(keys: [word.value])
            }
        case "allOf": if let node = node(word.value) { parts.allOf.append(node) }
        case "anyOf": if let node = node(word.value) { parts.anyOf.append(node) }
        case "oneOf": if let node = node(word.value) { parts.oneOf.append(node) }
        case "not": parts.not = node(word.value)
        default: return false
        }
        return true
    }

    private func takeBound(_ word: Word, _ parts: inout SchemaParts) -> Bool {
        switch word.name {
        case "minimum": parts.minimum = Double(word.value)
        case "maximum": parts.maximum = Double(word.value)
        case "exclusiveMinimum": parts.excludesMinimum = true
        case "exclusiveMaximum": parts.excludesMaximum = true
        case "multipleOf": parts.multipleOf = Double(word.value)
        case "minLength": parts.length.least = Int(word.value)
        case "maxLength": parts.length.most = Int(word.value)
        case "minItems": parts.count.least = Int(word.value)
        case "maxItems": parts.count.most = Int(word.value)
        case "minProperties": parts.members.least = Int(word.value)
        case "maxProperties": parts.members.most = Int(word.value)
        case "pattern": parts.pattern = word.value
        case "format": parts.format = word.value
        default: return false
        }
        return true
    }

    /// A rule is followed by what belongs to it.
    private func takeRule(_ word: Word, _ parts: inout SchemaParts) -> Bool {
        if word.name == "rule" {
            parts.rules.append(SchemaRule(word.value))
            return true
        }
        guard let rule = parts.rules.popLast() else { return false }
        switch word.name {
        case "message": parts.rules.append(rule.with(message: word.value))
        case "messageExpression": parts.rules.append(rule.with(messageExpression: word.value))
        case "fieldPath": parts.rules.append(rule.with(fieldPath: word.value))
        default: return false
        }
        return true
    }
}

extension SchemaRule {
    fileprivate func with(
        message: String? = nil, messageExpression: String? = nil, fieldPath: String? = nil
    ) -> SchemaRule {
        SchemaRule(
            text, message: message ?? self.message, messageExpression: messageExpression ?? self.messageExpression,
            fieldPath: fieldPath ?? self.fieldPath)
    }
}
