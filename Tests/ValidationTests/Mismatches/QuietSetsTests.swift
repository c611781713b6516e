import Domain
import Testing

@testable import Validation

/// What is right stays without findings of mismatches and overlaps, together as alone.
@Suite(.enabled(if: Oracle.isThere)) struct QuietSetsTests {
    /// Bookinfo together has policies that are meant one instead of the other, which overlap; routes to versions of
    /// its workloads that it does not bring; and a route to a solver that cert-manager makes when it needs one.
    @Test func bookinfoTogether() throws {
        let files = try Oracle.files("../samples/bookinfo")
        let objects = try files.flatMap { file in
            try Oracle.documents(file).map { KnownObject($0, place: .init(file: file)) }
        }
        let found = Validator.validate(ValidationSet(objects)).findings.filter {
            isOurs($0) && !$0.code.id.hasPrefix("HS65") && $0.code.id != "HS5611" && $0.object.name != "cert-manager"
        }
        #expect(found.isEmpty, "\(found.map { "\($0.code.id) \($0.file ?? "") \($0.object.name) \($0.path)" })")
    }

    /// Neither has any file of it on its own.
    @Test func bookinfoByFile() throws {
        for file in try Oracle.files("../samples/bookinfo") {
            let set = ValidationSet(try Oracle.documents(file).map { KnownObject($0) })
            let found = Validator.validate(set).findings.filter(isOurs)
            #expect(found.isEmpty, "\(file): \(found.map { "\($0.code.id) \($0.object.name) \($0.path)" })")
        }
    }

    /// Shapes that no schema would let through neither trap nor are found fault with twice.
    @Test func anyShapeIsTaken() {
        let values: [JSONValue] = [nil, 1, "a", true, [], [:], [1, nil, [:], "x"], ["a": [nil]]]
        for family in MismatchRules.families + OverlapRules.families {
            // Nothing is built in of what was an experiment.
            for kind in family.kinds ?? [] where kind != .experimentalListenerSet {
                for value in values {
                    let fields = [
                        "host", "hosts", "selector", "rules", "servers", "ports", "http", "mtls", "trafficPolicy",
                    ]
                    let spec = JSONValue.object(Dictionary(uniqueKeysWithValues: fields.map { ($0, value) }))
                    for spec in [value, spec] {
                        let tree: JSONValue = [
                            "apiVersion": .string("\(kind.group)/v1"), "kind": .string(kind.name), "metadata": value,
                            "spec": spec,
                        ]
                        let report = Validator.validate(ValidationSet([KnownObject(tree), KnownObject(tree)]))
                        #expect(report.documents.map(\.verdict) == [.invalid, .invalid], "\(tree.jsonText)")
                    }
                }
            }
        }
    }

    private func isOurs(_ finding: Finding) -> Bool {
        ["HS55", "HS56", "HS57", "HS58", "HS59", "HS65"].contains { finding.code.id.hasPrefix($0) }
    }
}
