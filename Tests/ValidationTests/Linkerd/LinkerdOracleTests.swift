import Domain
import Testing

@testable import Validation

/// Linkerd's own admission tests: what its webhook and its validator of profiles take and refuse.
@Suite(.enabled(if: Oracle.isThere)) struct LinkerdOracleTests {
    private struct Tally {
        var right = 0
        var wrong: [String] = []
    }

    @Test func verdictsAreLinkerds() throws {
        var table: [String: Tally] = [:]
        for item in try Oracle.documents("linkerd/cases.json").first?["cases"]?.array ?? [] {
            let id = item["id"]?.string ?? ""
            let row = "\(item["kind"]?.string ?? "") \(item["expect"]?.string ?? "")"
            let objects = try Oracle.documents("linkerd/\(item["file"]?.string ?? "")").map { KnownObject($0) }
            let document = try #require(Validator.validate(ValidationSet(objects)).documents.first)
            let isRight = (document.verdict != .invalid) == (item["expect"] == "valid")
            if isRight {
                table[row, default: Tally()].right += 1
            } else {
                let said = document.findings.map { "\($0.code.id) \($0.path)" }.joined(separator: ", ")
                table[row, default: Tally()].wrong.append("\(id) (\(item["reason"]?.string ?? "")) [\(said)]")
            }
        }
        print("linkerd: right / wrong")
        for (row, tally) in table.sorted(by: { $0.key < $1.key }) {
            print("  \(row): \(tally.right) / \(tally.wrong.count)", tally.wrong.joined(separator: "; "))
        }
        #expect(table.count > 20)
        #expect(table.values.flatMap(\.wrong) == [])
    }
}
