internal import Domain

/// A value that was read, and how large it is with everything that its aliases stand for.
struct YAMLNode {
    let value: JSONValue
    var size = YAMLSize()
}

struct YAMLSize {
    /// How many values it holds, itself included.
    var count = 1
    /// About how many bytes of text it holds.
    var bytes = 8
    /// How many lists and mappings are nested in it, itself included.
    var height = 0

    /// The size of a scalar.
    init(of value: JSONValue = .null) {
        if case .string(let text) = value { bytes += text.utf8.count }
    }

    /// Takes in what a list or mapping holds.
    mutating func hold(_ other: YAMLSize) {
        count += other.count
        bytes += other.bytes
        height = max(height, other.height + 1)
    }
}

/// What an anchor was given to, and where that stands.
struct YAMLAnchored {
    let node: YAMLNode
    var fields: [YAMLPositions.Field]
}

/// A mapping's `<<`: members that are taken where the mapping does not have them itself.
struct YAMLMerge {
    let value: JSONValue
    private let fields: [YAMLPositions.Field]

    /// `nil` where the value is neither a mapping nor a list of them.
    init?(_ value: JSONValue, _ fields: [YAMLPositions.Field]) {
        switch value {
        case .object: break
        case .array(let elements) where elements.allSatisfy({ $0.object != nil }): break
        case .null, .bool, .int, .double, .string, .array: return nil
        }
        self.value = value
        self.fields = fields
    }

    /// Adds what is not there yet: a mapping's own keys win, then those of the earlier source.
    func add(to members: inout [String: JSONValue], _ places: inout [YAMLPositions.Field]) {
        if case .array(let elements) = value {
            for (element, index) in zip(elements, fields.children(of: 0)) {
                Self.add(element, fields, index, &members, &places)
            }
        } else {
            Self.add(value, fields, 0, &members, &places)
        }
    }

    private static func add(
        _ source: JSONValue, _ fields: [YAMLPositions.Field], _ index: Int, _ members: inout [String: JSONValue],
        _ places: inout [YAMLPositions.Field]
    ) {
        guard case .object(let given) = source else { return }
        for child in fields.children(of: index) {
            let key = fields[child].key
            guard members[key] == nil, let value = given[key] else { continue }
            members[key] = value
            places += fields[child..<child + Int(fields[child].size)]
        }
    }
}
