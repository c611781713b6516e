/// A Kubernetes object that is a policy: read, checked as far as every kind has it in common, and cleaned.
package struct PolicyDocument: Hashable, Sendable {
    package let key: PolicyKey
    /// The version part of its `apiVersion`, e.g. `v1beta1`.
    package let version: String
    /// The object without what the API server or HotSwap set; `metadata.namespace` is always there.
    package let body: JSONValue
    /// What was in the tree and is not in `body`. Owner references are among it: they name an object of one cluster
    /// by its uid, and mean nothing in another.
    package let dropped: [FieldPath]

    /// Reads a tree; collects every problem, not only the first.
    package static func read(_ tree: JSONValue) -> Result<PolicyDocument, DocumentProblems> {
        var reading = DocumentReading()
        let document = reading.document(tree)
        guard let document, reading.problems.isEmpty else {
            return .failure(DocumentProblems(problems: reading.problems.sorted { $0.path < $1.path }))
        }
        return .success(document)
    }

    /// What `read` would not keep of a tree, or why it would refuse it; without making the document.
    ///
    /// - Parameter takesAnyKind: A kind that is not managed is no reason.
    package static func dropped(
        of tree: JSONValue, takesAnyKind: Bool = false
    ) -> Result<[FieldPath], DocumentProblems> {
        var reading = DocumentReading(takesAnyKind: takesAnyKind)
        let parts = reading.parts(tree)
        guard reading.problems.isEmpty else {
            return .failure(DocumentProblems(problems: reading.problems.sorted { $0.path < $1.path }))
        }
        return .success(parts?.dropped ?? [])
    }

    /// The document as another version of its group. That its fields mean the same there is
    /// `PolicyKind.interchangeable(with:in:)`'s word.
    package func body(version: String) -> JSONValue {
        var body = body
        body["apiVersion"] = .string("\(key.group)/\(version)")
        return body
    }

    /// The canonical text that content hashes are taken of: equal documents have equal text.
    package var canonicalContent: String { body.jsonText }
}
