import Domain

/// What every policy has in common; what is in `spec` is the schema's business.
enum StructureRules {
    /// It judges what HotSwap manages, and says so of what it does not.
    static let family = RuleFamily("structure", codes: FindingCode.structure, kinds: nil) { document($0) }

    private static func document(_ subject: Subject) -> [Remark] {
        let kind = subject.object.kind
        // Of a kind of Kubernetes' core that is not managed nothing would be told.
        let remarks = document(subject.object.tree, takesAnyKind: kind.group.isEmpty && !kind.name.isEmpty) { _ in true
        }
        if remarks.isEmpty && !kind.group.isEmpty || isOurs(kind) { return remarks }
        if kind.group.isEmpty {
            // Where the group was forgotten, the names are held to the rules of the kind that is meant.
            let isMeant = PolicyKind(rawValue: kind.name) != nil
            let kept = remarks.filter { concernsEveryObject($0) || isMeant && concernsNames($0) }
            return kept.filter { $0.code != .malformedAPIVersion } + CoreKinds.remarks(about: subject.object)
        }
        if kind.isForeign {
            // Not everything that has an apiVersion lives in a cluster: a Kustomization has no metadata.
            return remarks.filter { concernsEveryObject($0) && !$0.path.isWithin(["metadata"]) }
        }
        return SchemaCatalogue.builtIn.schemas(of: kind).isEmpty
            ? remarks.filter(concernsEveryObject)
            : remarks.filter { ![.unknownKind, .unknownGroup, .unknownVersion].contains($0.code) }
    }

    /// What is wrong with an object of any kind: Kubernetes' own have no `spec`, and other rules for names.
    private static func concernsEveryObject(_ remark: Remark) -> Bool {
        switch remark.code {
        case .notAnObject, .malformedAPIVersion: true
        case .missingField, .wrongType:
            ["apiVersion", "kind", "metadata"].contains { remark.path.isWithin([.key($0)]) }
        default: false
        }
    }

    private static func concernsNames(_ remark: Remark) -> Bool {
        [.invalidName, .invalidNamespace, .invalidLabel, .invalidAnnotation].contains(remark.code)
    }

    /// What keeps a document from being a policy, and what is not kept of it; of the rules that `isWanted` wants.
    static func document(
        _ tree: JSONValue, takesAnyKind: Bool = false, isWanted: (DocumentProblem.Rule) -> Bool
    ) -> [Remark] {
        switch PolicyDocument.dropped(of: tree, takesAnyKind: takesAnyKind) {
        case .success(let paths): paths.map(dropped)
        case .failure(let error):
            // What asks for a name to be made up is told so, and not that it has none.
            error.problems.filter { isWanted($0.rule) && !($0.rule == .missingField && isMadeUp($0.path, tree)) }.map {
                Remark(code: code(of: $0.rule), path: $0.path, message: $0.message, hint: $0.hint)
            }
        }
    }

    private static func isMadeUp(_ path: FieldPath, _ tree: JSONValue) -> Bool {
        path == ["metadata", "name"] && tree["metadata"]?["generateName"]?.string != nil
    }

    /// Whether the kind claims to be one that HotSwap rolls out: by its name, or, in a group of the meshes' that has no
    /// such kind, by a name that looks like a slip.
    static func isOurs(_ kind: ObjectKind) -> Bool {
        kind.name.isEmpty
            || PolicyKind.allCases.contains { $0.rawValue == kind.name && $0.groups.contains(kind.group) }
            || MeshGroups.has(kind.group) && SchemaCatalogue.builtIn.schemas(of: kind).isEmpty
                && MeshGroups.isSlip(kind)
    }

    private static func dropped(_ path: FieldPath) -> Remark {
        let message =
            path == ["metadata", "ownerReferences"]
            ? "is not kept: owners are objects of one cluster" : "is not kept: the API server or HotSwap sets it"
        return Remark(code: .droppedField, path: path, message: message, hint: "leave it out")
    }

    private static func code(of rule: DocumentProblem.Rule) -> FindingCode {
        switch rule {
        case .notAnObject: .notAnObject
        case .missingField: .missingField
        case .wrongType: .wrongType
        case .unknownField: .unknownField
        case .malformedAPIVersion: .malformedAPIVersion
        case .unknownKind: .unknownKind
        case .unknownGroup: .unknownGroup
        case .unknownVersion: .unknownVersion
        case .invalidName: .invalidName
        case .invalidNamespace: .invalidNamespace
        case .generatedName: .generatedName
        case .invalidLabel: .invalidLabel
        case .invalidAnnotation: .invalidAnnotation
        case .annotationsTooLarge: .annotationsTooLarge
        }
    }
}
