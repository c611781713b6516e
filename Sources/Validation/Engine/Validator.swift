package import Domain
import MeshModel

/// Looks at objects with every family of rules. Pure: the same set gives the same findings.
package enum Validator {
    /// Every family, in the order in which they look.
    package static let families: [RuleFamily] =
        [StructureRules.family, LabelTexts.family, TwinObjects.family] + SchemaRules.families + IstioMeaning.families
        + LinkerdMeaning.families + ReferenceRules.families + MismatchRules.families + ConflictRules.families
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
        let reading = Reading(set, settings)
        return reading.report(reading.shares.map { ($0, reading.judge($0, isWanted)) })
    }

    /// The same with the objects shared out among the cores, for sets of thousands: the rules are pure.
    package static func validateConcurrently(
        _ set: ValidationSet, settings: MeshSettings = MeshSettings(),
        by isWanted: (@Sendable (RuleFamily) -> Bool)? = nil
    ) async -> ValidationReport {
        let reading = Reading(set, settings)
        let outcomes = await withTaskGroup(of: (Share, [Outcome]).self) { group in
            for share in reading.shares { group.addTask { (share, reading.judge(share, isWanted)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return reading.report(outcomes)
    }

    /// A set as the rules read it: with the cluster's domain exchanged.
    private struct Reading: Sendable {
        private let set: ValidationSet
        private let domain: ClusterDomain?
        private let surroundings: Subject.Surroundings
        private let judged: [KnownObject]

        init(_ set: ValidationSet, _ settings: MeshSettings) {
            self.set = set
            domain = ClusterDomain(settings)
            let read = domain.map { $0.exchanged(set) } ?? set
            judged = read.judged
            surroundings = Subject.Surroundings(read, settings)
        }

        var shares: [Share] { Share.all(of: judged) }

        func judge(_ share: Share, _ isWanted: ((RuleFamily) -> Bool)?) -> [Outcome] {
            Validator.judge(share.objects(of: judged), in: surroundings, isWanted)
        }

        /// What was found, as it is told of the objects of the set.
        func report(_ outcomes: [(Share, [Outcome])]) -> ValidationReport {
            let report = Validator.report(Share.joined(outcomes), in: surroundings)
            guard let domain else { return report }
            return ValidationReport(
                documents: zip(report.documents, set.judged).map { domain.told($0, of: $1) },
                unchecked: report.unchecked.map(domain.told))
        }
    }

    /// What came of one object.
    private struct Outcome: Sendable {
        let document: ValidationReport.Document
        let unchecked: [ValidationReport.Unchecked]
    }

    private static func report(_ outcomes: [Outcome], in surroundings: Subject.Surroundings) -> ValidationReport {
        let (set, settings) = (surroundings.set, surroundings.settings)
        let documents = outcomes.map(\.document)
        let objects = documents.map(\.object)
        return ValidationReport(
            documents: documents,
            unchecked: outcomes.flatMap(\.unchecked) + SupportedVersions.unchecked(objects, settings)
                + ForeignKinds.unchecked(objects, settings) { familiesByKind[$0] != nil }
                + LabelTexts.unread(in: set) + SetLimits.reached(in: set, settings))
    }

    /// What the rules could not check of an object: they say so with a code of its own.
    private static func unchecked(_ document: ValidationReport.Document) -> [ValidationReport.Unchecked] {
        // By index: of most findings nothing but the code is looked at.
        document.findings.indices.filter { uncheckedCodes.contains(document.findings[$0].code) }.map {
            let finding = document.findings[$0]
            return .init(
                object: document.object.key, path: finding.path, what: finding.message,
                why: finding.hint ?? finding.code.text)
        }
    }

    private static let uncheckedCodes: Set<FindingCode> = [
        .notEvaluated, .brokenSchema, .unknownCoreKind, .rulesNotCompared, .unknownPatchType,
    ]

    /// What there is to say about objects of one kind. One family after the other looks at all of them, so that what
    /// the processor has just learnt of its rules, indexes and schemas is still there for the next object.
    private static func judge(
        _ objects: [KnownObject], in surroundings: Subject.Surroundings, _ isWanted: ((RuleFamily) -> Bool)?
    ) -> [Outcome] {
        let all = objects.first.flatMap { familiesByKind[$0.kind] } ?? familiesForAll
        let families = isWanted.map { isWanted in all.filter { isWanted($0) } } ?? all
        var judgements = objects.map { Judgement(Subject($0, in: surroundings)) }
        for family in families {
            for index in judgements.indices {
                let remarks = family.check(judgements[index].subject)
                if !remarks.isEmpty { judgements[index].add(remarks, of: family) }
            }
        }
        return judgements.map { judgement in
            let document = judgement.document
            return Outcome(document: document, unchecked: unchecked(document))
        }
    }

    /// How many findings of one object are written out; the others are counted.
    package static let findingLimit = 1_000

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
            .map { Finding($0, about: object, isVerdict: true) }
        return findings.sorted(by: Finding.precedes)
    }

    /// The one finding about a text that a reader of YAML or JSON could not read.
    package static func unreadable(_ message: String, file: String? = nil, position: SourcePosition?) -> Finding {
        Finding(
            code: .unreadable, object: Finding.ObjectName(of: .null), file: file, path: .root, position: position,
            message: message, hint: nil, references: [], isVerdict: true)
    }
}
