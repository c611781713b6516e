import Domain

/// Reads the members of a JSON body and collects everything that is wrong with it, so that the sender hears of all at
/// once. No text in it holds a NUL character, which the database does not take: the reader of JSON refuses them.
struct BodyReader {
    private let object: [String: JSONValue]
    private let isObject: Bool
    private let place: FieldPath
    private var known: Set<String> = []
    private(set) var errors: [Problem.Detail] = []

    /// - Parameter place: Where the object itself is; the root for the body.
    init(_ value: JSONValue, at place: FieldPath = .root) {
        object = value.object ?? [:]
        isObject = value.object != nil
        self.place = place
        guard !isObject else { return }
        errors = [
            Problem.Detail(
                path: place.description, code: "wrongType", message: "must be an object and is \(value.typeName)")
        ]
    }

    /// A body that is no object is one mistake, and not one for every member that it lacks.
    mutating func complain(_ name: String, _ code: String, _ message: String) {
        complain(at: [.key(name)], code, message)
    }

    /// The same of something within a member: an element of an array.
    mutating func complain(at path: FieldPath, _ code: String, _ message: String) {
        guard isObject, errors.count < Problem.mostErrors else { return }
        let whole = FieldPath(place.components + path.components)
        errors.append(Problem.Detail(path: whole.description, code: code, message: message))
    }

    /// A member of any type; `null` counts as not given.
    mutating func value(_ name: String) -> JSONValue? {
        known.insert(name)
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    mutating func string(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        if value.string == nil { complain(name, "wrongType", "must be a string and is \(value.typeName)") }
        return value.string
    }

    /// A text that may be missing, but not empty.
    mutating func nonEmpty(_ name: String) -> String? {
        let text = string(name)
        if text?.isEmpty ?? false { complain(name, "empty", "must not be empty") }
        return text
    }

    mutating func required(_ name: String) -> String {
        if value(name) == nil { complain(name, "missing", "is missing") }
        return nonEmpty(name) ?? ""
    }

    mutating func bool(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        if value.bool == nil { complain(name, "wrongType", "must be true or false and is \(value.typeName)") }
        return value.bool
    }

    mutating func int(_ name: String) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int.flatMap({ Int(exactly: $0) }) else {
            complain(name, "wrongType", "must be an integer and is \(value.typeName)")
            return nil
        }
        return number
    }

    mutating func strings(_ name: String) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.array, elements.allSatisfy({ $0.string != nil }) else {
            complain(name, "wrongType", "must be an array of strings")
            return nil
        }
        return elements.compactMap(\.string)
    }

    mutating func stringMap(_ name: String) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard let members = value.object, members.values.allSatisfy({ $0.string != nil }) else {
            complain(name, "wrongType", "must be an object of strings")
            return nil
        }
        return members.compactMapValues(\.string)
    }

    /// One of the words of an enumeration, compared without regard to case.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = string(name) else { return nil }
        if let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
            return choice
        }
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        complain(name, "unknownValue", "must be one of \(words) and is \(text.shortened)")
        return nil
    }

    /// Reads a member that is an object itself; what is wrong with it is taken over.
    mutating func object<Value>(_ value: JSONValue, at path: FieldPath, _ read: (inout BodyReader) -> Value) -> Value {
        var inner = BodyReader(value, at: FieldPath(place.components + path.components))
        let result = read(&inner)
        inner.complainOfUnknown()
        errors += inner.errors
        return result
    }

    /// Throws where anything was wrong, members that nobody asked for included.
    mutating func finish() throws(Problem) {
        complainOfUnknown()
        guard let first = errors.first else { return }
        let subject = first.path.isEmpty ? "The body" : first.path.shortened
        throw Problem(.invalidRequest, "\(subject) \(first.message)", errors: errors)
    }

    private mutating func complainOfUnknown() {
        for name in object.keys.sorted() where !known.contains(name) {
            let words = known.sorted()
            let hint =
                Spelling.nearest(to: name, in: words).map { "did you mean \($0)?" }
                ?? "known are \(words.joined(separator: ", "))"
            complain(name, "unknownField", "is not known here; \(hint)")
        }
    }
}
