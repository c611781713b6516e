package import Domain

/// One document of a YAML text, and where its fields stand in that text.
package struct YAMLDocument: Sendable {
    package let value: JSONValue
    package let positions: YAMLPositions
}

/// Where the fields of a document stand in its text. A field that came through an alias stands where it was written.
package struct YAMLPositions: Sendable {
    /// A field: a member of a mapping, an element of a list, or the document.
    struct Field: Sendable {
        /// Where the key begins; for list elements and the document, where the value does.
        var start: SourcePosition
        /// Where the value begins.
        var value: SourcePosition
        var children: Children = .none
    }

    enum Children: Sendable {
        case none
        case members([String: Field])
        case elements([Field])
    }

    let root: Field

    /// Where the field at `path` begins: its key, or the value of a list element. For a path that the text does not
    /// hold, where the nearest thing around it begins.
    package func position(of path: FieldPath) -> SourcePosition { nearest(to: path).field.start }

    /// Where the value at `path` begins; for a path that the text does not hold, where the value of the nearest thing
    /// around it begins.
    package func valuePosition(of path: FieldPath) -> SourcePosition { nearest(to: path).field.value }

    /// Where the field at `path` begins; `nil` where the text does not hold it.
    package func exactPosition(of path: FieldPath) -> SourcePosition? {
        let (field, isExact) = nearest(to: path)
        return isExact ? field.start : nil
    }

    private func nearest(to path: FieldPath) -> (field: Field, isExact: Bool) {
        var field = root
        for component in path.components {
            let next: Field? =
                switch (component, field.children) {
                case (.key(let key), .members(let members)): members[key]
                case (.index(let index), .elements(let elements)) where elements.indices.contains(index):
                    elements[index]
                case (.key, _), (.index, _): nil
                }
            guard let next else { return (field, false) }
            field = next
        }
        return (field, true)
    }
}
