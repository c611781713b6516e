import Domain
import MeshModel
import Testing

/// Which DestinationRule counts for a client, and the three traps of MECHANICS 0.3.
@Suite struct DestinationRuleTests {
    private let client = MeshPod.shop("web-1", ["app": "web"], namespace: "clients")
    private let canary = MeshPod.shop("web-2", ["app": "web", "cohort": "canary"], namespace: "clients")
    private static let host = "reviews.shop.svc.cluster.local"

    private func rule(
        _ name: String, in namespace: String, selected: Bool = false, exportTo: [JSONValue]? = nil, age: Int = 5,
        host: String = Self.host, subsets: [String] = [], policy: JSONValue? = nil
    ) -> JSONValue {
        var spec: JSONValue = ["host": .string(host)]
        spec["trafficPolicy"] = policy ?? ["loadBalancer": ["simple": .string(name)]]
        if selected { spec["workloadSelector"] = ["matchLabels": ["cohort": "canary"]] }
        spec["exportTo"] = exportTo.map { .array($0) }
        spec["subsets"] = .array(subsets.map { ["name": .string($0), "labels": ["version": .string($0)]] })
        return Documents.object("DestinationRule", name, spec, namespace: namespace, age: age)
    }

    private func found(_ rules: [JSONValue], _ pod: MeshPod) -> String? {
        PolicySet(rules).destinationRule(from: pod, to: .reviews)?.policy(subset: "", port: nil)["loadBalancer"]?[
            "simple"]?.string
    }

    @Test func theClientsNamespaceThenTheServicesThenTheRoot() {
        let all = [
            rule("client", in: "clients"), rule("service", in: "shop"), rule("root", in: "istio-system"),
            rule("nobody", in: "third"),
        ]
        #expect(found(all, client) == "client")
        #expect(found(Array(all.dropFirst()), client) == "service")
        #expect(found(Array(all.dropFirst(2)), client) == "root")
        #expect(found(Array(all.dropFirst(3)), client) == nil)
    }

    @Test func whatIsNotExportedIsNotSeen() {
        #expect(found([rule("service", in: "shop", exportTo: ["."])], client) == nil)
        #expect(found([rule("service", in: "shop", exportTo: ["clients"])], client) == "service")
        #expect(found([rule("service", in: "shop", exportTo: ["third"])], client) == nil)
        #expect(found([rule("service", in: "shop", exportTo: ["."])], MeshPod.shop("x", [:])) == "service")
    }

    @Test func theMostSpecificHostCounts() {
        let wide = rule("wide", in: "shop", age: 9, host: "*.shop.svc.cluster.local")
        #expect(found([wide, rule("exact", in: "shop", age: 1, host: "reviews")], client) == "exact")
        #expect(found([wide, rule("all", in: "shop", host: "*")], client) == "wide")
    }

    @Test func ofOneHostTheOldestPolicyAndAllSubsets() throws {
        let set = PolicySet([
            rule("young", in: "shop", age: 1, subsets: ["v1", "v2"]), rule("old", in: "shop", age: 9, subsets: ["v1"]),
        ])
        let choice = try #require(set.destinationRule(from: client, to: .reviews))
        #expect(choice.objects.map(\.name) == ["old", "young"])
        #expect(choice.policy(subset: "", port: nil)["loadBalancer"]?["simple"] == "old")
        #expect(choice.subsets.compactMap { $0["name"]?.string } == ["v1", "v2"])
        #expect(choice.contains(MeshPod.shop("r", ["version": "v2"]), subset: "v2"))
        #expect(!choice.contains(MeshPod.shop("r", ["version": "v1"]), subset: "v2"))
        #expect(!choice.contains(MeshPod.shop("r", ["version": "v3"]), subset: "v3"))
        #expect(choice.contains(MeshPod.shop("r", [:]), subset: ""))
    }

    @Test func aSelectorIsForItsClientsOnly() {
        let all = [rule("canary", in: "clients", selected: true), rule("stable", in: "clients", age: 9)]
        #expect(found(all, canary) == "canary")
        #expect(found(all, client) == "stable")
        // It is never shown to other namespaces.
        #expect(found([rule("canary", in: "shop", selected: true)], canary) == nil)
    }

    @Test func trapOneTheOthersLoseTheirRule() {
        let all = [rule("canary", in: "clients", selected: true), rule("service", in: "shop")]
        #expect(found(all, canary) == "canary")
        #expect(found(all, client) == nil)
    }

    @Test func trapTwoACatchAllThatIsPrivateIsSwallowed() {
        func all(_ exportTo: [JSONValue]?) -> [JSONValue] {
            [rule("canary", in: "clients", selected: true), rule("stable", in: "clients", exportTo: exportTo, age: 9)]
        }
        #expect(found(all(["."]), client) == nil)
        #expect(found(all(nil), client) == "stable")
        #expect(found(all(["*"]), client) == "stable")
        #expect(found(all([".", "clients"]), client) == "stable")
    }

    @Test func trapThreeSubsetsDoNotCarryOver() throws {
        let set = PolicySet([
            rule("canary", in: "clients", selected: true), rule("stable", in: "clients", age: 9, subsets: ["v1"]),
        ])
        #expect(try #require(set.destinationRule(from: canary, to: .reviews)).subset("v1") == nil)
        #expect(try #require(set.destinationRule(from: client, to: .reviews)).subset("v1") != nil)
    }

    @Test func aSubsetsFieldsComeBeforeTheRulesAndThePortsBeforeBoth() throws {
        let document = Documents.object(
            "DestinationRule", "r",
            [
                "host": "reviews",
                "trafficPolicy": [
                    "connectionPool": ["tcp": ["maxConnections": 1]], "tls": ["mode": "DISABLE"],
                    "portLevelSettings": [["port": ["number": 80], "connectionPool": ["tcp": ["maxConnections": 3]]]],
                ],
                "subsets": [
                    [
                        "name": "v1", "labels": ["version": "v1"],
                        "trafficPolicy": ["connectionPool": ["tcp": ["maxConnections": 2]]],
                    ]
                ],
            ])
        let choice = try #require(PolicySet([document]).destinationRule(from: client, to: .reviews))
        func limit(_ subset: String, _ port: Int?) -> JSONValue? {
            choice.policy(subset: subset, port: port)["connectionPool"]?["tcp"]?["maxConnections"]
        }
        #expect(limit("", 9080) == 1)
        #expect(limit("v1", 9080) == 2)
        #expect(limit("v1", 80) == 3)
        #expect(choice.policy(subset: "v1", port: 9080)["tls"]?["mode"] == "DISABLE")
        #expect(choice.policy(subset: "v1", port: 80)["tls"] == nil)
    }
}
