package import Domain

/// What a validation found.
package struct ValidationReport: Sendable {
    /// The judged objects, in the order in which they were given.
    package var documents: [Document]
    /// What should have been checked and could not be: said, never passed silently.
    package var unchecked: [Unchecked]
    /// Findings that somebody wants to hear no more of, with their reasons.
    package var suppressed: [Suppressed] = []
    /// How many findings were left out, by severity, because an object had more than `Validator.findingLimit`.
    package var omitted: [Severity: Int] { documents.reduce(into: [:]) { $0.merge($1.omitted, uniquingKeysWith: +) } }

    package init(documents: [Document], unchecked: [Unchecked] = []) {
        self.documents = documents
        self.unchecked = unchecked
    }

    package struct Document: Sendable {
        package let object: KnownObject
        /// What the mesh's own validation would say of the object alone.
        package let verdict: Verdict
        /// In the order of the text, those that other objects cause included.
        package var findings: [Finding]
        package let omitted: [Severity: Int]

        package init(object: KnownObject, verdict: Verdict, findings: [Finding], omitted: [Severity: Int] = [:]) {
            self.object = object
            self.verdict = verdict
            self.findings = findings
            self.omitted = omitted
        }
    }

    package struct Unchecked: Hashable, Sendable {
        /// `nil`: it concerns the whole set.
        package let object: KnownObject.Key?
        package let path: FieldPath
        /// What could not be checked.
        package let what: String
        package let why: String

        package init(object: KnownObject.Key? = nil, path: FieldPath = .root, what: String, why: String) {
            self.object = object
            self.path = path
            self.what = what
            self.why = why
        }
    }

    package struct Suppressed: Hashable, Sendable {
        package let finding: Finding
        package let reason: String
    }

    package var findings: [Finding] { documents.flatMap(\.findings) }

    /// How many findings of a severity there are, those that were left out included.
    package func count(_ severity: Severity) -> Int {
        documents.reduce(0) { sum, document in
            sum + document.findings.count { $0.severity == severity } + (document.omitted[severity] ?? 0)
        }
    }
}

/// What a mesh's own validation says of an object: taken, taken with a warning, not taken.
package enum Verdict: String, Hashable, Sendable {
    case valid
    case warning
    case invalid

    init(_ severities: Set<Severity>) {
        self = severities.contains(.error) ? .invalid : severities.contains(.warning) ? .warning : .valid
    }
}
