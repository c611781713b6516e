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

    /// Which of `causes` a finding comes of: those that it speaks of. Where it speaks of none and there are several, it
    /// comes of some of them, and nobody knows of which.
    static func origin(of finding: Finding, _ causes: [PendingKnowledge.Object]) -> String {
        let named = causes.filter { finding.about.contains($0.key) }
        let origins = (named.isEmpty ? causes : named).map(\.version.origin)
        let more = origins.count > 3 ? " and \(origins.count - 3) more" : ""
        let isOpen = named.isEmpty && causes.count > 1
        return (isOpen ? "because of one or more of what is pending: " : "")
            + origins.prefix(3).joined(separator: "; ") + more
    }
}
