import Domain

/// Reads the members of a JSON body and collects everything that is wrong with it, so that the sender hears of all at
/// once.
struct BodyReader {
    private let object: [String: JSONValue]
    private let prefix: String
    private var known: Set<String> = []
    private(set) var errors: [Problem.Detail] = []

    /// - Parameter prefix: The path of the object itself, empty for the body.
    init(_ value: JSONValue, prefix: String = "") {
        object = value.object ?? [:]
        self.prefix = prefix
        guard value.object == nil else { return }
        errors.append(
            Problem.Detail(path: prefix, code: "wrongType", message: "must be an object and is \(value.typeName)"))
    }

    func path(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix).\(name)" }

    mutating func complain(_ name: String, _ code: String, _ message: String) {
        errors.append(Problem.Detail(path: path(name), code: code, message: message))
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

    mutating func required(_ name: String) -> String {
        guard let text = string(name) else {
            if object[name] == nil || object[name] == .null { complain(name, "missing", "is missing") }
            return ""
        }
        if text.isEmpty { complain(name, "empty", "must not be empty") }
        return text
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
        complain(name, "unknownValue", "must be one of \(words) and is \(text)")
        return nil
    }

    mutating func take(_ other: [Problem.Detail]) { errors += other }

    /// Throws where anything was wrong, members that nobody asked for included.
    mutating func finish() throws(Problem) {
        for name in object.keys.sorted() where !known.contains(name) {
            complain(name, "unknownField", "is not known here; known are \(known.sorted().joined(separator: ", "))")
        }
        guard let first = errors.first else { return }
        throw Problem(.invalidRequest, "\(first.path) \(first.message)", errors: errors)
    }
}
