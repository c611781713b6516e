import Domain
import Testing

@testable import Validation

/// What istiod says of objects, case by case.
@Suite(.enabled(if: Oracle.isThere)) struct IstioOracleTests {
    private struct Case {
        let id: String
        let kind: String
        let expected: String
        /// The schema refuses it; the rules of its meaning need not.
        let isForSchema: Bool
        let comparesWarnings: Bool
        let tree: JSONValue

        init?(_ item: JSONValue) throws {
            guard let id = item["id"]?.string, let file = item["file"]?.string, let kind = item["kind"]?.string,
                let expected = item["expect"]?.string,
                let tree = try Oracle.documents("istio-validation/\(file)").first
            else { return nil }
            self.id = id
            self.kind = kind
            self.expected = expected
            self.tree = tree
            isForSchema = expected == "invalid" && item["crd_schema"]?.string == "rejects"
            comparesWarnings = item["warnings_asserted"]?.bool ?? false
        }

        /// What is wrong with what we say; `nil` for nothing.
        func fault(_ report: ValidationReport) -> String? {
            let verdict = report.documents.first?.verdict.rawValue ?? "nothing"
            let isRight =
                comparesWarnings || expected == "warning"
                ? verdict == expected : (verdict == "invalid") == (expected == "invalid")
            guard !isRight else { return nil }
            let found = report.findings.map { "\($0.code.id) \($0.path): \($0.message)" }
            return "\(id): \(verdict), not \(expected) \(found.joined(separator: "; "))"
        }
    }

    @Test func verdictsAreThoseOfIstiod() throws {
        let cases = try (Oracle.documents("istio-validation/cases.json").first?["cases"]?.array ?? []).compactMap(
            Case.init)
        var table: [String: (right: Int, wrong: Int)] = [:]
        for item in cases {
            let fault = item.fault(Validator.validate(ValidationSet([KnownObject(item.tree)])))
            let row = item.isForSchema ? "\(item.kind) (schema)" : item.kind
            table[row, default: (0, 0)].right += fault == nil ? 1 : 0
            table[row, default: (0, 0)].wrong += fault == nil ? 0 : 1
            if let fault { Issue.record("\(fault)") }
        }
        for (row, count) in table.sorted(by: { $0.key < $1.key }) {
            print("istio-validation \(row): \(count.right) right, \(count.wrong) wrong")
        }
        #expect(cases.count >= 500)
    }
}
