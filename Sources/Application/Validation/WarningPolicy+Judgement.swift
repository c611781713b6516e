package import Domain
package import Validation

extension WarningPolicy {
    /// Why a deployment may not go on with this report, in a sentence for each finding; empty: it may.
    package func objections(to report: ValidationReport) -> [String] {
        report.findings.filter(holds).map { finding in
            let path = finding.path == .root ? "" : " \(finding.path):"
            let hint = finding.hint.map { " (\($0))" } ?? ""
            return "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name)\(path) "
                + "\(finding.message)\(hint) [\(finding.code.id)]"
        }
    }

    /// Who may let through what holds the deployment, and how; `nil`: nothing of it can be let through.
    package func wayOut(of report: ValidationReport) -> String? {
        let passable = report.findings.filter { holds($0) && $0.isSuppressible }
        let ways = [
            passable.contains { $0.severity == .error } ? "an error with `suppress`" : nil,
            passable.contains { $0.severity == .warning } ? "a warning with `acceptWarnings`" : nil,
        ].compactMap(\.self)
        guard !ways.isEmpty else { return nil }
        return "An Admin lets \(ways.joined(separator: ", ")) through, with a reason"
    }

    /// Errors are never accepted: one that is none here is suppressed with its reason, and then it is not in the
    /// report.
    private func holds(_ finding: Finding) -> Bool {
        switch finding.severity {
        case .error: true
        case .warning: blocks && !accepted.contains(finding.code.id)
        case .info: false
        }
    }
}

extension Suppression {
    package init(_ finding: SuppressedFinding) {
        self.init(code: finding.code, object: finding.object, reason: finding.reason)
    }
}

extension ValidationReport {
    /// The same without what somebody with the right to it has suppressed, which is kept apart.
    package func suppressing(_ findings: [SuppressedFinding]) -> ValidationReport {
        suppressing(findings.map { Suppression($0) })
    }
}
