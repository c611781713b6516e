import Domain

/// What every policy has in common, and the first level of its `spec`.
enum StructureRules {
    static let family = RuleFamily(name: "structure") { subject in
        document(subject) + specFields(subject)
    }

    private static func document(_ subject: Subject) -> [Remark] {
        switch PolicyDocument.read(subject.tree) {
        case .success(let document): document.dropped.map(dropped)
        case .failure(let error):
            error.problems.map {
                Remark(code: code(of: $0.rule), path: $0.path, message: $0.message, hint: $0.hint)
            }
        }
    }

    private static func dropped(_ path: FieldPath) -> Remark {
        let message =
            path == ["metadata", "ownerReferences"]
            ? "is not kept: owners are objects of one cluster" : "is not kept: the API server or HotSwap sets it"
        return Remark(code: .droppedField, path: path, message: message, hint: "leave it out")
    }

    private static func specFields(_ subject: Subject) -> [Remark] {
        guard let type = subject.type, let spec = subject.tree["spec"]?.object,
            let known = SpecFields.names(of: type.kind, in: type.group, version: type.version)
        else { return [] }
        return spec.keys.filter { !known.contains($0) }.map { name in
            Remark(
                code: .unknownSpecField, path: ["spec", .key(name)],
                message: "is not a field of \(type.kind.rawValue) \(type.version)",
                hint: Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" }
                    ?? "known are \(known.joined(separator: ", "))")
        }
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
