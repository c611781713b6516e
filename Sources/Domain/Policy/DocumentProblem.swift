/// One reason why a document is no policy.
package struct DocumentProblem: Hashable, Sendable, CustomStringConvertible {
    /// Which rule is broken. Finding codes are made of these: a rule never changes its meaning.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        case notAnObject
        case missingField
        case wrongType
        case unknownField
        case malformedAPIVersion
        case unknownKind
        case unknownGroup
        case unknownVersion
        case invalidName
        case invalidNamespace
        case generatedName
        case invalidLabel
        case invalidAnnotation
        case annotationsTooLarge
    }

    package let rule: Rule
    /// The field that is wrong; for a missing one, where it should be.
    package let path: FieldPath
    /// What is wrong, in one sentence without the path.
    package let message: String
    /// What to do about it, where that is known.
    package let hint: String?

    package init(_ rule: Rule, at path: FieldPath, _ message: String, hint: String? = nil) {
        self.rule = rule
        self.path = path
        self.message = message
        self.hint = hint
    }

    package var description: String {
        (path == .root ? "" : "\(path): ") + message + (hint.map { "; \($0)" } ?? "")
    }
}

/// Everything that is wrong with a document, in the order of its paths; never empty.
package struct DocumentProblems: Error, Hashable, Sendable, CustomStringConvertible {
    package let problems: [DocumentProblem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension DocumentProblem {
    static func missing(_ path: FieldPath, hint: String? = nil) -> DocumentProblem {
        DocumentProblem(.missingField, at: path, "is missing", hint: hint)
    }

    /// A value that is of another type than a field takes.
    ///
    /// - Parameter expected: With its article, `a string`.
    package static func wrongType(_ path: FieldPath, _ value: JSONValue, expected: String) -> DocumentProblem {
        DocumentProblem(
            .wrongType, at: path, "must be \(expected) and is \(value.typeName)",
            hint: expected == "a string" ? quoting(value) : nil)
    }

    /// How a value becomes the text that was meant; `nil` where quotes do not make it one.
    package static func quoting(_ value: JSONValue) -> String? {
        switch value {
        case .bool(let flag):
            "put it in quotes: without them YAML reads words such as yes, no, on, off, y and n as \(flag)"
        case .int, .double: "put it in quotes"
        case .null, .string, .array, .object: nil
        }
    }

    static func unknownField(_ path: FieldPath, _ name: String, known: [String]) -> DocumentProblem {
        DocumentProblem(
            .unknownField, at: path, "is not a known field",
            hint: Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" }
                ?? "known are \(known.joined(separator: ", "))")
    }
}
