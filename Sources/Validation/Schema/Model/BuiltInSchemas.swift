import Synchronization

/// The schemas of the newest known versions of both meshes, of the Gateway API and of SMI. Each kind is read when it is
/// first asked for. Their texts (`BuiltIn/`) are written from the CustomResourceDefinitions by a test, which otherwise
/// compares: see docs/validation.md.
enum BuiltInSchemas {
    private static let read = Mutex<[ObjectKind: [CRDSchema]]>([:])

    static func schemas(of kind: ObjectKind) -> [CRDSchema] {
        if let known = read.withLock({ $0[kind] }) { return known }
        let schemas = text(of: kind).flatMap { SchemaNotation.read($0) } ?? []
        read.withLock { $0[kind] = schemas }
        return schemas
    }

    static func text(of kind: ObjectKind) -> StaticString? { texts[kind] }

    /// Every kind that there is a schema of.
    static var kinds: [ObjectKind] { texts.keys.sorted { ($0.group, $0.name) < ($1.group, $1.name) } }
}

extension SchemaCatalogue {
    /// The newest known versions. No target is promised by it, so that nothing is said of what it lacks.
    package static let builtIn = SchemaCatalogue(
        name: "built in (Istio \(MeshVersion.newestIstio), Linkerd \(MeshVersion.newestLinkerd))", exactGroups: []
    ) { BuiltInSchemas.schemas(of: $0) }
}
