import Domain

/// The members that a server adds to documents, by object, path and value. A copy is taken for its original.
struct ServedDefaults: Sendable {
    private struct Addition: Hashable {
        let object: String
        /// Member names; `*` for the elements of arrays.
        let path: [String]
        let value: JSONValue
    }

    private var additions: Set<Addition> = []
    /// Documents that may say in words what others leave to the server.
    private let explicit: [JSONValue]

    init(explicit: [JSONValue]) { self.explicit = explicit }

    /// Learns what `form` has beyond `document`.
    mutating func learn(_ document: JSONValue, _ form: JSONValue) {
        learn(document, form, Self.original(document), [])
        additions = additions.filter { addition in
            !explicit.contains { document in
                Self.original(document) == addition.object
                    && Self.says(document, addition.path[...], addition.value)
            }
        }
    }

    private mutating func learn(_ document: JSONValue, _ form: JSONValue, _ object: String, _ path: [String]) {
        for (name, value) in form.object ?? [:] {
            if let written = document[name] {
                learn(written, value, object, path + [name])
            } else {
                additions.insert(Addition(object: object, path: path + [name], value: value))
            }
        }
        for (written, value) in zip(document.array ?? [], form.array ?? []) {
            learn(written, value, object, path + ["*"])
        }
    }

    private static func says(_ document: JSONValue, _ path: ArraySlice<String>, _ value: JSONValue) -> Bool {
        guard let name = path.first else { return document == value }
        if name == "*" { return (document.array ?? []).contains { says($0, path.dropFirst(), value) } }
        return document[name].map { says($0, path.dropFirst(), value) } ?? false
    }

    private static func original(_ document: JSONValue) -> String {
        let name = document["metadata"]?["name"]?.string ?? ""
        let end = name.firstRange(of: "-hs-")?.lowerBound ?? name.endIndex
        return "\(document["kind"]?.string ?? "") \(name[..<end])"
    }

    /// `document` as an author would have written it.
    func without(_ document: JSONValue) -> JSONValue { without(document, Self.original(document), []) }

    private func without(_ value: JSONValue, _ object: String, _ path: [String]) -> JSONValue {
        switch value {
        case .object(let members):
            let kept = members.filter {
                !additions.contains(Addition(object: object, path: path + [$0.key], value: $0.value))
            }
            return .object(kept.reduce(into: [:]) { $0[$1.key] = without($1.value, object, path + [$1.key]) })
        case .array(let elements): return .array(elements.map { without($0, object, path + ["*"]) })
        case .null, .bool, .int, .double, .string: return value
        }
    }
}
