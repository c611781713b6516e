package import Domain

/// A `List` of Kubernetes, as `kubectl get -o yaml` writes it, stands for the objects in it.
package enum ObjectList {
    /// The objects of a document: those of the list that it is, or the one that it is.
    ///
    /// - Parameter position: Where the field at a path begins in the text; `nil` where it does not know.
    package static func objects(
        _ tree: JSONValue, place: KnownObject.Place, isJudged: Bool,
        position: @escaping @Sendable (FieldPath) -> SourcePosition?
    ) -> [KnownObject] {
        objects(tree, at: [], depth: 0) { item, way in
            KnownObject(item, place: place, isJudged: isJudged) {
                position(way.isEmpty ? $0 : FieldPath(way + $0.components))
            }
        }
    }

    /// Lists in lists are opened as well; `kubectl` opens one level, and nobody writes more than a few.
    private static let mostLevels = 8

    private static func objects(
        _ tree: JSONValue, at way: [FieldPath.Component], depth: Int,
        _ make: (JSONValue, [FieldPath.Component]) -> KnownObject
    ) -> [KnownObject] {
        guard depth < mostLevels, tree["kind"]?.string?.hasSuffix("List") == true, let items = tree["items"]?.array
        else { return [make(tree, way)] }
        return items.enumerated().flatMap { index, item in
            objects(item, at: way + ["items", .index(index)], depth: depth + 1, make)
        }
    }
}
