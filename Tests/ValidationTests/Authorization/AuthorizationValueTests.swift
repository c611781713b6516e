import EffortTestKit
import Testing

@testable import Validation

/// Names of callers that nobody has, and policies with very many rules.
@Suite struct AuthorizationValueTests {
    private func policy(_ name: String, _ spec: String) -> String {
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: \(name), namespace: shop}
        spec: \(spec)

        """
    }
    private func found(_ text: String) -> [String] {
        findings(text, ["HS70"]).map {
            $0.replacing("AuthorizationPolicy shop/", with: "").replacing("spec.rules", with: "rules")
        }
    }
    private func rule(_ rule: String, _ action: String = "ALLOW") -> [String] {
        found(policy("a", "{action: \(action), rules: [\(rule)]}"))
    }

    @Test(arguments: [
        "principals: ['spiffe://cluster.local/ns/a/sa/b']", "principals: [a/b]",
        "principals: [cluster.local/ns/A/sa/b]",
        "principals: [cluster.local/ns/a/b]", "principals: ['cluster.local/sa/*']", "principals: ['*/a/b']",
        "notPrincipals: ['system:serviceaccount:a:b']", "namespaces: [Shop]", "namespaces: [shop/web]",
        "principals: ['spiffe://*']", "notNamespaces: ['Shop*']",
    ]) func callersThatNobodyIs(_ source: String) {
        let name = String(source.prefix { $0 != ":" })
        #expect(
            rule("{from: [{source: {\(source)}}]}", "DENY").filter { $0.hasPrefix("HS7011") }
                == ["HS7011 a rules[0].from[0].source.\(name)[0]"])
    }

    @Test func callersThatSomebodyIs() {
        let names = [
            "cluster.local/ns/a/sa/b", "*/sa/b", "*/ns/a/sa/b", "*b", "*", "cluster.local/*", "cluster.local/ns/a*",
            "cluster.local/n*", "td-1.example/ns/a/sa/b.c", "cluster.local/ns/a/sa/*", "clu*",
        ]
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        let source = "{from: [{source: {principals: [\(list)], notNamespaces: [a, 'a-*', '*']}}]}"
        #expect(!rule(source, "DENY").contains { $0.hasPrefix("HS7011") })
        #expect(
            rule("{when: [{key: source.principal, values: [a/b], notValues: ['spiffe://a']}]}", "DENY")
                .filter { $0.hasPrefix("HS7011") } == [
                    "HS7011 a rules[0].when[0].values[0]", "HS7011 a rules[0].when[0].notValues[0]",
                ])
        #expect(rule("{to: [{operation: {methods: ['GET ', GET]}}]}", "DENY").count { $0.hasPrefix("HS7011") } == 1)
    }

    /// Rules by the hundred, with lists that have nothing in common, or much.
    @Test(arguments: [true, false]) func manyRulesAreJudgedInTime(_ isAlike: Bool) {
        let time = effort {
            let rules = (0..<1_000).map { index in
                let names = (0..<20).map { "cluster.local/ns/n\(isAlike ? 0 : index)/sa/a\($0)" }
                let paths = (0..<20).map { isAlike ? "/p\($0)/*" : "/r\(index)/p\($0)" }
                return "{from: [{source: {principals: [\(names.joined(separator: ", "))]}}], "
                    + "to: [{operation: {paths: [\(paths.map { "'\($0)'" }.joined(separator: ", "))]}}], "
                    + "when: [{key: 'request.headers[x-tenant]', values: [t\(index)]}]}"
            }
            let text = policy("a", "{action: ALLOW, rules: [\(rules.joined(separator: ", ")), \(rules[7])]}")
            #expect(found(text).filter { $0.hasPrefix("HS7001") || $0.hasPrefix("HS7008") } == ["HS7001 a rules[1000]"])
        }
        #expect(time < .seconds(60))
    }

    @Test func whatIsNotComparedIsSaid() {
        let rules = (0..<600).map { index in
            let paths = (0..<100).map { "/p\($0)" }.joined(separator: ", ")
            return "{to: [{operation: {notPaths: [\(paths), /r\(index)]}}]}"
        }
        let report = Validator.validate(known(policy("a", "{action: DENY, rules: [\(rules.joined(separator: ", "))]}")))
        #expect(report.findings.contains { $0.code.id == "HS7008" })
        #expect(report.unchecked.contains { $0.what.hasSuffix("of 600 rules were not compared with others") })
    }

    @Test func ruleWithTooManyBoxesIsNotReadAsSuch() {
        let sources = (0..<200).map { "{source: {namespaces: [n\($0)]}}" }.joined(separator: ", ")
        let operations = (0..<200).map { "{operation: {paths: [/p\($0)]}}" }.joined(separator: ", ")
        #expect(rule("{from: [\(sources)], to: [\(operations)]}").filter { $0.hasPrefix("HS7000") }.isEmpty)
    }
}
