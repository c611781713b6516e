package import Domain

/// What one version of a CustomResourceDefinition demands of its objects.
package final class CRDSchema: Sendable {
    package let kind: ObjectKind
    package let version: String
    /// Whether the API server takes objects of the version.
    package let isServed: Bool
    /// What the API server warns of, where the version is deprecated.
    package let deprecation: String?
    /// What is wrong with the schema itself; below such a place anything is taken.
    package let faults: [SchemaFault]
    let root: SchemaNode
    /// How it is called in messages: `VirtualService v1`.
    let title: String
    /// The fields at the top that are the schema's own business: `spec` mostly.
    let ownFields: [(name: String, node: SchemaNode)]
    /// Those of them that must be there, beside `spec`.
    let ownRequired: [String]

    /// Left to the rules of structure: what all objects have at their top and in `metadata`. `status` is the server's.
    private static let common: Set<String> = ["apiVersion", "kind", "metadata", "status"]

    init(
        kind: ObjectKind, version: String, isServed: Bool, deprecation: String? = nil, faults: [SchemaFault] = [],
        root: SchemaNode
    ) {
        self.kind = kind
        self.version = version
        self.isServed = isServed
        self.deprecation = deprecation
        self.faults = faults
        self.root = root
        title = "\(kind) \(version)"
        ownFields = root.parts.properties.filter { !Self.common.contains($0.key) }.map { ($0.key, $0.value) }
        ownRequired = root.parts.required.filter { !Self.common.contains($0) && $0 != "spec" }
    }
}

/// Something wrong in a CustomResourceDefinition.
package struct SchemaFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the definition's document.
    package let path: FieldPath
    package let message: String

    package var description: String { path == .root ? message : "\(path) \(message)" }
}

extension CRDSchema {
    /// The schemas of all versions of a CustomResourceDefinition.
    ///
    /// A version whose schema is broken is there with its `faults`.
    /// - Throws: Where the document is no CustomResourceDefinition at all.
    package static func read(_ document: JSONValue) throws(SchemaFault) -> [CRDSchema] {
        guard document["kind"]?.string == "CustomResourceDefinition" else {
            throw SchemaFault(
                path: document.object == nil ? .root : ["kind"], message: "must be a CustomResourceDefinition")
        }
        guard let group = document["spec"]?["group"]?.string, !group.isEmpty else {
            throw SchemaFault(path: ["spec", "group"], message: "must be a string")
        }
        guard let name = document["spec"]?["names"]?["kind"]?.string, !name.isEmpty else {
            throw SchemaFault(path: ["spec", "names", "kind"], message: "must be a string")
        }
        guard let versions = document["spec"]?["versions"]?.array, !versions.isEmpty else {
            throw SchemaFault(path: ["spec", "versions"], message: "must be a list of versions")
        }
        var schemas: [CRDSchema] = []
        for (index, version) in versions.enumerated() {
            let path: FieldPath = ["spec", "versions", .index(index)]
            schemas.append(try read(version, of: ObjectKind(name, group: group), path))
        }
        return schemas
    }

    private static func read(_ version: JSONValue, of kind: ObjectKind, _ path: FieldPath) throws(SchemaFault)
        -> CRDSchema
    {
        guard let name = version["name"]?.string, !name.isEmpty else {
            throw SchemaFault(path: path.appending("name"), message: "must be a string")
        }
        var reader = SchemaReader(path.appending("schema").appending("openAPIV3Schema"))
        let root = reader.node(version["schema"]?["openAPIV3Schema"] ?? .null)
        let isDeprecated = version["deprecated"]?.bool ?? false
        let warning = version["deprecationWarning"]?.string ?? "\(kind.group)/\(name) \(kind) is deprecated"
        return CRDSchema(
            kind: kind, version: name, isServed: version["served"]?.bool ?? true,
            deprecation: isDeprecated ? warning : nil, faults: reader.faults, root: root)
    }
}
