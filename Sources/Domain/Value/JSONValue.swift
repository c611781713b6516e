/// One node of a JSON or YAML document: what policies, Kubernetes objects and API bodies are made of.
///
/// Object keys carry no order (neither format gives it a meaning); writers sort them, so that equal values
/// have equal bytes.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

// What rules ask of trees by the million is inlined into them (`@inlinable`): so nothing is copied only to be asked.
extension JSONValue {
    /// The member `key` of an object; `nil` where there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        @inlinable get {
            guard case .object(let members) = self else { return nil }
            // Most objects of policies have few members: comparing the key with all of them takes half the time that
            // hashing it does. By their places, so that no value is copied but the one that is asked for.
            guard members.count <= 4 else { return members[key] }
            var place = members.startIndex
            while place != members.endIndex {
                if members.keys[place] == key { return members.values[place] }
                members.formIndex(after: &place)
            }
            return nil
        }
        // In place: an object that nobody else has is not copied.
        _modify {
            guard case .object(var members) = self else {
                var absent: JSONValue?
                yield &absent
                return
            }
            self = .null
            defer { self = .object(members) }
            yield &members[key]
        }
    }

    /// The element at `index` of an array; `nil` where there is none or this is no array.
    @inlinable package subscript(_ index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The string, where this is one.
    @inlinable package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The integer, where this is one (a double without a fraction is not).
    @inlinable package var int: Int64? {
        guard case .int(let value) = self else { return nil }
        return value
    }

    /// The boolean, where this is one.
    @inlinable package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The number as a double, where this is an integer or a double.
    package var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The elements, where this is an array.
    @inlinable package var array: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members, where this is an object.
    @inlinable package var object: [String: JSONValue]? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// What the value is, in the words that an error message uses: `string`, `integer`, `object` …
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByFloatLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    /// A repeated key keeps its last value, as JSON readers do.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
