import Domain
import YAML

@testable import Validation

/// Documents that stand in for those of the same name among others that are live.
enum LiveChange {
    /// - Parameter text: YAML documents.
    static func objects(_ text: String, isJudged: Bool) throws -> [KnownObject] {
        try YAMLParser.documents(text).map {
            KnownObject($0.value, isJudged: isJudged, positions: $0.positions.exactPosition(of:))
        }
    }

    /// What is said of the documents `new`: code, name, path, and the users that they break.
    static func found(
        _ new: String, beside known: String, settings: MeshSettings = MeshSettings()
    ) throws -> [String] {
        let before = ValidationSet(try objects(known, isJudged: false))
        let set = ValidationSet.laying(try objects(new, isJudged: true), over: before)
        var report = ValidationReport(documents: set.judged.map { .init(object: $0, verdict: .valid, findings: []) })
        report.addBrokenUsers(of: before, in: set, settings: settings)
        return report.findings.map { finding in
            "\(finding.code.id) \(finding.object.name) \(finding.path) \(finding.about.map(\.name).joined(separator: ","))"
        }
    }
}
