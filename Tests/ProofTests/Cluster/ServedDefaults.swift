import Domain

/// The members that a server adds to documents, by kind, path and value.
struct ServedDefaults: Sendable {
    private struct Addition: Hashable {
        let kind: JSONValue?
        /// Member names; `*` for the elements of arrays.
        let path: [String]
        let value: JSONValue
    }

    private var additions: Set<Addition> = []
    /// A document that may say in words what others leave to the server.
    private let explicit: JSONValue?

    init(explicit: JSONValue?) { self.explicit = explicit }

    /// Learns what `form` has beyond `document`.
    mutating func learn(_ document: JSONValue, _ form: JSONValue) {
        learn(document, form, document["kind"], [])
        guard let explicit else { return }
        additions = additions.filter { addition in
            explicit["kind"] != addition.kind || !Self.says(explicit, addition.path[...], addition.value)
        }
    }

    private mutating func learn(_ document: JSONValue, _ form: JSONValue, _ kind: JSONValue?, _ path: [String]) {
        for (name, value) in form.object ?? [:] {
            if let written = document[name] {
                learn(written, value, kind, path + [name])
            } else {
                additions.insert(Addition(kind: kind, path: path + [name], value: value))
            }
        }
        for (written, value) in zip(document.array ?? [], form.array ?? []) {
            learn(written, value, kind, path + ["*"])
        }
    }

    private static func says(_ document: JSONValue, _ path: ArraySlice<String>, _ value: JSONValue) -> Bool {
        guard let name = path.first else { return document == value }
        if name == "*" { return (document.array ?? []).contains { says($0, path.dropFirst(), value) } }
        return document[name].map { says($0, path.dropFirst(), value) } ?? false
    }

    /// `document` as an author would have written it.
    func without(_ document: JSONValue) -> JSONValue { without(document, document["kind"], []) }

    private func without(_ value: JSONValue, _ kind: JSONValue?, _ path: [String]) -> JSONValue {
        switch value {
        case .object(let members):
            let kept = members.filter {
                !additions.contains(Addition(kind: kind, path: path + [$0.key], value: $0.value))
            }
            return .object(kept.reduce(into: [:]) { $0[$1.key] = without($1.value, kind, path + [$1.key]) })
        case .array(let elements): return .array(elements.map { without($0, kind, path + ["*"]) })
        case .null, .bool, .int, .double, .string: return value
        }
    }
}
