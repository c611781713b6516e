import Domain

/// Documents of kinds that no schema is known for: nobody judges them, which is said and not passed silently.
enum ForeignKinds {
    /// One entry for each such kind, with the number of its documents.
    static func unchecked(
        _ objects: [KnownObject], _ settings: MeshSettings, isJudged: (ObjectKind) -> Bool
    ) -> [ValidationReport.Unchecked] {
        var order: [ObjectKind] = []
        var found: [ObjectKind: [KnownObject]] = [:]
        var known: [ObjectKind: Bool] = [:]
        for object in objects {
            let told = known[object.kind]
            let isForeign = told ?? (isForeign(object.kind, settings) && !isJudged(object.kind))
            if told == nil { known[object.kind] = isForeign }
            guard isForeign else { continue }
            if found[object.kind] == nil { order.append(object.kind) }
            found[object.kind, default: []].append(object)
        }
        let entries = order.map { unchecked($0, found[$0] ?? []) }
        guard entries.count > limit else { return entries }
        let left = entries.dropFirst(limit)
        let documents = left.reduce(0) { $0 + $1.foreignDocuments }
        return entries.prefix(limit) + left.filter { $0.foreignDocuments == 0 } + [
            .init(
                what: "\(documents) documents of more kinds", why: "no schema is known for them: not judged",
                foreignDocuments: documents)
        ]
    }

    /// How many kinds are named; the others are counted.
    private static let limit = 20

    private static func unchecked(_ kind: ObjectKind, _ objects: [KnownObject]) -> ValidationReport.Unchecked {
        let count = objects.count == 1 ? "" : "\(objects.count) documents of kind "
        let slip = slip(in: kind)
        return .init(
            object: objects.count == 1 ? objects.first.flatMap { $0.name.isEmpty ? nil : $0.key } : nil,
            what: "\(count)\(kind.group)/\(kind.name)",
            why: "no schema is known for it: not judged" + (slip.map { "; did you mean \($0)?" } ?? ""),
            // What is meant for a mesh and not judged is a gap; what is for somebody else is none.
            foreignDocuments: slip == nil && !MeshGroups.has(kind.group) ? objects.count : 0)
    }

    /// What was probably meant: a kind of the meshes' in a group whose name is a slip, or a group of theirs with a kind
    /// that is none.
    private static func slip(in kind: ObjectKind) -> String? {
        let kinds = BuiltInSchemas.kinds
        let own = kinds.filter { $0.group == kind.group }.map(\.name)
        guard own.isEmpty else {
            return "\(kind.group)/" + (Spelling.nearest(to: kind.name, in: own) ?? own.joined(separator: ", "))
        }
        let groups = kinds.filter { $0.name == kind.name }.map(\.group)
        return Spelling.nearest(to: kind.group, in: groups).map { "\($0)/\(kind.name)" }
    }

    private static func isForeign(_ kind: ObjectKind, _ settings: MeshSettings) -> Bool {
        !kind.group.isEmpty && !kind.name.isEmpty && !isKubernetes(kind.group) && !StructureRules.isOurs(kind)
            && !settings.schemas.exactGroups.contains(kind.group) && settings.schemas.schemas(of: kind).isEmpty
    }

    /// Kubernetes' own groups, whose kinds its API server judges.
    static func isKubernetes(_ group: String) -> Bool {
        group.hasSuffix(".k8s.io") ? parts.contains(String(group.dropLast(7))) : plain.contains(group)
    }

    private static let plain: Set<String> = ["apps", "autoscaling", "batch", "events", "extensions", "policy"]
    private static let parts: Set<String> = [
        "admission", "admissionregistration", "apiextensions", "apiregistration", "audit", "authentication",
        "authorization", "certificates", "coordination", "discovery", "events", "flowcontrol.apiserver",
        "imagepolicy", "internal.apiserver", "metrics", "networking", "node", "policy", "rbac.authorization",
        "resource", "scheduling", "settings", "storage", "storagemigration",
    ]
}
