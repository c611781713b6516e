import Domain
import Validation

/// Gathers the definitions of a mesh version out of documents.
struct DefinitionReading {
    let version: MeshSchemaVersion
    private(set) var definitions: [ObjectKind: JSONValue] = [:]
    /// `VirtualService v1, v1beta1`
    private(set) var kinds: [String] = []
    /// What was passed over, each with the reason.
    private(set) var skipped: [String] = []

    init(version: MeshSchemaVersion) { self.version = version }

    /// Throws where the document is a broken definition, or one of a kind that is there already.
    mutating func take(_ document: JSONValue, place: String) throws {
        guard document["kind"]?.string == "CustomResourceDefinition" else {
            return skipped.append("\(place): no CustomResourceDefinition")
        }
        let schemas = try Self.schemas(document, place)
        guard let kind = schemas.first?.kind, version.holds(kind.group) else {
            let group = schemas.first?.kind.group ?? "none"
            return skipped.append("\(place): of group \(group), which is not \(version.mesh.rawValue)'s")
        }
        guard definitions[kind] == nil else {
            throw CommandFailure(.failed, "\(place): \(kind) of \(kind.group) is there twice")
        }
        definitions[kind] = Self.facts(document)
        kinds.append("\(kind) \(schemas.map(\.version).joined(separator: ", "))")
    }

    private static func schemas(_ document: JSONValue, _ place: String) throws -> [CRDSchema] {
        do throws(SchemaFault) {
            let schemas = try CRDSchema.read(document)
            if let fault = schemas.lazy.flatMap(\.faults).first { throw fault }
            return schemas
        } catch {
            throw CommandFailure(.failed, "\(place): the definition is broken: \(error)")
        }
    }

    // MARK: What of a definition says something about objects

    /// The definition without descriptions, printer columns and what servers have added.
    private static func facts(_ definition: JSONValue) -> JSONValue {
        let versions = (definition["spec"]?["versions"]?.array ?? []).map(version)
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "spec": [
                "group": definition["spec"]?["group"] ?? .null,
                "names": ["kind": definition["spec"]?["names"]?["kind"] ?? .null], "versions": .array(versions),
            ],
        ]
    }

    private static func version(_ version: JSONValue) -> JSONValue {
        let kept = ["name", "served", "deprecated", "deprecationWarning"]
        var facts = (version.object ?? [:]).filter { kept.contains($0.key) }
        facts["schema"] = ["openAPIV3Schema": schema(version["schema"]?["openAPIV3Schema"] ?? .null)]
        return .object(facts)
    }

    /// A schema; a property may be called `description`, so that places and names of places are told apart.
    private static func schema(_ value: JSONValue) -> JSONValue {
        guard case .object(var members) = value else { return value }
        members.removeValue(forKey: "description")
        members.removeValue(forKey: "title")
        for name in ["items", "not", "additionalProperties"] {
            if let inner = members[name] { members[name] = schema(inner) }
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            if let list = members[name]?.array { members[name] = .array(list.map(schema)) }
        }
        if let properties = members["properties"]?.object {
            members["properties"] = .object(properties.mapValues(schema))
        }
        return .object(members)
    }
}
