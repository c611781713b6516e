import Impact
import JSON
import Validation

/// The form of a validation's report.
enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    case table, json, sarif, github

    static let option = Option(
        "output", short: "o", value: "FORMAT", completion: .words(allCases.map(\.rawValue)),
        "table for people, json for programs, sarif for code scanning, github for workflows; default table")

    func text(
        of report: ValidationReport, _ settings: MeshSettings, _ terminal: Terminal, impacts: [Impact] = [],
        replays: [ImpactReport.Replay] = []
    ) -> String {
        switch self {
        case .table:
            ReportText(report: report, settings: settings, terminal: terminal).text
                + ImpactReport.text(impacts, replays)
        case .json: ImpactReport.adding(impacts, replays, to: report.json(settings)).prettyText
        case .sarif: SARIF.document(of: report).prettyText
        case .github: GitHubAnnotations.text(of: report)
        }
    }
}
