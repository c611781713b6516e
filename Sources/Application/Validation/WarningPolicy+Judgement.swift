package import Domain
package import Validation

extension WarningPolicy {
    /// Why a deployment may not go on with this report, in a sentence for each finding; empty: it may.
    package func objections(to report: ValidationReport) -> [String] {
        report.findings.filter(isObjection).map { finding in
            let path = finding.path == .root ? "" : " \(finding.path):"
            let hint = finding.hint.map { " (\($0))" } ?? ""
            return "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name)\(path) "
                + "\(finding.message)\(hint) [\(finding.code.id)]"
        }
    }

    /// What the mesh itself refuses is never deployed, and no rollout begins with a step that is known to break.
    /// What the mesh takes although something beside it is missing or contradicts holds Production: elsewhere policies
    /// may come before the services that they are for.
    private func isObjection(_ finding: Finding) -> Bool {
        switch finding.severity {
        case .error where finding.isVerdict || FindingCode.rollout.contains(finding.code): true
        case .error, .warning: blocks && !accepted.contains(finding.code.id)
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
