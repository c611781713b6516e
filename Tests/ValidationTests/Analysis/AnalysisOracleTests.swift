import Domain
import Testing
import YAML

@testable import Validation

/// The cases of istioctl's analyzers: the same codes about the same objects, as often.
@Suite(.enabled(if: Oracle.isThere)) struct AnalysisOracleTests {
    /// Cases that differ on purpose, with the reason.
    private static let onPurpose = [
        "ana-multicluster-01": "a set holds the objects of one cluster"
    ]

    struct Case {
        let id: String
        let analyzer: String
        let area: String
        let tree: JSONValue

        init(_ tree: JSONValue) {
            id = tree["id"]?.string ?? ""
            analyzer = tree["analyzer"]?.string ?? ""
            area = tree["area"]?.string ?? ""
            self.tree = tree
        }

        var expected: [String] {
            (tree["expected"]?.array ?? []).map { "\($0["code"]?.string ?? "") \($0["resource"]?.string ?? "")" }
                .sorted()
        }

        private func documents(_ path: String) throws -> [KnownObject] {
            let file = "istio-analysis/\(path)"
            return try Oracle.documents(file).flatMap { tree in
                ObjectList.objects(tree, place: .init(file: file), isJudged: true) { _ in nil }
            }
        }

        /// MeshNetworks are a part of istiod's ConfigMap.
        private func networks() throws -> [KnownObject] {
            guard let file = tree["mesh_networks_file"]?.string else { return [] }
            let networks = try Oracle.documents("istio-analysis/\(file)").first ?? .null
            return [
                KnownObject([
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": "istio", "namespace": "istio-system"], "data": ["meshNetworks": networks],
                ])
            ]
        }

        private func settings() throws -> MeshSettings {
            var settings = MeshSettings()
            settings.time = 1_787_400_000
            if let file = tree["mesh_config_file"]?.string {
                settings.read(meshConfig: try Oracle.documents("istio-analysis/\(file)").first ?? .null)
            }
            return settings
        }

        /// What the engine finds, in the words of the oracle; only what this analyzer could find.
        func found() throws -> [String] {
            let files = (tree["input_files"]?.array ?? []) + [tree["default_resources_file"] ?? .null]
            let set = try ValidationSet(files.compactMap(\.string).flatMap(documents) + networks())
            let codes = Set((tree["analyzer_codes"]?.array ?? []).compactMap(\.string))
            let kinds = Set((tree["ist0101_reference_types"]?.array ?? []).compactMap(\.string))
            return try Validator.validate(set, settings: settings()).documents.flatMap { document in
                document.findings.flatMap { finding in
                    finding.references.filter(codes.contains).compactMap { code -> String? in
                        if code == "IST0101", !kinds.contains(AnalysisOracleTests.kind(of: finding.code)) { return nil }
                        if finding.code == .unknownRegistry { return "\(code) MeshNetworks istio-system/meshnetworks" }
                        return "\(code) \(Self.resource(document.object))"
                    }
                }
            }.sorted()
        }

        private static func resource(_ object: KnownObject) -> String {
            object.namesNamespace
                ? "\(object.kind) \(object.namespace)/\(object.name)" : "\(object.kind) \(object.name)"
        }
    }

    /// What the oracle calls the kinds of references that IST0101 stands for.
    static func kind(of code: FindingCode) -> String {
        switch code {
        case .unknownHost, .hostOfUnknownNamespace: "host"
        case .unknownMirrorHost: "mirror host"
        case .unknownPort: "host:port"
        case .unknownSubset, .subsetOfUnknownRules: "host+subset in destinationrule"
        case .unknownMirrorSubset: "mirror+subset in destinationrule"
        case .unknownGateway: "gateway"
        case .unknownCredential, .unlistedCredential: "credentialName"
        case .unmatchedSelector: "selector"
        case .unknownNamespace, .unlistedNamespace: "namespace"
        default: ""
        }
    }

    /// The share that is wanted of each area, in percent.
    @Test(arguments: [("policy", 95), ("platform", 95)])
    func whatTheAnalyzersFindIsFound(_ area: String, _ wanted: Int) throws {
        let cases = try Oracle.documents("istio-analysis/cases.json").first?["cases"]?.array ?? []
        var table: [String: (right: Int, all: Int)] = [:]
        for item in cases.map(Case.init) where item.area == area {
            let found = try item.found()
            let isRight = found == item.expected
            let old = table[item.analyzer] ?? (0, 0)
            table[item.analyzer] = (old.right + (isRight ? 1 : 0), old.all + 1)
            guard !isRight, Self.onPurpose[item.id] == nil else { continue }
            let missing = difference(item.expected, found)
            let extra = difference(found, item.expected)
            Issue.record("\(item.id): missing \(missing), too many \(extra)")
        }
        for (analyzer, count) in table.sorted(by: { $0.key < $1.key }) {
            print("istio-analysis  \(count.right)/\(count.all)  \(analyzer)")
        }
        let right = table.values.reduce(0) { $0 + $1.right }
        let all = table.values.reduce(0) { $0 + $1.all }
        print("istio-analysis[\(area)]: \(right) of \(all) right")
        #expect(right * 100 >= all * wanted && all > 0)
    }

    private func difference(_ one: [String], _ other: [String]) -> [String] {
        var rest = other
        return one.filter { text in
            guard let index = rest.firstIndex(of: text) else { return true }
            rest.remove(at: index)
            return false
        }
    }
}
