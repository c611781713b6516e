import Domain

@testable import Validation

/// Writes CustomResourceDefinitions of a kind in the form that `SchemaNotation` reads: facts only, each different place
/// once.
struct SchemaNotationWriter {
    private var lines: [String] = []
    private var numbers: [String: Int] = [:]

    /// - Parameters:
    ///   - definitions: Of one kind; a version that several have is taken from the first.
    ///   - isServed: Whether a version of a definition counts as served.
    static func text(_ definitions: [JSONValue], isServed: (JSONValue) -> Bool) -> String {
        var writer = SchemaNotationWriter()
        let spec = definitions.first?["spec"]
        var versions: [String] = []
        var seen: Set<String> = []
        for version in definitions.flatMap({ $0["spec"]?["versions"]?.array ?? [] }) {
            guard let name = version["name"]?.string, seen.insert(name).inserted else { continue }
            let root = writer.node(version["schema"]?["openAPIV3Schema"] ?? .null, isRoot: true)
            var line = "version=\(name) \(root)" + (isServed(version) ? " served" : "")
            if version["deprecated"] == true {
                let warning = version["deprecationWarning"]?.string ?? "\(name) is deprecated"
                line += " deprecated=\(escaped(warning))"
            }
            versions.append(line)
        }
        let kind = "kind=\(spec?["names"]?["kind"]?.string ?? "") \(spec?["group"]?.string ?? "")"
        return ([kind] + writer.lines + versions).joined(separator: "\n")
    }

    private mutating func add(_ line: String) -> Int {
        if let number = numbers[line] { return number }
        lines.append(line)
        numbers[line] = lines.count - 1
        return lines.count - 1
    }

    private mutating func node(_ schema: JSONValue, isRoot: Bool = false) -> Int {
        var words = [schema["type"]?.string ?? "-"]
        for (name, property) in (schema["properties"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            // What the server itself fills in or every object has, the rules leave alone.
            if isRoot, ["apiVersion", "kind", "metadata", "status"].contains(name) { continue }
            words.append(".\(Self.escaped(name))=\(node(property))")
        }
        words += others(schema)
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] {
            words.append("required=\(Self.escaped(name))")
        }
        words += flags(schema)
        for value in schema["enum"]?.array ?? [] { words.append("enum=\(self.value(value))") }
        if let value = schema["default"] { words.append("default=\(self.value(value))") }
        words += bounds(schema)
        words += alternatives(schema)
        words += rules(schema)
        return add(words.joined(separator: " "))
    }

    private mutating func others(_ schema: JSONValue) -> [String] {
        var words: [String] = []
        switch schema["additionalProperties"] {
        case .object?: words.append("*=\(node(schema["additionalProperties"] ?? .null))")
        case .bool(true)?: words.append("*")
        default: break
        }
        if let items = schema["items"] { words.append("items=\(node(items))") }
        return words
    }

    private func flags(_ schema: JSONValue) -> [String] {
        var words: [String] = []
        if schema["nullable"] == true { words.append("nullable") }
        if schema["x-kubernetes-preserve-unknown-fields"] == true { words.append("open") }
        if schema["x-kubernetes-int-or-string"] == true { words.append("intOrString") }
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": words.append("set")
        case "map":
            for key in schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? [] {
                words.append("key=\(Self.escaped(key))")
            }
        default: break
        }
        return words
    }

    private func bounds(_ schema: JSONValue) -> [String] {
        var words: [String] = []
        for name in ["minimum", "maximum", "multipleOf"] {
            if let number = schema[name]?.number { words.append("\(name)=\(SchemaWords.text(number))") }
        }
        for name in ["exclusiveMinimum", "exclusiveMaximum"] where schema[name] == true { words.append(name) }
        for name in ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"] {
            if let number = schema[name]?.int { words.append("\(name)=\(number)") }
        }
        for name in ["pattern", "format"] {
            if let text = schema[name]?.string { words.append("\(name)=\(Self.escaped(text))") }
        }
        return words
    }

    private mutating func alternatives(_ schema: JSONValue) -> [String] {
        var words: [String] = []
        for name in ["allOf", "anyOf", "oneOf"] {
            for one in schema[name]?.array ?? [] { words.append("\(name)=\(node(one))") }
        }
        if let not = schema["not"] { words.append("not=\(node(not))") }
        return words
    }

    private func rules(_ schema: JSONValue) -> [String] {
        var words: [String] = []
        for rule in schema["x-kubernetes-validations"]?.array ?? [] {
            for name in ["rule", "message", "messageExpression", "fieldPath"] {
                if let text = rule[name]?.string { words.append("\(name)=\(Self.escaped(text))") }
            }
        }
        return words
    }

    private mutating func value(_ value: JSONValue) -> Int {
        switch value {
        case .null: return add("=null")
        case .bool(let value): return add("=bool=\(value)")
        case .int(let value): return add("=int=\(value)")
        case .double(let value): return add("=double=\(value)")
        case .string(let value): return add("=string=\(Self.escaped(value))")
        case .array(let elements):
            let words = elements.map { "\(self.value($0))" }
            return add((["=list"] + words).joined(separator: " "))
        case .object(let members):
            let words = members.sorted { $0.key < $1.key }.map { ".\(Self.escaped($0.key))=\(self.value($0.value))" }
            return add((["=object"] + words).joined(separator: " "))
        }
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case " ": out += "\\s"
            case "\n": out += "\\n"
            case "=": out += "\\e"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
