import Domain
import Testing

@testable import Validation

/// What the schemas alone accept and reject, beside an independent check of the same definitions.
@Suite(.enabled(if: Oracle.isThere)) struct SchemaOracleTests {
    /// Cases that differ on purpose, with the reason.
    static let exceptions: [String: String] = [:]

    @Test(arguments: ["istio-validation", "linkerd"])
    func schemasAgree(_ set: String) throws {
        var right: [String: Int] = [:]
        var wrong: [String: [String]] = [:]
        for item in try Oracle.documents("\(set)/cases.json").first?["cases"]?.array ?? [] {
            guard let id = item["id"]?.string, let file = item["file"]?.string, let kind = item["kind"]?.string,
                let expected = item["crd_schema"]?.string, Self.exceptions[id] == nil
            else { continue }
            let findings = try Oracle.documents("\(set)/\(file)").flatMap { self.findings($0) }
            let name = "\(kind) \(item["apiVersion"]?.string ?? "")"
            if (expected == "rejects") == !findings.isEmpty {
                right[name, default: 0] += 1
            } else {
                let seen = findings.map { "\($0.code.id) \($0.path): \($0.message)" }
                let wanted = item["crd_schema_errors"]?.jsonText ?? "nothing"
                wrong[name, default: []].append("\(id): wanted \(wanted), found \(seen)")
            }
        }
        let kinds = Set(right.keys).union(wrong.keys).sorted()
        print("schema, \(set): right / wrong")
        for kind in kinds { print("  \(kind): \(right[kind] ?? 0) / \(wrong[kind]?.count ?? 0)") }
        #expect(wrong.isEmpty, "\(wrong.values.joined().sorted().joined(separator: "\n"))")
        #expect(right.values.reduce(0, +) > (set == "linkerd" ? 60 : 300))
    }

    /// Names, labels and annotations are no business of a definition's schema (HS1009 and following).
    private func findings(_ tree: JSONValue) -> [Finding] {
        let metadata: [FindingCode] = [.invalidName, .invalidNamespace, .generatedName, .invalidLabel]
        let families = Set(Validator.schemaFamilies + [StructureRules.family.name])
        return Validator.validate(ValidationSet([KnownObject(tree)])) { families.contains($0.name) }.findings.filter {
            $0.severity == .error && !metadata.contains($0.code)
        }
    }

    /// Every rule that the definitions have can be evaluated, and every pattern be matched.
    @Test func everyRuleAndPatternOfTheDefinitionsIsKnown() throws {
        var rules: Set<String> = []
        for (kind, _) in try BuiltInSchemaTests.definitions() {
            for schema in BuiltInSchemas.schemas(of: kind) { look(at: schema.root, &rules) }
        }
        #expect(rules.count > 100)
    }

    private func look(at node: SchemaNode, _ rules: inout Set<String>) {
        for rule in node.parts.rules where rules.insert(rule.text).inserted {
            if case .failure(let fault) = rule.program.value { Issue.record("\(rule.text): \(fault)") }
        }
        if case .failure(let error)? = node.pattern?.value { Issue.record("\(node.parts.pattern ?? ""): \(error)") }
        for child in node.parts.properties.values { look(at: child, &rules) }
        if let items = node.parts.items { look(at: items, &rules) }
        if case .like(let other) = node.parts.others { look(at: other, &rules) }
    }

    /// What is valid needs no rule that fails while it is computed, and leaves nothing unchecked.
    @Test(arguments: ["istio-validation", "linkerd"])
    func nothingOfTheValidCasesIsUnchecked(_ set: String) throws {
        for item in try Oracle.documents("\(set)/cases.json").first?["cases"]?.array ?? [] {
            guard item["expect"]?.string == "valid", let file = item["file"]?.string else { continue }
            let trees = try Oracle.documents("\(set)/\(file)")
            #expect(Validator.validate(ValidationSet(trees.map { KnownObject($0) })).unchecked.isEmpty)
        }
    }
}
