import Domain

/// What is wrong with a scenario, and where.
package struct ScenarioProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// `effects[0].when.path`; empty: the whole.
    package let path: String
    package let message: String

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

/// Reads one object of a scenario. What it does not know is a mistake: a slip of the pen must not make a test pass.
struct ScenarioReader {
    let value: JSONValue
    let path: FieldPath
    private let members: [String: JSONValue]

    init(_ value: JSONValue, _ path: FieldPath, knowing keys: [String]) throws(ScenarioProblem) {
        guard let members = value.object else {
            throw ScenarioProblem(
                path: path.description, message: "an object is expected here, and there is a \(value.typeName)")
        }
        for key in members.keys.sorted() where !keys.contains(key) {
            throw ScenarioProblem(
                path: path.appending(key).description,
                message: "there is no such field; known are \(keys.sorted().joined(separator: ", "))")
        }
        self.value = value
        self.path = path
        self.members = members.filter { $0.value != .null }
    }

    func has(_ key: String) -> Bool { members[key] != nil }
    subscript(_ key: String) -> JSONValue? { members[key] }

    func problem(_ key: String, _ message: String) -> ScenarioProblem {
        ScenarioProblem(path: path.appending(key).description, message: message)
    }

    func number(_ key: String, _ range: ClosedRange<Double> = 0...1e9) throws(ScenarioProblem) -> Double? {
        guard let value = members[key] else { return nil }
        guard let number = value.number, range.contains(number) else {
            throw problem(key, "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)) is due")
        }
        return number
    }

    func share(_ key: String) throws(ScenarioProblem) -> Double? { try number(key, 0...1) }

    func int(_ key: String, _ range: ClosedRange<Double>) throws(ScenarioProblem) -> Int? {
        guard let number = try number(key, range) else { return nil }
        guard number == number.rounded() else { throw problem(key, "a whole number is due") }
        return Int(number)
    }

    func string(_ key: String) throws(ScenarioProblem) -> String? {
        guard let value = members[key] else { return nil }
        guard let string = value.string, !string.isEmpty else { throw problem(key, "a text is due") }
        return string
    }

    func bool(_ key: String) throws(ScenarioProblem) -> Bool? {
        guard let value = members[key] else { return nil }
        guard let bool = value.bool else { throw problem(key, "true or false is due") }
        return bool
    }

    func texts(_ key: String) throws(ScenarioProblem) -> [String: String] {
        guard let value = members[key] else { return [:] }
        guard let object = value.object, object.allSatisfy({ $0.value.string != nil }) else {
            throw problem(key, "an object of texts is due")
        }
        return object.compactMapValues(\.string)
    }

    func numbers(_ key: String) throws(ScenarioProblem) -> [Double]? {
        guard let value = members[key] else { return nil }
        let numbers = value.array?.compactMap(\.number) ?? []
        guard !numbers.isEmpty, numbers.count == value.array?.count, numbers == numbers.sorted(), numbers[0] > 0 else {
            throw problem(key, "a list of rising numbers above 0 is due")
        }
        return numbers
    }

    /// Each element of a list, with its place; a single value counts as a list of one.
    func each(_ key: String) throws(ScenarioProblem) -> [(value: JSONValue, path: FieldPath)] {
        guard let value = members[key] else { return [] }
        let place = path.appending(key)
        guard let elements = value.array else { return [(value, place)] }
        return elements.enumerated().map { ($0.element, place.appending($0.offset)) }
    }

    /// `namespace/name`.
    static func serviceName(_ text: String?) -> ServiceName? {
        let parts = (text ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return ServiceName(namespace: String(parts[0]), name: String(parts[1]))
    }

    static func serviceName(_ value: JSONValue, at path: FieldPath) throws(ScenarioProblem) -> ServiceName {
        guard let name = serviceName(value.string) else {
            throw ScenarioProblem(path: path.description, message: "a service is named namespace/name")
        }
        return name
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}
