import Domain
import Synchronization

/// What a schema says of one place of a document. Immutable; equal places of a schema may share a node.
final class SchemaNode: Sendable {
    let parts: SchemaParts
    /// The expression of `pattern`, read when it is first needed.
    let pattern: Lazily<Result<RegularExpression, RegularExpressionError>>?
    /// Whether anything at or below the place has a default.
    let hasDefaults: Bool
    /// The properties that have a default, or anything below them has.
    let defaulting: [(name: String, node: SchemaNode)]
    /// Whether the place has `allOf`, `anyOf`, `oneOf` or `not`.
    let hasAlternatives: Bool

    init(_ parts: SchemaParts) {
        self.parts = parts
        pattern = parts.pattern.map { text in
            Lazily {
                Result { () throws(RegularExpressionError) in try RegularExpression(text) }
            }
        }
        var children = Array(parts.properties.values)
        if let items = parts.items { children.append(items) }
        if case .like(let node) = parts.others { children.append(node) }
        hasDefaults = children.contains(where: \.fills)
        defaulting = parts.properties.filter { $0.value.fills }.map { ($0.key, $0.value) }
        hasAlternatives = parts.not != nil || ![parts.allOf, parts.anyOf, parts.oneOf].allSatisfy(\.isEmpty)
    }

    /// Whether the place or anything below it has a default.
    private var fills: Bool { hasDefaults || parts.defaultValue != nil }

    /// A place of which nothing is said.
    static let anything = SchemaNode(SchemaParts(keepsUnknown: true))
}

/// What is made at first use, and kept.
final class Lazily<Value: Sendable>: Sendable {
    private let made = Mutex<Value?>(nil)
    private let make: @Sendable () -> Value

    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    var value: Value {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = value
            return value
        }
    }
}
