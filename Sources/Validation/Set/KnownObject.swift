package import Domain

/// An object of a validation set, and where it was written.
package final class KnownObject: Sendable {
    package let kind: ObjectKind
    /// The version of the API, without the group.
    package let version: String
    /// `default` where the object names none, empty for kinds without namespaces.
    package let namespace: String
    /// Whether the document itself named the namespace.
    package let namesNamespace: Bool
    package let name: String
    package let labels: [String: String]
    package let tree: JSONValue
    package let place: Place
    /// Whether there is to be something said about it. An object of the context is known only.
    package let isJudged: Bool
    package let spec: Field
    private let positions: @Sendable (FieldPath) -> SourcePosition?

    /// The text that an object comes from.
    package struct Place: Hashable, Sendable {
        /// `nil` where it came from none, as live and stored objects do.
        package let file: String?
        /// Which document of the file it is, from 0.
        package let index: Int
        /// Where it stands in a document that is a `List`, e.g. `items[3]`; the root where it is the document.
        package let way: FieldPath

        package init(file: String? = nil, index: Int = 0, way: FieldPath = .root) {
            self.file = file
            self.index = index
            self.way = way
        }
    }

    /// - Parameter positions: Where the field at a path begins in the text; `nil` where it does not know.
    package init(
        _ tree: JSONValue, place: Place = Place(), isJudged: Bool = true,
        positions: @escaping @Sendable (FieldPath) -> SourcePosition? = { _ in nil }
    ) {
        let api = Self.parts(ofAPI: tree["apiVersion"]?.string ?? "")
        kind = ObjectKind(tree["kind"]?.string ?? "", group: api.group)
        version = api.version
        let metadata = tree["metadata"]
        let stated = metadata?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        namesNamespace = stated != nil
        namespace = kind.isClusterScoped ? "" : stated ?? "default"
        name = metadata?["name"]?.string ?? ""
        labels = metadata?["labels"]?.object?.compactMapValues(\.string) ?? [:]
        self.tree = tree
        spec = Field.spec(of: tree)
        self.place = place
        self.isJudged = isJudged
        self.positions = positions
    }

    /// The same object, with other content at the same places of its text.
    func replacing(tree: JSONValue) -> KnownObject {
        KnownObject(tree, place: place, isJudged: isJudged, positions: positions)
    }

    /// The same object in a namespace, which is what it is called by then; one whose kind has none stays as it is.
    package func moved(to namespace: String) -> KnownObject {
        guard !kind.isClusterScoped else { return self }
        var tree = tree
        tree["metadata"]?["namespace"] = .string(namespace)
        return replacing(tree: tree)
    }

    private static func parts(ofAPI apiVersion: String) -> (group: String, version: String) {
        if let known = managed[apiVersion] { return known }
        guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", apiVersion) }
        return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.utf8.index(after: slash)...]))
    }

    /// The parts of what nearly all policies have for `apiVersion`: not to be cut up for each of thousands.
    private static let managed: [String: (group: String, version: String)] =
        PolicyKind.allCases.reduce(into: [:]) { known, kind in
            for group in kind.groups {
                for version in kind.versions(in: group) { known["\(group)/\(version)"] = (group, version) }
            }
        }

    /// What makes an object the same as another, whatever the version of its API.
    package var key: Key { Key(kind: kind, namespace: namespace, name: name) }

    package struct Key: Hashable, Sendable, CustomStringConvertible {
        package let kind: ObjectKind
        package let namespace: String
        package let name: String

        package init(kind: ObjectKind, namespace: String, name: String) {
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }

        /// `VirtualService shop/reviews`.
        package var description: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }
    }

    package var root: Field { Field(root: tree) }

    /// Where the field at `path`, or the nearest thing around it, begins in the text; `nil` where there is no text.
    package func position(of path: FieldPath) -> SourcePosition? {
        var place: FieldPath? = path
        while let candidate = place {
            if let found = positions(candidate) { return found }
            place = candidate.parent
        }
        return nil
    }
}
