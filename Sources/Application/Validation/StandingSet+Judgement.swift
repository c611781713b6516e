import Domain
import Ports
import Validation

extension StandingSet {
    /// What there is to say about `objects` here. A finding that comes of what is pending says of what; one that comes
    /// of what nobody deploys is at most a warning, since what is stored may never be there. For the same reason
    /// nothing that is only stored makes anything good: what it would mend is told, with a hint that names it.
    func report(on objects: [KnownObject], _ settings: MeshSettings) -> ValidationReport {
        var report = Validator.validate(.laying(objects, over: base), settings: settings)
        guard !objects.isEmpty else { return report }
        let said = report.documents.map(\.findings)
        let own = Set(objects.map(\.key))
        let causes = inBase.filter { !own.contains($0.key) }
        let plans = inPlanned.filter { !own.contains($0.key) }
        let drafts = causes.filter { $0.version.deployment == nil } + plans
        var mending = DraftsThatMend(drafts, of: objects, over: coming, settings)
        if !causes.isEmpty { tellOrigins(in: &report, objects, causes, settings, &mending) }
        guard let planned, !plans.isEmpty else { return report }
        let later = Validator.validate(.laying(objects, over: planned), settings: settings)
        for (index, document) in zip(report.documents.indices, later.documents) {
            let mended = Set(said[index].missing(in: document.findings).map(\.place))
            let known = Set(said[index])
            report.documents[index].findings =
                report.documents[index].findings.map {
                    mended.contains($0.place) ? mending.hinting($0, of: index) : $0
                }
                + document.findings.filter { !known.contains($0) }.map { Self.stored($0, plans) }
        }
        return report
    }

    private func tellOrigins(
        in report: inout ValidationReport, _ objects: [KnownObject], _ causes: [PendingKnowledge.Object],
        _ settings: MeshSettings, _ mending: inout DraftsThatMend
    ) {
        let stored = causes.filter { $0.version.deployment == nil }
        let underway = causes.filter { $0.version.deployment != nil }
        // Whatever is under way comes about, unless somebody stops it: it counts as what lives.
        let sure = stored.isEmpty ? report : Validator.validate(.laying(objects, over: coming), settings: settings)
        guard (report.findings + sure.findings).contains(where: { !$0.isVerdict }) else { return }
        let alone = underway.isEmpty ? sure : Validator.validate(.laying(objects, over: live), settings: settings)
        for index in report.documents.indices {
            let known = Set(alone.documents[index].findings)
            let told = report.documents[index].findings
            let firm = FirmFindings(sure.documents[index].findings, among: told)
            report.documents[index].findings =
                told.map { finding in
                    if known.contains(finding) { return finding }
                    if firm.holds(finding) { return finding.saying(Self.origin(of: finding, causes)) }
                    return Self.stored(finding, stored)
                }
                + sure.documents[index].findings.missing(in: told).map { finding in
                    let told = known.contains(finding) ? finding : finding.saying(Self.origin(of: finding, underway))
                    return mending.hinting(told, of: index)
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
    private let findings: Set<Finding>
    /// Where something stands that is told in other words beside what is stored: it is no weaker for that.
    private let reworded: Set<Finding.Place>

    init(_ findings: [Finding], among told: [Finding]) {
        self.findings = Set(findings)
        reworded = Set(self.findings.subtracting(told).map(\.place))
    }

    func holds(_ finding: Finding) -> Bool { findings.contains(finding) || reworded.contains(finding.place) }
}
