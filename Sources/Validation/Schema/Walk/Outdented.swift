import Domain

/// Fields that stand beside the field that they belong in: they are indented too little, and YAML reads
///
///     destination:
///     host: reviews
///
/// as an empty `destination` and a `host` beside it.
enum Outdented {
    /// The names of such fields, by the empty field that they belong in.
    static func members(of members: [String: JSONValue], _ parts: SchemaParts) -> [String: [String]] {
        // Nearly no object has an empty field.
        guard members.values.contains(.null) else { return [:] }
        let strange = members.keys.filter { parts.properties[$0] == nil }.sorted()
        guard !strange.isEmpty else { return [:] }
        return members.reduce(into: [:]) { found, member in
            guard member.value == .null, let property = parts.properties[member.key] else { return }
            let within = property.parts.items?.parts.properties ?? property.parts.properties
            let names = strange.filter { within[$0] != nil }
            if !names.isEmpty { found[member.key] = names }
        }
    }

    static func message(_ names: [String]) -> String {
        "is empty, and \(SchemaWords.list(names)), which belong\(names.count == 1 ? "s" : "") in it, "
            + "stand\(names.count == 1 ? "s" : "") beside it"
    }

    static let hint = "indent what belongs in it further; in a list, with '- ' before each element"
}
