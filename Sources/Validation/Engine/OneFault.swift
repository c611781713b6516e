import Domain

/// One fault is told once. Families look at an object without knowing of one another; what several of them say of the
/// same is told by the one that says it best, and what only follows from something else is not told at all. Verdicts
/// are made before: they do not depend on what is told.
enum OneFault {
    /// `findings` of one object without what is told already, in the same order.
    static func told(_ findings: [Finding], of tree: JSONValue) -> [Finding] {
        guard findings.count > 1, findings.contains(where: { $0.isVerdict && $0.severity == .error }) else {
            return findings
        }
        let causes = Causes(findings)
        return findings.filter { !causes.tellAlready($0, tree) }
    }

    private struct Causes {
        /// Fields that are missing, or have a value of another type: nothing more is said of what should be in them.
        private var misshapen: Set<FieldPath> = []
        /// The names of unknown fields, by what holds them: each may have been meant to be a field that is missing.
        private var unknown: [FieldPath: [String]] = [:]
        /// What holds an unknown field, or one of a wrong type.
        private var broken: Set<FieldPath> = []
        /// Fields whose value the mesh refuses, and what holds them.
        private var refused: Set<FieldPath> = []
        private var holdersOfRefused: Set<FieldPath> = []
        /// Fields that hold none of a few values.
        private var misspelled: Set<FieldPath> = []
        /// Fields that an error of the object itself is about.
        private var wrong: Set<FieldPath> = []

        init(_ findings: [Finding]) {
            for finding in findings where finding.isVerdict && finding.severity == .error { read(finding) }
        }

        private mutating func read(_ finding: Finding) {
            let path = finding.path
            wrong.insert(path)
            switch finding.code {
            case .missingField, .wrongType, .wrongSchemaType:
                misshapen.insert(path)
                path.parent.map { _ = broken.insert($0) }
            case .unknownField, .unknownSpecField, .unknownSchemaField:
                guard let holder = path.parent, case .key(let name)? = path.components.last else { return }
                broken.insert(holder)
                unknown[holder, default: []].append(name)
            case .notInEnumeration: misspelled.insert(path)
            case let code where code.isMeaning:
                refused.insert(path)
                path.parent.map { _ = holdersOfRefused.insert($0) }
            default: break
            }
        }

        func tellAlready(_ finding: Finding, _ tree: JSONValue) -> Bool {
            let path = finding.path
            if isMisspelled(path, tree) { return true }
            if Self.shapes.contains(finding.code) { return false }
            if isBelowMisshapen(path) { return true }
            if Self.ofHolders.contains(finding.code), broken.contains(path) { return true }
            if finding.code == .notInEnumeration { return false }
            if misspelled.contains(path) { return true }
            // A text or number that is refused refers to nothing.
            if !finding.isVerdict, wrong.contains(path), tree[path]?.isScalar ?? false { return true }
            guard Self.ofSchemas.contains(finding.code) else { return false }
            // Rules and alternatives stand at what holds the field; at the top they are about all of it.
            let isOfHolder = Self.ofSchemaHolders.contains(finding.code) && path.components.count > 1
            return refused.contains(path) || isOfHolder && holdersOfRefused.contains(path)
        }

        /// Whether the field is missing only because its name is written wrong.
        private func isMisspelled(_ path: FieldPath, _ tree: JSONValue) -> Bool {
            guard !unknown.isEmpty, let holder = path.parent, let names = unknown[holder],
                case .key(let name)? = path.components.last, tree[path] == nil
            else { return false }
            return names.contains { Spelling.nearest(to: $0, in: [name]) != nil }
        }

        private func isBelowMisshapen(_ path: FieldPath) -> Bool {
            guard !misshapen.isEmpty else { return false }
            var place: FieldPath? = path
            while let here = place {
                if misshapen.contains(here) { return true }
                place = here.parent
            }
            return false
        }

        /// What is always told.
        private static let shapes: Set<FindingCode> = [
            .missingField, .wrongType, .wrongSchemaType, .unknownField, .unknownSpecField, .unknownSchemaField,
        ]
        /// Told of what holds nothing that it should hold.
        private static let ofHolders: Set<FindingCode> = [.noRoutes, .noAction]
        /// Told by rules about the meaning, too, and in plainer words.
        private static let ofSchemas: Set<FindingCode> = ofSchemaHolders.union([
            .outOfRange, .wrongLength, .patternMismatch, .wrongFormat, .wrongCount, .missingSchemaField,
        ])
        private static let ofSchemaHolders: Set<FindingCode> = [.noAlternative, .duplicateElement, .brokenRule]
    }
}

extension JSONValue {
    fileprivate var isScalar: Bool {
        switch self {
        case .null, .array, .object: false
        case .bool, .int, .double, .string: true
        }
    }
}

extension FindingCode {
    /// Whether it is about what Istio or Linkerd refuse of an object.
    fileprivate var isMeaning: Bool { Self.meanings.contains(self) }

    private static let meanings = Set(istioMeaning + linkerdMeaning)
}
