package import Domain

/// One document of a YAML text, and where its fields stand in that text.
package struct YAMLDocument: Sendable {
    package let value: JSONValue
    package let positions: YAMLPositions
}

/// Where the fields of a document stand in its text. A field that came through an alias stands where it was written.
package struct YAMLPositions: Sendable {
    /// A field: a member of a mapping, an element of a list, or the document. They stand in one list, each right before
    /// what it holds, so that a document costs one piece of memory; what is asked for is rare, and looked for.
    struct Field: Sendable {
        /// Empty for list elements and the document.
        var key: String
        /// Where the key begins; for list elements and the document, where the value does.
        var start: Place
        /// Where the value begins.
        var value: Place
        var holds = Holds.nothing
        /// How many fields it holds at any depth, itself included.
        var size: UInt32 = 1
    }

    /// A position in half the memory: texts are shorter than 4 GiB.
    struct Place: Hashable, Sendable {
        let line: UInt32
        let column: UInt32
    }

    enum Holds: Sendable { case nothing, members, elements }

    /// The document's own first.
    let fields: [Field]
    /// How many lines the text has before the part that `fields` count from.
    let linesBefore: Int

    /// Where the field at `path` begins: its key, or the value of a list element. For a path that the text does not
    /// hold, where the nearest thing around it begins.
    package func position(of path: FieldPath) -> SourcePosition { place(nearest(to: path).field.start) }

    /// Where the value at `path` begins; for a path that the text does not hold, where the value of the nearest thing
    /// around it begins.
    package func valuePosition(of path: FieldPath) -> SourcePosition { place(nearest(to: path).field.value) }

    /// Where the field at `path` begins; `nil` where the text does not hold it.
    package func exactPosition(of path: FieldPath) -> SourcePosition? {
        let (field, isExact) = nearest(to: path)
        return isExact ? place(field.start) : nil
    }

    private func place(_ place: Place) -> SourcePosition {
        SourcePosition(line: Int(place.line) + linesBefore, column: Int(place.column))
    }

    private func nearest(to path: FieldPath) -> (field: Field, isExact: Bool) {
        var index = 0
        for component in path.components {
            guard let next = child(component, of: index) else { return (fields[index], false) }
            index = next
        }
        return (fields[index], true)
    }

    private func child(_ component: FieldPath.Component, of index: Int) -> Int? {
        switch (component, fields[index].holds) {
        case (.key(let key), .members): return fields.children(of: index).first { fields[$0].key == key }
        case (.index(let number), .elements) where number >= 0:
            return fields.children(of: index).dropFirst(number).first { _ in true }
        case (.key, _), (.index, _): return nil
        }
    }
}

extension YAMLPositions.Place {
    init(_ position: SourcePosition) {
        line = UInt32(clamping: position.line)
        column = UInt32(clamping: position.column)
    }
}

extension RandomAccessCollection<YAMLPositions.Field> where Index == Int {
    /// Where the fields stand that the one at `index` holds itself.
    func children(of index: Int) -> some Sequence<Int> {
        let end = index + Int(self[index].size)
        return sequence(state: index + 1) { next in
            guard next < end else { return nil }
            let here = next
            next += Int(self[here].size)
            return here
        }
    }
}
