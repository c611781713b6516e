import Domain

/// Findings as lines: place, severity, field, message, code.
enum FindingLines {
    static func text(_ findings: [JSONValue], _ terminal: Terminal) -> String {
        findings.map { finding in
            let severity = finding.text("severity")
            let place = finding["line"]?.int.map { "line \($0), column \(finding.text("column")): " } ?? ""
            let field = finding.text("path").isEmpty ? "" : "\(finding.text("path")): "
            let hint = finding.text("hint").isEmpty ? "" : "; \(finding.text("hint"))"
            return "  \(place)" + terminal.styled(severity, severity == "error" ? .red : .yellow)
                + DisplayText.oneLine(": \(field)\(finding.text("message"))\(hint) [\(finding.text("code"))]") + "\n"
        }.joined()
    }

    /// What could not be checked, and why.
    static func unchecked(_ items: [JSONValue], _ terminal: Terminal) -> String {
        items.map { item in
            "  " + terminal.styled("not checked", .yellow)
                + DisplayText.oneLine(": \(item.text("what")): \(item.text("why"))") + "\n"
        }.joined()
    }
}

/// What a cluster adds to a verdict, for people; nothing where it adds nothing.
enum ClusterVerdictText {
    /// - Parameter known: Findings that were shown already.
    static func text(_ cluster: JSONValue, beyond known: [JSONValue], _ terminal: Terminal) -> String {
        let findings = (cluster["findings"]?.array ?? []).filter { !known.contains($0) }
        let suppressed = (cluster["suppressed"]?.array ?? []).map { item in
            "  " + terminal.styled("suppressed", .dim)
                + DisplayText.oneLine(": \((item["finding"] ?? .null).text("code")): \(item.text("reason"))") + "\n"
        }
        let impacts = (cluster["impact"]?.array ?? []).filter { $0["change"] != "none" }
            .map { DisplayText.lines($0.text("text")) }
        let lines =
            FindingLines.text(findings, terminal)
            + FindingLines.unchecked(cluster["unchecked"]?.array ?? [], terminal)
            + suppressed.joined() + impacts.joined()
        return lines.isEmpty ? "" : "\(DisplayText.oneLine(cluster.text("cluster"))):\n" + lines
    }
}
