/// Where a field is in a document: `spec.http[0].route[1].weight`, `metadata.annotations["a.b/c"]`.
/// The empty path is the document itself.
package struct FieldPath: Hashable, Sendable {
    /// One step down: into an object by key or into an array by index.
    package enum Component: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// The steps from the document's root, outermost first.
    package var components: [Component]

    /// The document itself.
    package static let root = FieldPath([])

    package init(_ components: [Component]) { self.components = components }

    /// The path of the member `key` of what this path names.
    package func appending(_ key: String) -> FieldPath { FieldPath(components + [.key(key)]) }

    /// The path of the element `index` of what this path names.
    package func appending(_ index: Int) -> FieldPath { FieldPath(components + [.index(index)]) }

    /// The path of what holds this field; `nil` at the root.
    package var parent: FieldPath? { components.isEmpty ? nil : FieldPath(components.dropLast()) }

    /// Whether this path is `other` or lies below it.
    package func isWithin(_ other: FieldPath) -> Bool { components.starts(with: other.components) }
}

extension FieldPath: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Component...) { self.init(elements) }
}

extension FieldPath.Component: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .key(value) }
    package init(integerLiteral value: Int) { self = .index(value) }
}

/// Components compare keys by their UTF-8 bytes and indices by number, keys before indices; a path comes right
/// before what lies below it.
extension FieldPath: Comparable {
    package static func < (left: FieldPath, right: FieldPath) -> Bool {
        left.components.lexicographicallyPrecedes(right.components) { one, other in
            switch (one, other) {
            case (.key(let one), .key(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
            case (.index(let one), .index(let other)): one < other
            case (.key, .index): true
            case (.index, .key): false
            }
        }
    }
}

extension JSONValue {
    /// What `path` names in this document; `nil` where there is nothing.
    package subscript(_ path: FieldPath) -> JSONValue? {
        var value = self
        for component in path.components {
            let next =
                switch component {
                case .key(let key): value[key]
                case .index(let index): value[index]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}
