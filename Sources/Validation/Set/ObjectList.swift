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
            let place = KnownObject.Place(file: place.file, index: place.index, way: FieldPath(way))
            return KnownObject(item, place: place, isJudged: isJudged) {
                position(way.isEmpty ? $0 : FieldPath(way + $0.components))
            }
        }
    }

    /// Objects made of many documents by all cores, in the order of the documents.
    ///
    /// - Parameter make: What stands in a document, by its number.
    package static func objectsConcurrently<Document: Sendable>(
        of documents: [Document], make: @escaping @Sendable (Int, Document) -> [KnownObject]
    ) async -> [KnownObject] {
        func made(_ numbers: Range<Int>) -> [KnownObject] { numbers.flatMap { make($0, documents[$0]) } }
        guard documents.count > piece else { return made(documents.indices) }
        let pieces = await withTaskGroup(of: (Int, [KnownObject]).self) { group in
            for start in stride(from: 0, to: documents.count, by: piece) {
                group.addTask { (start, made(start..<min(start + piece, documents.count))) }
            }
            return await group.reduce(into: [Int: [KnownObject]]()) { $0[$1.0] = $1.1 }
        }
        return stride(from: 0, to: documents.count, by: piece).flatMap { pieces[$0] ?? [] }
    }

    /// How many documents are worth a task.
    private static let piece = 1_000

    /// Lists in lists are opened as well; `kubectl` opens one level, and nobody writes more than a few.
    private static let mostLevels = 8

    private static func objects(
        _ tree: JSONValue, at way: [FieldPath.Component], depth: Int,
        _ make: (JSONValue, [FieldPath.Component]) -> KnownObject
    ) -> [KnownObject] {
        guard depth < mostLevels, let kind = tree["kind"]?.string, kind.hasSuffix("List"), let items = items(of: tree)
        else { return [make(tree, way)] }
        return items.enumerated().flatMap { index, item in
            objects(completed(item, of: kind, tree), at: way + ["items", .index(index)], depth: depth + 1, make)
        }
    }

    /// A list without items is empty; `nil` for what is no list.
    private static func items(of tree: JSONValue) -> [JSONValue]? {
        switch tree["items"] {
        case .array(let items)?: items
        case .null?: tree["spec"] == nil ? [] : nil
        default: nil
        }
    }

    /// The API server leaves out of the items of a typed list what the list says for all of them.
    private static func completed(_ item: JSONValue, of kind: String, _ list: JSONValue) -> JSONValue {
        guard kind != "List", case .object(var members) = item else { return item }
        if members["kind"] == nil { members["kind"] = .string(String(kind.dropLast("List".count))) }
        if members["apiVersion"] == nil { members["apiVersion"] = list["apiVersion"] }
        return .object(members)
    }
}
