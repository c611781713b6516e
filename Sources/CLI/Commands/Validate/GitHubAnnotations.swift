import Domain
import Validation

/// Findings as commands of GitHub's workflows, which show them beside the lines of a change.
///
/// Source: "Workflow commands for GitHub Actions": properties escape `%`, line ends, `:` and `,`; messages the first
/// two.
enum GitHubAnnotations {
    static func text(of report: ValidationReport) -> String {
        report.findings.map(line).joined()
            + report.unchecked.map(line).joined()
    }

    private static func line(_ unchecked: ValidationReport.Unchecked) -> String {
        "::\(unchecked.isAside ? "notice" : "warning") title=not checked::"
            + "\(message("\(unchecked.what): \(unchecked.why)"))\n"
    }

    private static func line(_ finding: Finding) -> String {
        var properties: [String] = []
        if let file = finding.file { properties.append("file=\(property(file))") }
        if let position = finding.position { properties.append("line=\(position.line),col=\(position.column)") }
        properties.append("title=\(property(finding.code.id))")
        let path = finding.path.description
        let text = (path.isEmpty ? "" : "\(path): ") + finding.message + (finding.hint.map { "; \($0)" } ?? "")
        return "::\(word(finding.severity)) \(properties.joined(separator: ","))::\(message(text))\n"
    }

    private static func word(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "notice"
        }
    }

    private static func message(_ text: String) -> String { escaped(text, "%\r\n") }
    private static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

    private static func escaped(_ text: String, _ characters: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            guard characters.unicodeScalars.contains(scalar) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            result += "%" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
        }
        return result
    }
}
