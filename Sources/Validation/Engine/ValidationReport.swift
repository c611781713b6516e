/// What a validation found.
package struct ValidationReport: Sendable {
    /// The judged objects, in the order in which they were given.
    package let documents: [Document]

    package struct Document: Sendable {
        package let object: KnownObject
        /// What the mesh's own validation would say of the object alone.
        package let verdict: Verdict
        /// In the order of the text, those that other objects cause included.
        package let findings: [Finding]
    }

    package var findings: [Finding] { documents.flatMap(\.findings) }
}

/// What a mesh's own validation says of an object: taken, taken with a warning, not taken.
package enum Verdict: String, Hashable, Sendable {
    case valid
    case warning
    case invalid

    init(_ findings: [Finding]) {
        if findings.contains(where: { $0.severity == .error }) {
            self = .invalid
        } else {
            self = findings.contains { $0.severity == .warning } ? .warning : .valid
        }
    }
}
