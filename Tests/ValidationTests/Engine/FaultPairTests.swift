import Domain
import FoundationEssentials
import Testing
import YAML

@testable import Validation

/// One fault is told once, over all that is at hand: of one place of an object two codes are told only where they are two
/// faults.
@Suite struct FaultPairTests {
    /// Two codes at one place that are two faults, each with what makes it so.
    private static let pairs = [
        "HS1015 HS4000": "the version has no such field, and its value is none that later versions take",
        "HS3009 HS3408": "what a selector lacks, and that the resolution asks for none",
        "HS3403 HS6507": "a port cannot be told by its host, and another entry has it with another protocol",
        "HS5103 HS6507": "a port has no address, and another entry has it with another protocol",
        "HS3406 HS3407": "endpoints beside a selector, and that the resolution asks for none",
        "HS5016 HS6503": "nobody has the host, and another rule is for it, too",
        "HS5601 HS6503": "nobody has the host, and another rule is for it, too",
        "HS6311 HS6314": "where an annotation stands, and that it is outdated",
        "HS6311 HS6315": "where an annotation stands, and that it may change",
        "HS6313 HS6315": "what an annotation says, and that it may change",
        "HS6314 HS6315": "an annotation is outdated, and it may change",
    ]

    @Test func examplesOfTheCodes() throws {
        var told = Told()
        for code in FindingCode.all where code != .unreadable {
            for text in try Self.completed(code) { told.read(known(text), "the example of \(code.id)") }
        }
        #expect(told.strange.isEmpty, "\(told.text)")
    }

    @Test(.enabled(if: Oracle.isThere)) func documentsOfOthers() throws {
        var told = Told()
        for folder in ["istio-validation/cases", "linkerd/cases", "istio-analysis/input", "kiali/input", "../samples"] {
            for file in try Oracle.files(folder) { told.read(known(try Oracle.text(file)), file) }
        }
        #expect(told.strange.isEmpty, "\(told.text)")
    }

    /// Pairs of codes that were told of one place, with where that was first.
    private struct Told {
        private(set) var strange: [String: String] = [:]
        var text: String { strange.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n") }

        mutating func read(_ set: ValidationSet, _ source: String) {
            for document in Validator.validate(set).documents {
                for (path, findings) in Dictionary(grouping: document.findings, by: \.path) where findings.count > 1 {
                    let codes = Set(findings.map(\.code.id)).sorted()
                    for (index, one) in codes.enumerated() {
                        for other in codes[(index + 1)...] where pairs["\(one) \(other)"] == nil {
                            let said = findings.filter { [one, other].contains($0.code.id) }.map(\.message)
                            strange[
                                "\(one) \(other)", default: "\(path) of \(document.object.key), \(source): \(said)"] +=
                                ""
                        }
                    }
                }
            }
        }
    }

    /// The example of a code with what it leaves out: once for each kind that may be meant.
    private static func completed(_ code: FindingCode) throws -> [String] {
        let trees = try YAMLParser.documents(code.page.example).map(\.value)
        let families = Validator.families.filter { $0.codes.contains(code) }
        let kinds = families.flatMap { $0.kinds.map(Array.init) ?? BuiltInSchemas.kinds }
        let named = trees.map { tree in BuiltInSchemas.kinds.filter { $0.name == tree["kind"]?.string } }
        let meant = named.map { same in same.filter(kinds.contains).isEmpty ? same : same.filter(kinds.contains) }
        if meant.allSatisfy(\.isEmpty) { return Set(kinds).map { kind in text(trees.map { ($0, kind) }) } }
        return (0..<(meant.map(\.count).max() ?? 0)).map { index in
            text(zip(trees, meant).map { ($0, $1.isEmpty ? nil : $1[index % $1.count]) })
        }
    }

    private static func text(_ objects: [(tree: JSONValue, kind: ObjectKind?)]) -> String {
        objects.map { tree, kind in
            var members = tree.object ?? [:]
            if let kind {
                let version = BuiltInSchemas.schemas(of: kind).first?.version ?? "v1"
                let api = kind.group.isEmpty ? version : "\(kind.group)/\(version)"
                members["apiVersion"] = members["apiVersion"] ?? .string(api)
                members["kind"] = .string(kind.name)
            }
            var metadata = members["metadata"]?.object ?? [:]
            metadata["name"] = metadata["name"] ?? "example"
            members["metadata"] = .object(metadata)
            return JSONValue.object(members).jsonText
        }.joined(separator: "\n---\n")
    }
}
