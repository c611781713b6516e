import Domain

/// A value of an expression: what a document can hold, and what CEL has beside.
enum CELValue: Hashable, Sendable {
    case plain(JSONValue)
    /// In nanoseconds.
    case duration(Int64)
    case url(URLSyntax)
    /// What `type(x)` gives, and the names of types.
    case type(String)

    static func bool(_ value: Bool) -> CELValue { .plain(.bool(value)) }
    static func int(_ value: Int) -> CELValue { .plain(.int(Int64(value))) }
    static func string(_ value: String) -> CELValue { .plain(.string(value)) }

    var json: JSONValue? {
        guard case .plain(let value) = self else { return nil }
        return value
    }

    /// What lists and maps can hold.
    func plain() throws(CELFault) -> JSONValue {
        guard case .plain(let value) = self else { throw .unsupported("durations and addresses in lists") }
        return value
    }

    /// CEL's equality: numbers are equal by value, whatever their type.
    func equals(_ other: CELValue) -> Bool {
        guard case .plain(let one) = self, case .plain(let two) = other else { return self == other }
        return Self.equal(one, two)
    }

    private static func equal(_ one: JSONValue, _ other: JSONValue) -> Bool {
        switch (one, other) {
        case (.int(let integer), .double(let number)), (.double(let number), .int(let integer)):
            return Int64(exactly: number) == integer
        case (.array(let ones), .array(let others)):
            return ones.count == others.count && zip(ones, others).allSatisfy { equal($0, $1) }
        case (.object(let ones), .object(let others)):
            return ones.count == others.count
                && ones.allSatisfy { key, value in others[key].map { equal(value, $0) } ?? false }
        default: return one == other
        }
    }

    /// Whether it comes before another value; `nil` where the two have no order.
    func precedes(_ other: CELValue) -> Bool? {
        switch (self, other) {
        case (.duration(let one), .duration(let two)): one < two
        case (.plain(.int(let one)), .plain(.int(let two))): one < two
        case (.plain(.string(let one)), .plain(.string(let two))):
            one.unicodeScalars.lexicographicallyPrecedes(two.unicodeScalars)
        case (.plain(.bool(let one)), .plain(.bool(let two))): !one && two
        case (.plain(let one), .plain(let two)):
            if let one = one.number, let two = two.number { one < two } else { nil }
        default: nil
        }
    }

    var typeName: String {
        switch self {
        case .plain(.null): "null_type"
        case .plain(.bool): "bool"
        case .plain(.int): "int"
        case .plain(.double): "double"
        case .plain(.string): "string"
        case .plain(.array): "list"
        case .plain(.object): "map"
        case .duration: "google.protobuf.Duration"
        case .url: "kubernetes.URL"
        case .type: "type"
        }
    }
}
