import Domain
import Validation

/// A validation's report for people: one line for each finding, as compilers write them, and what it comes to.
struct ReportText {
    let report: ValidationReport
    let settings: MeshSettings
    let terminal: Terminal

    /// How many findings are shown; `-o json` has more.
    private static let shown = 200

    var text: String {
        let findings = report.findings
        return findings.prefix(Self.shown).map(line).joined() + more(findings.count)
            + report.unchecked.map(line).joined() + report.suppressed.map(line).joined() + summary
    }

    private func line(_ finding: Finding) -> String {
        let file = finding.file ?? "-"
        let place = finding.position.map { "\(file):\($0.line):\($0.column)" } ?? file
        let object =
            finding.object.kind.isEmpty
            ? "" : "\(finding.object.kind) \(finding.object.namespace)/\(finding.object.name) "
        let codes = ([finding.code.id] + finding.references).joined(separator: " ")
        let path = finding.path.description
        let first =
            terminal.styled(place, .bold) + ": " + terminal.styled(finding.severity.rawValue, style(finding.severity))
            + DisplayText.oneLine(": \(object)\(path.isEmpty ? "" : path + ": ")\(finding.message) [\(codes)]") + "\n"
        return first + (finding.hint.map { "    " + terminal.styled(DisplayText.oneLine($0), .dim) + "\n" } ?? "")
    }

    private func line(_ unchecked: ValidationReport.Unchecked) -> String {
        let object = unchecked.object.map { "\($0) " } ?? ""
        let path = unchecked.path == .root ? "" : "\(unchecked.path): "
        return terminal.styled("not checked", .yellow)
            + DisplayText.oneLine(": \(object)\(path)\(unchecked.what): \(unchecked.why)") + "\n"
    }

    private func line(_ suppressed: ValidationReport.Suppressed) -> String {
        let object =
            "\(suppressed.finding.object.kind) \(suppressed.finding.object.namespace)/\(suppressed.finding.object.name)"
        return terminal.styled("suppressed", .dim)
            + DisplayText.oneLine(": \(suppressed.finding.code.id) \(object): \(suppressed.reason)") + "\n"
    }

    private func more(_ count: Int) -> String {
        let hidden = count - min(count, Self.shown) + report.omitted.values.reduce(0, +)
        return hidden > 0 ? "... and \(hidden) more; -o json has up to 1,000 for each object\n" : ""
    }

    private var summary: String {
        let counts = Severity.allCases.compactMap { severity -> String? in
            let count = report.count(severity)
            guard count > 0 else { return nil }
            return count == 1 || severity == .info ? "\(count) \(severity.rawValue)" : "\(count) \(severity.rawValue)s"
        }
        let documents = report.documents.count == 1 ? "1 document" : "\(report.documents.count) documents"
        let found = counts.isEmpty ? terminal.styled("nothing found", .green) : counts.joined(separator: ", ")
        return "\(documents): \(found) (rules for Istio \(settings.istio) and Linkerd \(settings.linkerd))\n"
    }

    private func style(_ severity: Severity) -> Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .info: .cyan
        }
    }
}
