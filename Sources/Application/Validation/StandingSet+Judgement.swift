import Domain
import Ports
import Validation

extension StandingSet {
    /// What there is to say about `objects` here. A finding that comes of what is pending says of what; one that comes
    /// of what nobody deploys is at most a warning, since what is stored may never be there.
    func report(on objects: [KnownObject], _ settings: MeshSettings) -> ValidationReport {
        var report = Validator.validate(.laying(objects, over: base), settings: settings)
        guard !objects.isEmpty else { return report }
        let said = report.documents.map { Set($0.findings) }
        let own = Set(objects.map(\.key))
        let causes = inBase.filter { !own.contains($0.key) }
        if !causes.isEmpty, report.findings.contains(where: { !$0.isVerdict }) {
            tellOrigins(in: &report, objects, causes, settings)
        }
        let plans = inPlanned.filter { !own.contains($0.key) }
        if let planned, !plans.isEmpty {
            let later = Validator.validate(.laying(objects, over: planned), settings: settings)
            for (index, document) in zip(report.documents.indices, later.documents) {
                report.documents[index].findings += document.findings.filter { !said[index].contains($0) }
                    .map { Self.stored($0, plans) }
            }
        }
        return report
    }

    private func tellOrigins(
        in report: inout ValidationReport, _ objects: [KnownObject], _ causes: [PendingKnowledge.Object],
        _ settings: MeshSettings
    ) {
        let alone = Validator.validate(.laying(objects, over: live), settings: settings)
        let stored = causes.filter { $0.version.deployment == nil }
        // Whatever is under way comes about, unless somebody stops it: it counts as what lives.
        let isMixed = !stored.isEmpty && stored.count < causes.count
        let sure = isMixed ? Validator.validate(.laying(objects, over: coming), settings: settings) : alone
        for index in report.documents.indices {
            let known = Set(alone.documents[index].findings)
            let firm = FirmFindings(sure.documents[index].findings, among: report.documents[index].findings)
            report.documents[index].findings = report.documents[index].findings.map { finding in
                if known.contains(finding) { return finding }
                if stored.isEmpty || firm.holds(finding) { return finding.saying(Self.origin(of: finding, causes)) }
                return Self.stored(finding, stored)
            }
        }
    }

    private static func stored(_ finding: Finding, _ plans: [PendingKnowledge.Object]) -> Finding {
        let origin = origin(of: finding, plans)
        guard finding.severity == .error else { return finding.saying(origin) }
        return finding.asWarning().saying("\(origin); a warning only, since no deployment brings it")
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

/// What stands without anything that is only stored.
private struct FirmFindings {
    private struct Place: Hashable {
        let code: FindingCode
        let path: FieldPath
    }

    private let findings: Set<Finding>
    /// Where something stands that is told in other words beside what is stored: it is no weaker for that.
    private let reworded: Set<Place>

    init(_ findings: [Finding], among told: [Finding]) {
        self.findings = Set(findings)
        let others = self.findings.subtracting(told)
        reworded = Set(others.map { Place(code: $0.code, path: $0.path) })
    }

    func holds(_ finding: Finding) -> Bool {
        findings.contains(finding) || reworded.contains(Place(code: finding.code, path: finding.path))
    }
}
