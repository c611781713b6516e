package import Domain

/// Writes YAML as people keep Kubernetes objects: block style, `apiVersion`, `kind`, `metadata`, `spec`, `status`
/// first, other keys in ascending order. What it writes reads back equal (`YAMLParser`), but for whole doubles, which
/// become integers, and infinities, which become null as in JSON. The same value always gives the same text.
package enum YAMLWriter {
    /// The text of one document, with a final newline and without a `---` line.
    package static func text(of value: JSONValue) -> String {
        var writer = YAMLTextBuilder()
        writer.writeDocument(value)
        return writer.out
    }

    /// The text of several documents, with `---` lines between them.
    package static func text(ofDocuments values: [JSONValue]) -> String {
        values.map { text(of: $0) }.joined(separator: "---\n")
    }
}

/// The text so far. Whatever is written begins behind what its parent wrote (`key:`, `-`) and ends with a newline.
struct YAMLTextBuilder {
    private(set) var out = ""

    /// Longer keys than libyaml takes on one line (1,024 characters) get the long form.
    private static let longestInlineKey = 500

    mutating func writeDocument(_ value: JSONValue) {
        switch value {
        case .object(let members) where !members.isEmpty:
            writeMembers(members, order: KeyOrder.document, indent: 0, startsInLine: false)
        case .array(let elements) where !elements.isEmpty: writeElements(elements, indent: 0, startsInLine: false)
        default: writeScalar(value, indent: 0)
        }
    }

    /// `startsInLine`: the first key follows a `- ` that already stands at this indentation.
    private mutating func writeMembers(
        _ members: [String: JSONValue], order: KeyOrder, indent: Int, startsInLine: Bool
    ) {
        for (index, key) in order.sorted(members.keys).enumerated() {
            if index > 0 || !startsInLine { startLine(indent) }
            let written = YAMLScalarText.inline(key)
            if written.utf8.count > Self.longestInlineKey {
                out += "? \(written)\n"
                startLine(indent)
            } else {
                out += written
            }
            out += ":"
            writeMember(members[key] ?? .null, order: order.below(key), indent: indent)
        }
    }

    private mutating func writeMember(_ value: JSONValue, order: KeyOrder, indent: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            out += "\n"
            writeMembers(members, order: order, indent: indent + 2, startsInLine: false)
        case .array(let elements) where !elements.isEmpty:
            out += "\n"
            writeElements(elements, indent: indent, startsInLine: false)
        default:
            out += " "
            writeScalar(value, indent: indent)
        }
    }

    private mutating func writeElements(_ elements: [JSONValue], indent: Int, startsInLine: Bool) {
        for (index, element) in elements.enumerated() {
            if index > 0 || !startsInLine { startLine(indent) }
            out += "- "
            switch element {
            case .object(let members) where !members.isEmpty:
                writeMembers(members, order: .ascending, indent: indent + 2, startsInLine: true)
            case .array(let nested) where !nested.isEmpty:
                writeElements(nested, indent: indent + 2, startsInLine: true)
            default: writeScalar(element, indent: indent)
            }
        }
    }

    /// A scalar or an empty collection; `indent` is that of what holds it.
    private mutating func writeScalar(_ value: JSONValue, indent: Int) {
        switch value {
        case .string(let text):
            guard let header = YAMLScalarText.blockHeader(text) else {
                out += YAMLScalarText.inline(text) + "\n"
                return
            }
            out += header + "\n"
            writeBlock(text, indent: indent + 2)
        case .null, .bool, .int, .double, .array, .object: out += value.jsonText + "\n"
        }
    }

    private mutating func writeBlock(_ text: String, indent: Int) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            // What follows the last newline is no line of its own.
            if line.isEmpty, index == lines.count - 1 { break }
            if !line.isEmpty {
                startLine(indent)
                out += line
            }
            out += "\n"
        }
    }

    private mutating func startLine(_ indent: Int) { out += String(repeating: " ", count: indent) }
}

/// In which order the keys of a mapping are written.
enum KeyOrder {
    case document
    case metadata
    case ascending

    private var first: [String] {
        switch self {
        case .document: ["apiVersion", "kind", "metadata", "spec", "status"]
        case .metadata: ["name", "namespace"]
        case .ascending: []
        }
    }

    func below(_ key: String) -> KeyOrder { self == .document && key == "metadata" ? .metadata : .ascending }

    func sorted(_ keys: Dictionary<String, JSONValue>.Keys) -> [String] {
        let first = first
        return keys.sorted { one, other in
            let places = [one, other].map { key in first.firstIndex(of: key) ?? first.count }
            return places[0] == places[1] ? one < other : places[0] < places[1]
        }
    }
}
