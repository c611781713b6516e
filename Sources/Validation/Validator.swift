package import Domain

/// Looks at documents with every family of rules. Pure: the same document gives the same findings.
package enum Validator {
    /// Every family, in the order in which they look.
    static let families: [RuleFamily] = [StructureRules.family]

    /// What there is to say about a document, in the order of the text, or of the paths where there is no text.
    ///
    /// `position` tells where the field at a path begins, `nil` where it does not know; then the nearest thing around
    /// the field is asked for. Findings of severity `error` mean that the document is no policy.
    package static func validate(
        tree: JSONValue, file: String? = nil, position: (FieldPath) -> SourcePosition? = { _ in nil }
    ) -> [Finding] {
        let subject = Subject(tree)
        let object = Finding.ObjectName(of: tree)
        return families.flatMap { $0.check(subject) }.map { remark in
            Finding(
                code: remark.code, object: object, file: file, path: remark.path,
                position: nearest(to: remark.path, position), message: remark.message, hint: remark.hint,
                references: remark.references)
        }.sorted(by: precedes)
    }

    /// The one finding about a text that a reader of YAML or JSON could not read.
    package static func unreadable(_ message: String, file: String? = nil, position: SourcePosition?) -> Finding {
        Finding(
            code: .unreadable, object: Finding.ObjectName(of: .null), file: file, path: .root, position: position,
            message: message, hint: nil, references: [])
    }

    private static func nearest(to path: FieldPath, _ position: (FieldPath) -> SourcePosition?) -> SourcePosition? {
        var place: FieldPath? = path
        while let candidate = place {
            if let found = position(candidate) { return found }
            place = candidate.parent
        }
        return nil
    }

    private static func precedes(_ one: Finding, _ other: Finding) -> Bool {
        if let first = one.position, let second = other.position, first != second { return first < second }
        return one.path == other.path ? one.code.id < other.code.id : one.path < other.path
    }
}
