import Domain
import Validation

/// Objects that a kustomization finishes: each is judged alone, and what a patch may add, or what stands for a value,
/// is not asked of it.
enum UnfinishedValues {
    static func judge(_ objects: [KnownObject], _ settings: MeshSettings) -> ValidationReport {
        var report = Validator.validate(ValidationSet(objects), settings: settings) { $0.scope == .object }
        report.documents = report.documents.map { document in
            let left = document.findings.filter { !isUnfinished($0.path, document.object.tree) }
            guard left.count < document.findings.count else { return document }
            return .init(
                object: document.object, verdict: Verdict(Set(left.filter(\.isVerdict).map(\.code.severity))),
                findings: left, omitted: document.omitted)
        }
        return report
    }

    /// Whether the field is still to come, or a place for it.
    private static func isUnfinished(_ path: FieldPath, _ document: JSONValue) -> Bool {
        var value = document
        for step in path.components {
            let next: JSONValue? =
                switch step {
                case .key(let key): value[key]
                case .index(let index): value[index]
                }
            guard let next else { return true }
            value = next
        }
        return isPlaceholder(value)
    }

    private static func isPlaceholder(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): signs.contains { text.contains($0) } || hasShoutedPart(text)
        case .array(let elements): elements.contains(where: isPlaceholder)
        case .object(let members): members.values.contains(where: isPlaceholder)
        default: false
        }
    }

    /// `DEX_SERVICE.DEX_NAMESPACE.svc`: parts of a name that no name has. A word by itself may be one of a mesh's own,
    /// as `ISTIO_MUTUAL` is.
    private static func hasShoutedPart(_ text: String) -> Bool {
        let parts = text.split(separator: ".")
        return parts.count > 1
            && parts.contains { part in
                part.contains("_") && part.allSatisfy { $0 == "_" || $0.isUppercase || $0.isNumber }
            }
    }

    /// `vars` and `postBuild` have signs of their own; `replacements` take any text, and people write what tells.
    private static let signs = [
        "$(", "${", "PLACEHOLDER", "placeholder", "REPLACEME", "REPLACE_ME", "CHANGEME", "CHANGE_ME",
    ]
}
