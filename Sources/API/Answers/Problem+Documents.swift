import Domain
import Ports
import Validation

extension Problem {
    /// A text that is no document.
    init(syntax problem: DocumentSyntaxProblem) {
        let position = problem.line.map { SourcePosition(line: $0, column: problem.column ?? 1) }
        let place = position.map { " (line \($0.line), column \($0.column))" } ?? ""
        self.init(
            .invalidDocument, problem.message + place,
            errors: [Detail(path: "", position: position, code: "syntax", message: problem.message)])
    }

    /// Findings of the validator that block.
    init(findings: [Finding]) {
        let details = findings.map { finding in
            Detail(
                path: finding.path.description, position: finding.position, code: finding.code.id,
                message: finding.message + (finding.hint.map { "; \($0)" } ?? ""))
        }
        let first = details.first.map { "\($0.path.isEmpty ? "The document" : $0.path) \($0.message)" }
        self.init(.invalidDocument, first ?? "The document is not valid", errors: details)
    }
}
