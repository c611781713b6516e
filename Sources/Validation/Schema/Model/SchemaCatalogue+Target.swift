package import Domain

extension SchemaCatalogue {
    /// What a target serves, and the built-in schemas for API groups that it has nothing of. A definition that cannot
    /// be read leaves its kind to the built-in schemas, and is named.
    package static func target(
        _ name: String, definitions: [JSONValue]
    ) -> (catalogue: SchemaCatalogue, broken: [ValidationReport.Unchecked]) {
        var schemas: [CRDSchema] = []
        var broken: [ValidationReport.Unchecked] = []
        for definition in definitions {
            do { schemas += try CRDSchema.read(definition) } catch {
                schemas += kind(of: definition).map(builtIn.schemas(of:)) ?? []
                let title = definition["metadata"]?["name"]?.string ?? "without a name"
                broken.append(
                    .init(what: "the definition \(title) of \(name): the built-in schema was used", why: "\(error)"))
            }
        }
        guard !schemas.isEmpty else { return (builtIn, broken) }
        return (SchemaCatalogue(name: name, schemas: schemas).laid(over: builtIn), broken)
    }

    private static func kind(of definition: JSONValue) -> ObjectKind? {
        guard let name = definition["spec"]?["names"]?["kind"]?.string,
            let group = definition["spec"]?["group"]?.string
        else { return nil }
        return ObjectKind(name, group: group)
    }
}
