import Domain
import Validation

extension StandingSet {
    /// What there is to say about `objects` here. A finding that comes of what is pending says of what.
    func report(on objects: [KnownObject], _ settings: MeshSettings) -> ValidationReport {
        var report = Validator.validate(.laying(objects, over: base), settings: settings)
        guard !objects.isEmpty else { return report }
        let said = report.documents.map { Set($0.findings) }
        let own = Set(objects.map(\.key))
        let causes = inBase.filter { !own.contains($0.key) }
        if !causes.isEmpty, report.findings.contains(where: { !$0.isVerdict }) {
            let alone = Validator.validate(.laying(objects, over: live), settings: settings)
            for (index, document) in zip(report.documents.indices, alone.documents) {
                let known = Set(document.findings)
                report.documents[index].findings = report.documents[index].findings.map { finding in
                    known.contains(finding) ? finding : finding.saying(Self.origin(of: finding, causes))
                }
            }
        }
        let plans = inPlanned.filter { !own.contains($0.key) }
        if let planned, !plans.isEmpty {
            let later = Validator.validate(.laying(objects, over: planned), settings: settings)
            for (index, document) in zip(report.documents.indices, later.documents) {
                report.documents[index].findings += document.findings.filter { !said[index].contains($0) }
                    .map { $0.saying(Self.origin(of: $0, plans)) }
            }
        }
        return report
    }

    /// Which of `causes` a finding comes of: those that it names; where it names none, all of them may be it.
    private static func origin(of finding: Finding, _ causes: [PendingKnowledge.Object]) -> String {
        let text = finding.message + " " + (finding.hint ?? "")
        let named = causes.filter { text.names("\($0.key.namespace)/\($0.key.name)") }
        let meant = named.isEmpty ? causes.filter { text.names($0.key.name) } : named
        let origins = (meant.isEmpty ? causes : meant).map(\.version.origin)
        let more = origins.count > 3 ? " and \(origins.count - 3) more" : ""
        return origins.prefix(3).joined(separator: "; ") + more
    }
}

extension String {
    /// Whether the name stands in the text, and is no part of a longer one.
    fileprivate func names(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        func isPart(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "/" } ?? false
        }
        return ranges(of: name).contains { range in
            !isPart(self[..<range.lowerBound].last) && !isPart(self[range.upperBound...].first)
        }
    }
}
