package import Domain

/// A place in a document, which may be empty: its value and the way to it. Cheap to walk; the path is written out only
/// when somebody asks for it.
package struct Field: Sendable {
    /// `.null` where there is nothing.
    package let value: JSONValue
    /// Whether the document holds the field, were it `null`.
    package let exists: Bool
    /// The way to what holds the field …
    private let trail: Trail?
    /// … and the last step. Most fields are read and not walked further: nothing is allocated for them. Of objects many
    /// members are asked for, which share one way: they have it whole, and no last step.
    private let last: FieldPath.Component?

    private final class Trail: Sendable {
        let parent: Trail?
        let component: FieldPath.Component

        init(_ parent: Trail?, _ component: FieldPath.Component) {
            self.parent = parent
            self.component = component
        }
    }

    /// The document itself.
    package init(root: JSONValue) {
        self.init(root, way: nil)
    }

    /// A field that holds `value`; `nil` where there is nothing.
    private init(_ value: JSONValue?, way: Trail?) {
        self.value = value ?? .null
        exists = value != nil
        trail = way
        last = nil
    }

    private init(_ value: JSONValue?, _ trail: Trail?, _ last: FieldPath.Component) {
        self.value = value ?? .null
        exists = value != nil
        if case .object? = value {
            self.trail = Trail(trail, last)
            self.last = nil
        } else {
            self.trail = trail
            self.last = last
        }
    }

    /// The `spec` of a document, which every rule asks for.
    static func spec(of tree: JSONValue) -> Field { Field(tree["spec"], way: specTrail) }

    private static let specTrail = Trail(nil, .key("spec"))

    /// The way to this field, for what is in it.
    private var way: Trail? { last.map { Trail(trail, $0) } ?? trail }

    package subscript(_ key: String) -> Field { Field(value[key], way, .key(key)) }

    package subscript(_ index: Int) -> Field { Field(value[index], way, .index(index)) }

    /// The elements of a list, in order; none where this is no list.
    package var elements: [Field] {
        guard case .array(let elements) = value, !elements.isEmpty else { return [] }
        let way = way
        return elements.indices.map { Field(elements[$0], way, .index($0)) }
    }

    /// The members of an object by ascending key; none where this is no object.
    package var members: [(key: String, field: Field)] {
        guard case .object(let members) = value, !members.isEmpty else { return [] }
        let way = way
        return members.sorted { $0.key < $1.key }.map { ($0.key, Field($0.value, way, .key($0.key))) }
    }

    package var path: FieldPath {
        var components: [FieldPath.Component] = last.map { [$0] } ?? []
        var step = trail
        while let here = step {
            components.append(here.component)
            step = here.parent
        }
        return FieldPath(components.reversed())
    }

    package var string: String? { value.string }
    package var int: Int64? { value.int }
    package var bool: Bool? { value.bool }
    package var number: Double? { value.number }
    /// Whether there is nothing, `null`, or an empty list, object or text.
    package var isEmpty: Bool {
        switch value {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .string(let text): text.isEmpty
        case .bool, .int, .double: false
        }
    }
    /// The texts of a list of texts; what is none is left out.
    package var strings: [String] { value.array?.compactMap(\.string) ?? [] }
    /// The members of an object that are texts, such as labels.
    package var texts: [String: String] { value.object?.compactMapValues(\.string) ?? [:] }
}
