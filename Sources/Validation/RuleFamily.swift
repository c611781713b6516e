import Domain

/// Rules that look at the same thing; one file each, one line in `Validator.families`.
struct RuleFamily: Sendable {
    /// The name of the family in documents.
    let name: String
    /// What its rules have to say about a document.
    let check: @Sendable (Subject) -> [Remark]
}

/// The document that is looked at.
struct Subject: Sendable {
    let tree: JSONValue
    /// What the document is, where HotSwap manages that.
    let type: (kind: PolicyKind, group: String, version: String)?

    init(_ tree: JSONValue) {
        self.tree = tree
        let apiVersion = tree["apiVersion"]?.string?.split(separator: "/", omittingEmptySubsequences: false)
        guard let parts = apiVersion?.map(String.init), parts.count == 2, let name = tree["kind"]?.string,
            let kind = PolicyKind(name, group: parts[0]), kind.versions(in: parts[0]).contains(parts[1])
        else {
            type = nil
            return
        }
        type = (kind, parts[0], parts[1])
    }
}

/// What a rule says; the validator adds which object and where.
struct Remark: Hashable, Sendable {
    let code: FindingCode
    let path: FieldPath
    let message: String
    var hint: String?
    var references: [String] = []
}
