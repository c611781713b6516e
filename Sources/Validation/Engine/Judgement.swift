import Domain

/// What the families have said of one object so far.
struct Judgement {
    let subject: Subject
    private var findings: [Finding] = []
    private var omitted: [Severity: Int] = [:]
    private var verdict: Set<Severity> = []

    init(_ subject: Subject) { self.subject = subject }

    /// Adds what a family says: beyond `Validator.findingLimit` it is counted only.
    mutating func add(_ remarks: [Remark], of family: RuleFamily) {
        let isVerdict = family.scope == .object
        if isVerdict { verdict.formUnion(remarks.map(\.code.severity)) }
        let kept = remarks.prefix { $0.count == nil }.prefix(max(Validator.findingLimit - findings.count, 0))
        findings += kept.map { Finding($0, about: subject.object, isVerdict: isVerdict) }
        for remark in remarks.dropFirst(kept.count) { omitted[remark.code.severity, default: 0] += remark.count ?? 1 }
    }

    /// All of it, each fault told once, in the order of the text.
    var document: ValidationReport.Document {
        let object = subject.object
        guard !findings.isEmpty else {
            return ValidationReport.Document(object: object, verdict: .valid, findings: [])
        }
        var told = findings
        if told.count > 1 {
            told = OneFault.told(TwinFindings.joined(findings), of: object.tree).sorted(by: Finding.precedes)
        }
        return ValidationReport.Document(
            object: object, verdict: Verdict(verdict), findings: told, omitted: omitted)
    }
}

extension Finding {
    init(_ remark: Remark, about object: KnownObject, isVerdict: Bool) {
        self.init(
            code: remark.code, object: ObjectName(of: object.tree), file: object.place.file, path: remark.path,
            position: object.position(of: remark.path), message: remark.message, hint: remark.hint,
            references: remark.references ?? remark.code.references, isVerdict: isVerdict)
        (about, schemaRule) = (remark.about, remark.schemaRule)
    }

    /// The order of the text, or of the paths where there is no text.
    static func precedes(_ one: Finding, _ other: Finding) -> Bool {
        if let first = one.position, let second = other.position, first != second { return first < second }
        return one.path == other.path ? one.code.id < other.code.id : one.path < other.path
    }
}
