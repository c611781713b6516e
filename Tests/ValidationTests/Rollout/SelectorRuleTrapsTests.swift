import Testing

@testable import Validation

/// DestinationRules for some pods, and what becomes of the others.
@Suite struct SelectorRuleTrapsTests {
    private func rule(
        _ name: String, _ namespace: String, selector: Bool, subsets: [String] = [], exportTo: String? = nil
    ) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: \(name), namespace: \(namespace)}
        spec:
          host: reviews.shop.svc.cluster.local
          subsets: [\(subsets.map { "{name: \($0), labels: {version: \($0)}}" }.joined(separator: ", "))]
          \(selector ? "workloadSelector: {matchLabels: {app: web}}" : "")
          \(exportTo.map { "exportTo: \($0)" } ?? "")
        """
    }

    private func found(_ rules: String...) -> [String] {
        findings(rules.joined(separator: "\n---\n"), ["HS80"]).map { String($0.prefix { $0 != " " }) }
    }

    @Test func aRuleForSomePodsHidesThatOfTheServicesNamespace() {
        #expect(found(rule("a", "shop", selector: false), rule("b", "web", selector: true)) == ["HS8001"])
        #expect(
            found(
                rule("a", "shop", selector: false), rule("b", "web", selector: true), rule("c", "web", selector: false)
            ).isEmpty)
        // One that is not exported to the clients was nothing to them.
        #expect(
            found(rule("a", "shop", selector: false, exportTo: "[\".\"]"), rule("b", "web", selector: true)).isEmpty)
        #expect(found(rule("b", "web", selector: true)).isEmpty)
    }

    @Test func aRuleForAllThatIsExportedToItsNamespaceAloneIsSwallowed() {
        let selecting = rule("b", "shop", selector: true)
        #expect(found(rule("a", "shop", selector: false, exportTo: "[\".\"]"), selecting) == ["HS8002"])
        #expect(found(rule("a", "shop", selector: false, exportTo: "[\".\", web]"), selecting).isEmpty)
        #expect(found(rule("a", "shop", selector: false), selecting).isEmpty)
    }

    @Test func subsetsMustBeRepeated() {
        let stable = rule("a", "shop", selector: false, subsets: ["v1", "v2"])
        #expect(found(stable, rule("b", "shop", selector: true, subsets: ["v1"])) == ["HS8003"])
        #expect(found(stable, rule("b", "shop", selector: true, subsets: ["v1", "v2", "v3"])).isEmpty)
    }
}
