import Domain

/// Holds objects to the schema that the target serves: types, enumerations, bounds, patterns, alternatives, CEL rules.
enum SchemaRules {
    static let families: [RuleFamily] = [family]

    static let family = RuleFamily("schema", codes: FindingCode.schema, kinds: nil) { subject in
        let catalogue = subject.settings.schemas
        let versions = catalogue.schemas(of: subject.object.kind)
        if let schema = versions.first(where: { $0.version == subject.object.version }) {
            let faults = unserved(subject, schema, versions, catalogue) + broken(schema, catalogue)
            let isKnown = catalogue.exactGroups.contains(subject.object.kind.group)
            let remarks = remarks(subject.object.tree, schema).map {
                isKnown ? $0 : ExperimentalFields.softened($0, of: subject.object.kind)
            }
            return faults.isEmpty ? remarks : faults + remarks
        }
        guard catalogue.exactGroups.contains(subject.object.kind.group) else { return [] }
        return versions.isEmpty ? [missing(subject.object, catalogue)] : [missing(subject.object, versions, catalogue)]
    }

    /// What the schema itself says of a document.
    static func remarks(_ tree: JSONValue, _ schema: CRDSchema) -> [Remark] {
        guard case .object(let members) = tree,
            members["spec"]?.object != nil || schema.root.parts.properties["spec"] == nil
        else { return [] }
        var walk = SchemaWalk(name: schema.title)
        let filled = SchemaDefaults.filled(tree, schema.root)
        for (name, property) in schema.ownFields {
            guard let value = filled[name] else { continue }
            walk.within(.key(name)) { $0.check(value, property) }
        }
        for name in schema.ownRequired where members[name] == nil {
            walk.within(.key(name)) { $0.found(.missingSchemaField, "is missing") }
        }
        if walk.faults == 0 { walk.checkRules(filled, schema.root) }
        return walk.result
    }

    // MARK: What the target lacks

    private static func unserved(
        _ subject: Subject, _ schema: CRDSchema, _ versions: [CRDSchema], _ catalogue: SchemaCatalogue
    ) -> [Remark] {
        guard !schema.isServed, catalogue.exactGroups.contains(schema.kind.group) else { return [] }
        return [missing(subject.object, versions, catalogue)]
    }

    private static func missing(_ object: KnownObject, _ catalogue: SchemaCatalogue) -> Remark {
        Remark(
            code: .kindNotServed, path: ["kind"],
            message: "\(object.kind) of \(object.kind.group) does not exist in \(catalogue.name)",
            hint: "install its CustomResourceDefinition first")
    }

    private static func missing(
        _ object: KnownObject, _ versions: [CRDSchema], _ catalogue: SchemaCatalogue
    ) -> Remark {
        let served = versions.filter(\.isServed).map(\.version)
        return Remark(
            code: .versionNotServed, path: ["apiVersion"],
            message: "\(object.version) of \(object.kind) is not served by \(catalogue.name)",
            hint: served.isEmpty ? nil : "served are \(served.joined(separator: ", "))")
    }

    private static func broken(_ schema: CRDSchema, _ catalogue: SchemaCatalogue) -> [Remark] {
        guard let fault = schema.faults.first else { return [] }
        let more = schema.faults.count > 1 ? " (and \(schema.faults.count - 1) more faults)" : ""
        return [
            Remark(
                code: .brokenSchema, path: ["kind"],
                message:
                    "the schema of \(schema.kind) \(schema.version) in \(catalogue.name) is broken: \(fault)\(more)",
                hint: "below that place nothing was checked; mend the CustomResourceDefinition")
        ]
    }
}
