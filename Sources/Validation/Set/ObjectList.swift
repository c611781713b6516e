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
        guard tree["kind"]?.string?.hasSuffix("List") == true, let items = tree["items"]?.array else {
            return [KnownObject(tree, place: place, isJudged: isJudged, positions: position)]
        }
        return items.enumerated().map { index, item in
            let way: [FieldPath.Component] = ["items", .index(index)]
            return KnownObject(item, place: place, isJudged: isJudged) { position(FieldPath(way + $0.components)) }
        }
    }
}
