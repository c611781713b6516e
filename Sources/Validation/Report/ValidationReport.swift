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
        /// How many documents are no business of the meshes', which is all that the entry says; 0: something is
        /// missing.
        package let foreignDocuments: Int
        /// Whether it is because the cluster gave no answer: what else is for that reason is joined with it.
        let isUnanswered: Bool
        /// Whether it is only told: nothing that should have been judged is missing.
        package let isAside: Bool

        package init(object: KnownObject.Key? = nil, path: FieldPath = .root, what: String, why: String) {
            self.init(object: object, path: path, what: what, why: why, foreignDocuments: 0)
        }

        init(
            object: KnownObject.Key? = nil, path: FieldPath = .root, what: String, why: String, foreignDocuments: Int,
            isUnanswered: Bool = false, isAside: Bool = false
        ) {
            self.object = object
            self.path = path
            self.what = what
            self.why = why
            self.foreignDocuments = foreignDocuments
            self.isUnanswered = isUnanswered
            self.isAside = isAside
        }

        /// Objects that should be known and cannot be read: references to them are not judged.
        package static func unreadableContext(_ name: String, at place: SourcePosition?, _ why: String) -> Unchecked {
            let line = place.map { ", line \($0.line), column \($0.column)" } ?? ""
            return Unchecked(
                what: name + line, why: "it cannot be read, so references to what it holds are not judged: \(why)")
        }

        /// Something that was met on the way and is nothing to be judged.
        package static func aside(_ what: String, why: String) -> Unchecked {
            Unchecked(what: what, why: why, foreignDocuments: 0, isAside: true)
        }

        /// What could not be checked because the cluster gave no answer.
        package static func unanswered(_ what: String, why: String) -> Unchecked {
            Unchecked(what: what, why: why, foreignDocuments: 0, isUnanswered: true)
        }
    }

    package struct Suppressed: Hashable, Sendable {
        package let finding: Finding
        package let reason: String
    }

    package var findings: [Finding] { documents.flatMap(\.findings) }

    /// Whether something that should have been judged was not. Documents that are no business of the meshes' are no gap
    /// beside others; where there are no others, nothing at all was judged.
    package var hasGaps: Bool {
        let foreign = unchecked.reduce(0) { $0 + $1.foreignDocuments }
        return unchecked.contains { $0.foreignDocuments == 0 && !$0.isAside }
            || !unchecked.isEmpty && foreign >= documents.count
    }

    /// The same with one entry for all that was not checked because the cluster gave no answer.
    package func joiningUnanswered() -> ValidationReport {
        let missing = unchecked.filter(\.isUnanswered)
        guard let first = missing.first, missing.count > 1 else { return self }
        var joined = self
        joined.unchecked = [.unanswered(missing.map(\.what).joined(separator: "; "), why: first.why)]
        joined.unchecked += unchecked.filter { !$0.isUnanswered }
        return joined
    }

    /// Adds what is found about the change of an object: at the document that makes it, or, where the object goes, at a
    /// document of its own.
    package mutating func add(_ found: [Finding], to new: KnownObject?, insteadOf old: KnownObject?) {
        guard !found.isEmpty else { return }
        if let new {
            let index = documents.firstIndex { $0.object.key == new.key && $0.object.place == new.place }
            if let index { documents[index].findings += found.map { $0.placed(in: new) } }
        } else if let old {
            documents.append(.init(object: old, verdict: .valid, findings: found))
        }
    }

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

    /// The verdict of findings that weigh so much.
    package init(_ severities: Set<Severity>) {
        self = severities.contains(.error) ? .invalid : severities.contains(.warning) ? .warning : .valid
    }
}
