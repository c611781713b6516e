package import Domain

extension ValidationReport {
    /// The name of this form; it changes when a reader of the old one would misread the new one.
    package static let schema = "hotswap.io/validation/v1"

    /// The report as answers and `hotswap validate -o json` carry it.
    package func json(_ settings: MeshSettings) -> JSONValue {
        [
            "schema": .string(Self.schema),
            "target": [
                "istio": .string(settings.istio.description), "linkerd": .string(settings.linkerd.description),
                "schemas": .string(settings.schemas.name),
            ],
            "documents": .array(documents.map(\.json)), "findings": .array(findings.map(\.json)),
            "unchecked": .array(unchecked.map(\.json)),
            "suppressed": .array(
                suppressed.map { ["reason": .string($0.reason), "finding": $0.finding.json] }),
            "counts": Self.counts(of: [self]),
        ]
    }

    /// How many findings there are in all of the reports. What several of them tell in the same words, as the reports
    /// of clusters do of the document alone, is one finding.
    package static func counts(of reports: [ValidationReport]) -> JSONValue {
        let different = reports.count == 1 ? reports[0].findings : Array(Set(reports.flatMap(\.findings)))
        func omitted(_ severity: Severity) -> Int { reports.map { $0.omitted[severity] ?? 0 }.max() ?? 0 }
        var counts: [String: JSONValue] = Dictionary(
            uniqueKeysWithValues: Severity.allCases.map { severity in
                let told = different.count { $0.severity == severity }
                return (severity.rawValue, .int(Int64(told + omitted(severity))))
            })
        counts["omitted"] = .int(Int64(Severity.allCases.reduce(0) { $0 + omitted($1) }))
        return .object(counts)
    }
}

extension ValidationReport.Document {
    var json: JSONValue {
        [
            "file": object.place.file.map { .string($0) } ?? .null, "index": .int(Int64(object.place.index)),
            "path": .string(object.place.way.description),
            "object": Finding.ObjectName(of: object.tree).json, "verdict": .string(verdict.rawValue),
        ]
    }
}

extension ValidationReport.Unchecked {
    package var json: JSONValue {
        [
            "object": object.map { .string($0.description) } ?? .null, "path": .string(path.description),
            "what": .string(what), "why": .string(why),
        ]
    }
}
