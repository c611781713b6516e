import Domain

/// Labels and selectors that are no texts: YAML reads `app: off` as a boolean. Kubernetes refuses those of its own
/// kinds, Linkerd's webhook those of its Servers, whose schema takes anything there.
enum LabelTexts {
    static let family = RuleFamily(
        "labels and selectors that are texts", codes: [.wrongType], kinds: Set(Workload.templated + ofSelectors)
    ) { subject in
        places(subject.object).flatMap(wrong).map { field in
            let problem = DocumentProblem.wrongType(field.path, field.value, expected: "a string")
            return Remark(.wrongType, field, problem.message, hint: problem.hint)
        }
    }

    private static let ofSelectors: [ObjectKind] = [.service, .server, .serverAuthorization]

    /// The labels and selectors of an object, beside its own labels.
    private static func places(_ object: KnownObject) -> [Field] {
        let spec = object.spec
        switch object.kind {
        case .server: return ["podSelector", "externalWorkloadSelector"].map { spec[$0]["matchLabels"] }
        case .serverAuthorization: return [spec["server"]["selector"]["matchLabels"]]
        case .service: return [spec["selector"]]
        case .pod: return []
        default:
            let (selector, metadata) = (spec["selector"], Workload(object: object).pod["metadata"])
            let labels = object.kind == .replicationController ? selector : selector["matchLabels"]
            return [labels, metadata["labels"], metadata["annotations"]]
        }
    }

    /// The values that Kubernetes takes for no text.
    private static func wrong(_ field: Field) -> [Field] {
        field.members.map(\.field).filter { field in
            switch field.value {
            case .null, .string: false
            case .bool, .int, .double, .array, .object: true
            }
        }
    }

    // MARK: - What is judged beside others

    /// What of the context no API server takes as it is: nobody knows what its labels are meant to be.
    static func unread(in set: ValidationSet) -> [ValidationReport.Unchecked] {
        set.objects(.unreadableLabels, "").filter { !$0.isJudged }.flatMap { object in
            let file = object.place.file.map { "context \($0): " } ?? ""
            return all(of: object).map { field in
                let problem = DocumentProblem.wrongType(field.path, field.value, expected: "a string")
                return ValidationReport.Unchecked.unreadableContext(
                    "\(file)\(object.key) \(field.path)", at: object.position(of: field.path),
                    problem.message + (problem.hint.map { "; \($0)" } ?? ""))
            }
        }
    }

    /// Those of the object itself included.
    fileprivate static func all(of object: KnownObject) -> [Field] {
        wrong(object.root["metadata"]["labels"]) + places(object).flatMap(wrong)
    }
}

extension SetIndex {
    /// Objects with labels that are no texts, under the empty word.
    static let unreadableLabels = SetIndex(
        "unreadable labels", of: Workload.templated + [.pod, .service, .server, .serverAuthorization]
    ) { LabelTexts.all(of: $0).isEmpty ? [] : [""] }
}
