package import Domain

/// Looks at objects with every family of rules. Pure: the same set gives the same findings.
package enum Validator {
    /// Every family, in the order in which they look.
    package static let families: [RuleFamily] =
        [StructureRules.family, TwinObjects.family] + SchemaRules.families + IstioMeaning.families
        + LinkerdMeaning.families + ReferenceRules.families + SettingRules.families + ConflictRules.families
        + OverlapRules.families + AuthorizationLogic.families + RolloutRules.families
        + VersionRules.families + PlatformRules.families

    /// The names of the families that look at the schema of a kind.
    package static let schemaFamilies = SchemaRules.families.map(\.name)

    private static let familiesByKind: [ObjectKind: [RuleFamily]] = {
        var kinds: [ObjectKind: [RuleFamily]] = [:]
        for kind in Set(families.flatMap { $0.kinds ?? [] }) {
            kinds[kind] = families.filter { $0.kinds?.contains(kind) ?? true }
        }
        return kinds
    }()
    private static let familiesForAll = families.filter { $0.kinds == nil }

    /// What there is to say about every judged object of the set.
    ///
    /// - Parameter isWanted: Which families look; without a word, all.
    package static func validate(
        _ set: ValidationSet, settings: MeshSettings = MeshSettings(), by isWanted: ((RuleFamily) -> Bool)? = nil
    ) -> ValidationReport {
        report(set.judged.map { judge($0, in: set, settings, isWanted) }, in: set, settings)
    }

    /// The same with the objects shared out among the cores, for sets of thousands: the rules are pure.
    package static func validateConcurrently(
        _ set: ValidationSet, settings: MeshSettings = MeshSettings(),
        by isWanted: (@Sendable (RuleFamily) -> Bool)? = nil
    ) async -> ValidationReport {
        let judged = set.judged
        let starts = Array(stride(from: 0, to: judged.count, by: shareSize))
        let documents = await withTaskGroup(of: (Int, [ValidationReport.Document]).self) { group in
            for start in starts {
                group.addTask {
                    (start, judged[start...].prefix(shareSize).map { judge($0, in: set, settings, isWanted) })
                }
            }
            let shares = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return starts.flatMap { shares[$0] ?? [] }
        }
        return report(documents, in: set, settings)
    }

    /// How many objects are judged in one go.
    private static let shareSize = 256

    private static func report(
        _ documents: [ValidationReport.Document], in set: ValidationSet, _ settings: MeshSettings
    ) -> ValidationReport {
        ValidationReport(
            documents: documents,
            unchecked: documents.flatMap(unchecked) + SupportedVersions.unchecked(documents.map(\.object), settings)
                + SetLimits.reached(in: set, settings))
    }

    /// What the rules could not check of an object: they say so with a code of its own.
    private static func unchecked(_ document: ValidationReport.Document) -> [ValidationReport.Unchecked] {
        document.findings.filter { uncheckedCodes.contains($0.code) }.map {
            .init(object: document.object.key, path: $0.path, what: $0.message, why: $0.hint ?? $0.code.text)
        }
    }

    private static let uncheckedCodes: Set<FindingCode> = [.notEvaluated, .brokenSchema, .unknownCoreKind]

    private static func judge(
        _ object: KnownObject, in set: ValidationSet, _ settings: MeshSettings, _ isWanted: ((RuleFamily) -> Bool)?
    ) -> ValidationReport.Document {
        let all = familiesByKind[object.kind] ?? familiesForAll
        let families = isWanted.map { isWanted in all.filter { isWanted($0) } } ?? all
        let subject = Subject(object: object, set: set, settings: settings)
        var findings: [Finding] = []
        var omitted: [Severity: Int] = [:]
        var verdict: Set<Severity> = []
        for family in families {
            let remarks = family.check(subject)
            if remarks.isEmpty { continue }
            if family.scope == .object { verdict.formUnion(remarks.map(\.code.severity)) }
            let kept = remarks.prefix(max(findingLimit - findings.count, 0))
            findings += kept.map { finding($0, about: object, isVerdict: family.scope == .object) }
            for remark in remarks.dropFirst(kept.count) { omitted[remark.code.severity, default: 0] += 1 }
        }
        guard !findings.isEmpty else {
            return ValidationReport.Document(object: object, verdict: .valid, findings: [])
        }
        let told = OneFault.told(TwinFindings.joined(findings), of: object.tree)
        return ValidationReport.Document(
            object: object, verdict: Verdict(verdict), findings: told.sorted(by: precedes), omitted: omitted)
    }

    /// How many findings of one object are written out; the others are counted.
    package static let findingLimit = 1_000

    private static func finding(_ remark: Remark, about object: KnownObject, isVerdict: Bool) -> Finding {
        Finding(
            code: remark.code, object: Finding.ObjectName(of: object.tree), file: object.place.file, path: remark.path,
            position: object.position(of: remark.path), message: remark.message, hint: remark.hint,
            references: remark.references ?? remark.code.references, isVerdict: isVerdict)
    }

    /// What there is to say about one document alone, in the order of the text, or of the paths where there is no text.
    ///
    /// `position` tells where the field at a path begins, `nil` where it does not know; then the nearest thing around
    /// the field is asked for. Findings of severity `error` mean that the document is no policy.
    package static func validate(
        tree: JSONValue, file: String? = nil,
        position: @escaping @Sendable (FieldPath) -> SourcePosition? = { _ in nil }
    ) -> [Finding] {
        let object = KnownObject(tree, place: .init(file: file), positions: position)
        return validate(ValidationSet([object])).findings
    }

    /// Why a document cannot be stored as a policy, its kind included: HotSwap rolls out fewer kinds than it judges.
    /// Empty: it can.
    package static func refusals(
        tree: JSONValue, position: @escaping @Sendable (FieldPath) -> SourcePosition? = { _ in nil }
    ) -> [Finding] {
        let object = KnownObject(tree, positions: position)
        var findings = validate(ValidationSet([object])).findings.filter { $0.severity == .error && $0.isVerdict }
        let said = Set(findings.map(\.path))
        findings += StructureRules.document(tree) { _ in true }
            .filter { $0.code.severity == .error && !said.contains($0.path) }
            .map { finding($0, about: object, isVerdict: true) }
        return findings.sorted(by: precedes)
    }

    /// The one finding about a text that a reader of YAML or JSON could not read.
    package static func unreadable(_ message: String, file: String? = nil, position: SourcePosition?) -> Finding {
        Finding(
            code: .unreadable, object: Finding.ObjectName(of: .null), file: file, path: .root, position: position,
            message: message, hint: nil, references: [], isVerdict: true)
    }

    private static func precedes(_ one: Finding, _ other: Finding) -> Bool {
        if let first = one.position, let second = other.position, first != second { return first < second }
        return one.path == other.path ? one.code.id < other.code.id : one.path < other.path
    }
}
