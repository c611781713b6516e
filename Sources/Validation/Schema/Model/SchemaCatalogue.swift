package import Domain

/// The schemas that objects are held to: those of a cluster, of a mesh version, or the built-in ones.
package struct SchemaCatalogue: Sendable {
    /// As people know it: `built in (Istio 1.32, Linkerd 2.20)`, `cluster west`.
    package let name: String
    /// The API groups of which the catalogue is all that the target has: a kind that it lacks there, the target lacks.
    let exactGroups: Set<String>
    private let find: @Sendable (ObjectKind) -> [CRDSchema]

    /// All that a target has of the groups that occur in `schemas`.
    package init(name: String, schemas: [CRDSchema]) {
        let byKind = Dictionary(grouping: schemas, by: \.kind)
        self.init(name: name, exactGroups: Set(schemas.map(\.kind.group))) { byKind[$0] ?? [] }
    }

    init(name: String, exactGroups: Set<String>, find: @escaping @Sendable (ObjectKind) -> [CRDSchema]) {
        self.name = name
        self.exactGroups = exactGroups
        self.find = find
    }

    /// This catalogue for the groups that it has, and `other` for the rest.
    package func laid(over other: SchemaCatalogue) -> SchemaCatalogue {
        let upper = self
        return SchemaCatalogue(
            name: "\(name); for other groups \(other.name)", exactGroups: exactGroups.union(other.exactGroups)
        ) { upper.exactGroups.contains($0.group) ? upper.find($0) : other.find($0) }
    }

    /// All versions of a kind; none where the catalogue does not know it.
    package func schemas(of kind: ObjectKind) -> [CRDSchema] { find(kind) }

    /// The schema of a kind in a version, `nil` where the catalogue does not know it.
    package func schema(of kind: ObjectKind, version: String) -> CRDSchema? {
        find(kind).first { $0.version == version }
    }

    /// The document as an API server with these schemas stores it: with the defaults of what it leaves out. As it is
    /// where the catalogue does not know its kind and version.
    package func filled(_ document: JSONValue) -> JSONValue {
        let parts = document["apiVersion"]?.string?.split(separator: "/").map(String.init) ?? []
        guard parts.count == 2, let name = document["kind"]?.string,
            let schema = schema(of: ObjectKind(name, group: parts[0]), version: parts[1])
        else { return document }
        return SchemaDefaults.filled(document, schema.root)
    }
}

/// Catalogues are told apart by their names.
extension SchemaCatalogue: Hashable {
    package static func == (one: SchemaCatalogue, other: SchemaCatalogue) -> Bool { one.name == other.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
