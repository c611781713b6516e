import Domain
import Validation

/// Findings in SARIF 2.1.0, which code scanning services read (OASIS, March 2020).
enum SARIF {
    static func document(of report: ValidationReport) -> JSONValue {
        let findings = report.findings
        let used = Set(findings.map(\.code) + report.suppressed.map(\.finding.code)).sorted { $0.id < $1.id }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "hotswap", "version": .string(VersionCommand.current),
                            "rules": .array(used.map(rule)),
                        ]
                    ],
                    // Positions count characters, not the UTF-16 units that SARIF takes for granted.
                    "columnKind": "unicodeCodePoints",
                    "results": .array(
                        findings.map { result($0, reason: nil) }
                            + report.suppressed.map { result($0.finding, reason: $0.reason) }),
                    "invocations": [
                        [
                            "executionSuccessful": true,
                            "toolExecutionNotifications": .array(report.unchecked.map(notification)),
                        ]
                    ],
                ]
            ],
        ]
    }

    private static func rule(_ code: FindingCode) -> JSONValue {
        [
            "id": .string(code.id), "shortDescription": ["text": .string(code.text)],
            "fullDescription": ["text": .string(code.page.why.isEmpty ? code.text : code.page.why)],
            "help": ["text": .string(code.page.mend.isEmpty ? code.text : code.page.mend)],
            "defaultConfiguration": ["level": .string(level(code.severity))],
        ]
    }

    private static func result(_ finding: Finding, reason: String?) -> JSONValue {
        let path = finding.path.description
        let text = (path.isEmpty ? "" : "\(path): ") + finding.message + (finding.hint.map { "; \($0)" } ?? "")
        var result: JSONValue = [
            "ruleId": .string(finding.code.id), "level": .string(level(finding.severity)),
            "message": ["text": .string(text)],
            "properties": ["path": .string(path), "references": .array(finding.references.map { .string($0) })],
        ]
        let object = finding.object
        // What could not be read has no name.
        if !object.kind.isEmpty || !object.name.isEmpty {
            result["properties"]?["object"] = .string("\(object.kind)/\(object.namespace)/\(object.name)")
        }
        if let location = location(of: finding) { result["locations"] = [location] }
        if let reason { result["suppressions"] = [["kind": "external", "justification": .string(reason)]] }
        return result
    }

    private static func location(of finding: Finding) -> JSONValue? {
        guard let file = finding.file else { return nil }
        var place: JSONValue = ["artifactLocation": ["uri": .string(uri(of: file))]]
        if let position = finding.position {
            place["region"] = [
                "startLine": .int(Int64(position.line)), "startColumn": .int(Int64(position.column)),
            ]
        }
        return ["physicalLocation": place]
    }

    /// A path as RFC 3986 has it: relative to wherever the reader looks, or of this machine.
    private static func uri(of path: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        let encoded = path.utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count < 2 ? "0" : "") + digits
        }.joined()
        return path.hasPrefix("/") ? "file://" + encoded : encoded
    }

    private static func notification(_ unchecked: ValidationReport.Unchecked) -> JSONValue {
        ["level": "warning", "message": ["text": .string("\(unchecked.what): \(unchecked.why)")]]
    }

    private static func level(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }
}
