internal import Domain

/// A value that was read, where it stands, and how large it is with everything that its aliases stand for.
struct YAMLNode {
    let value: JSONValue
    var field: YAMLPositions.Field
    /// How many values it holds, itself included.
    let count: Int
    /// About how many bytes of text it holds.
    let bytes: Int
    /// How many lists and mappings are nested in it, itself included.
    let height: Int
}

extension YAMLNode {
    init(scalar value: JSONValue, at position: SourcePosition) {
        self.init(
            value: value, field: .init(start: position, value: position), count: 1,
            bytes: (value.string?.utf8.count ?? 0) + 8, height: 0)
    }
}

/// A list that is being read.
struct YAMLSequence {
    private let start: SourcePosition
    private var elements: [JSONValue] = []
    private var fields: [YAMLPositions.Field] = []
    private var count = 1
    private var bytes = 8
    private var height = 0

    init(at start: SourcePosition) { self.start = start }

    mutating func append(_ element: YAMLNode) {
        elements.append(element.value)
        fields.append(element.field)
        count += element.count
        bytes += element.bytes
        height = max(height, element.height)
    }

    var node: YAMLNode {
        YAMLNode(
            value: .array(elements), field: .init(start: start, value: start, children: .elements(fields)),
            count: count,
            bytes: bytes, height: height + 1)
    }
}

/// A mapping that is being read.
struct YAMLMapping {
    private let start: SourcePosition
    private var members: [String: JSONValue] = [:]
    private var fields: [String: YAMLPositions.Field] = [:]
    private var merged: [YAMLNode] = []
    private var count = 1
    private var bytes = 8
    private var height = 0

    init(at start: SourcePosition) { self.start = start }

    func position(of key: String) -> SourcePosition? { fields[key]?.start }

    mutating func set(_ key: String, at position: SourcePosition, _ value: YAMLNode) {
        members[key] = value.value
        fields[key] = value.field
        fields[key]?.start = position
        measure(value)
        bytes += key.utf8.count
    }

    /// Takes the members of `node`, or of the mappings that it lists; `false` where it is neither.
    mutating func merge(_ node: YAMLNode) -> Bool {
        switch node.value {
        case .object: break
        case .array(let elements) where elements.allSatisfy({ $0.object != nil }): break
        case .null, .bool, .int, .double, .string, .array: return false
        }
        merged.append(node)
        measure(node)
        return true
    }

    private mutating func measure(_ node: YAMLNode) {
        count += node.count
        bytes += node.bytes
        height = max(height, node.height)
    }

    var node: YAMLNode {
        var all = self
        for source in merged { all.take(source.value, source.field.children) }
        return YAMLNode(
            value: .object(all.members), field: .init(start: start, value: start, children: .members(all.fields)),
            count: count, bytes: bytes, height: height + 1)
    }

    /// Adds what is not there yet: a mapping's own keys win, then those of the earlier source.
    private mutating func take(_ source: JSONValue, _ children: YAMLPositions.Children) {
        switch (source, children) {
        case (.object(let members), .members(let fields)):
            self.members.merge(members) { own, _ in own }
            self.fields.merge(fields) { own, _ in own }
        case (.array(let elements), .elements(let fields)):
            for (element, field) in zip(elements, fields) { take(element, field.children) }
        default: break
        }
    }
}
