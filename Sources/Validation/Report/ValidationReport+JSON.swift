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
            "counts": [
                "error": .int(Int64(count(.error))), "warning": .int(Int64(count(.warning))),
                "info": .int(Int64(count(.info))),
                "omitted": .int(Int64(omitted.values.reduce(0, +))),
            ],
        ]
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
