import Domain
import FoundationEssentials
import Testing
import YAML

@testable import Validation

/// One fault is told once, over all that is at hand: of one place of an object two codes are told only where they are
/// two faults.
@Suite struct FaultPairTests {
    /// Two codes at one place that are two faults, each with what makes it so.
    private static let pairs = [
        "HS1015 HS4000": "the version has no such field, and its value is none that later versions take",
        "HS3009 HS3408": "what a selector lacks, and that the resolution asks for none",
        "HS3403 HS6507": "a port cannot be told by its host, and another entry has it with another protocol",
        "HS5103 HS6507": "a port has no address, and another entry has it with another protocol",
        "HS3406 HS3407": "endpoints beside a selector, and that the resolution asks for none",
        "HS5016 HS6503": "nobody has the host, and another rule is for it, too",
        "HS5030 HS6503": "nobody here knows the host, and another rule is for it, too",
        "HS5601 HS6503": "nobody has the host, and another rule is for it, too",
        "HS6311 HS6314": "where an annotation stands, and that it is outdated",
        "HS6311 HS6315": "where an annotation stands, and that it may change",
        "HS6313 HS6315": "what an annotation says, and that it may change",
        "HS6314 HS6315": "an annotation is outdated, and it may change",
    ]

    /// Codes that speak of the same other objects, at whatever place, and are two faults all the same.
    private static let sameObjects = [
        "HS6004 HS6006": "two Gateways have one certificate, and one host",
        "HS6006 HS6512": "two Gateways have one host, and one port with different protocols",
        "HS6503 HS8001": "two rules are for one host, and one of them leaves pods without the other",
        "HS6503 HS8002": "two rules are for one host, and they are not kept apart",
        "HS6503 HS8003": "two rules are for one host, and one of them lacks the other's subsets",
        "HS8001 HS8003": "the pods that a rule does not select lose something, and those that it selects do",
    ]

    @Test func eachTwinIsListedOnce() {
        let listed = TwinFindings.all.map { "\($0.goes.id) \($0.stays.id) \($0.rule ?? "")" }
        #expect(listed.count == Set(listed).count)
    }

    @Test func twinsOfOtherPlaces() {
        func sidecar(_ name: String, _ spec: String) -> String {
            "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: \(name), namespace: b}\n"
                + "spec: \(spec)\n---\n"
        }
        func entry(_ name: String, _ place: String, _ port: String) -> String {
            "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: \(name), namespace: \(place)}\n"
                + "spec: {hosts: [x.com], resolution: DNS, ports: [\(port)], addresses: [240.1.1.1]}\n---\n"
        }
        func codes(_ text: String) -> [String] {
            Validator.validate(known(text)).findings.map(\.code.id).filter { !$0.hasPrefix("HS56") }
        }
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: b, labels: {app: web, version: v1}}\n---\n"
        let hosts = "egress: [{hosts: ['./*']}]"
        #expect(codes(sidecar("a", "{\(hosts)}") + sidecar("c", "{\(hosts)}")) == ["HS6003", "HS6003"])
        func selecting(_ label: String) -> String { "{workloadSelector: {labels: {\(label)}}, \(hosts)}" }
        #expect(
            codes(pod + sidecar("a", selecting("app: web")) + sidecar("c", selecting("version: v1")))
                == ["HS6002", "HS6002"])
        #expect(
            codes(
                entry("a", "b", "{number: 80, name: http, protocol: HTTP}")
                    + entry("c", "d", "{number: 80, name: tcp, protocol: TCP}")) == ["HS6507", "HS6507"])
        let service =
            "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: b}\n"
            + "spec: {selector: {app: web}, ports: [{name: http, port: 80}]}\n---\n"
        let rule =
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a, namespace: b}\n"
            + "spec: {host: web, subsets: [{name: v3, labels: {version: v3}}]}\n"
        #expect(Validator.validate(known(pod + service + rule)).findings.map(\.code.id) == ["HS5612"])
        let policy =
            "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: b}\n"
            + "spec: {rules: [{from: [{source: {principals: ['spiffe://cluster.local/ns/b/sa/default']}}]}]}\n---\n"
        #expect(
            Validator.validate(known(pod + policy)).findings.map(\.code.id).filter {
                ["HS5625", "HS7011"].contains($0)
            }
                == ["HS7011"])
    }

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
                for rule in document.findings where rule.code == .brokenRule {
                    for below in document.findings where below.path.isBelow(rule.path) && below.severity == .error {
                        strange["\(rule.code.id) above \(below.code.id)"] = "\(below.path), \(source): \(rule.message)"
                    }
                }
                readObjects(document, source)
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

        /// What speaks of the same other objects may be one fault, wherever it stands.
        private mutating func readObjects(_ document: ValidationReport.Document, _ source: String) {
            let speaking = document.findings.filter { !$0.about.isEmpty }
            for findings in Dictionary(grouping: speaking, by: \.about).values {
                let codes = Set(findings.map(\.code.id)).sorted()
                for (index, one) in codes.enumerated() {
                    for other in codes[(index + 1)...] {
                        let pair = "\(one) \(other)"
                        if pairs[pair] != nil || sameObjects[pair] != nil || strange["\(pair) of objects"] != nil {
                            continue
                        }
                        let said = findings.filter { [one, other].contains($0.code.id) }
                        strange["\(pair) of objects"] =
                            "\(document.object.key), \(source): \(said.map { "\($0.path) \($0.message)" })"
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

extension FieldPath {
    fileprivate func isBelow(_ other: FieldPath) -> Bool {
        components.count > other.components.count && components.starts(with: other.components)
    }
}
