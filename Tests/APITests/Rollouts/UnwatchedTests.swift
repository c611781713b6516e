import API
import Domain
import Ports
import TestKit
import Testing

/// Who asks for no soak is told what becomes of it.
@Suite(.enabled(if: TestDatabase.mustRun)) struct UnwatchedTests {
    private static let nobody = "Nothing is watched: "
    private static let atLeast = "What is to be watched for PT0S is watched for at least PT1M on east, PT1M on west"

    private static func canary(_ steps: JSONValue) -> JSONValue { ["type": "Canary", "steps": steps, "soak": "PT0S"] }

    @Test(
        arguments: [
            (canary([10]), atLeast), (canary([["percent": 10, "soak": "PT5M"], 100]), nil),
            (canary([100]), nil), (["type": "Canary", "steps": [10], "soak": "PT5M"], nil),
            (["type": "BlueGreen", "watch": "PT0S"], nobody + "`watch` is PT0S, so no rule is asked, and whatever"),
            (["type": "BlueGreen", "watch": "PT5M"], nil),
            (
                ["type": "Rolling", "interval": "PT0S"],
                nobody + "`interval` is PT0S, so no rule is asked, and whatever"
            ),
            (
                ["type": "Rolling", "interval": "PT0S", "healthChecks": [["url": "http://reviews/"]]],
                nobody + "`interval` is PT0S, so no rule is asked, and only its checks"
            ),
        ] as [(JSONValue, String?)])
    func aSoakOfNothingIsExplained(_ strategy: JSONValue, _ words: String?) async throws {
        try await APIFixture.with { fixture in
            for name in ["east", "west"] {
                try await fixture.cluster(name)
                fixture.metrics[name] = .success(
                    TrafficSnapshot(at: Timestamp(seconds: 1), window: .seconds(60), rows: [:]))
            }
            let policy = try await fixture.policy("reviews")
            let answer = try await fixture.succeed("POST", "deployments", RolloutAnswerTests.body(policy, strategy))
            let said = (answer["notes"]?.array ?? []).compactMap(\.string).filter {
                $0.hasPrefix("Nothing is watched") || $0.hasPrefix("What is to be watched")
            }
            #expect(said.count == (words == nil ? 0 : 1) && said.first?.hasPrefix(words ?? "") != false, "\(said)")
        }
    }

    /// Of a share of client namespaces the namespaces are told; of one of the requests neither they nor pods.
    @Test(arguments: [CohortUnit.clientNamespaces, .requests])
    func podsAreCountedWhereTheyAreChosen(_ unit: CohortUnit) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let id = try await fixture.succeed(
                "POST", "deployments", RolloutAnswerTests.body(policy, ["type": "Canary", "steps": [10]])
            ).id
            let isByNamespace = unit == .clientNamespaces
            let measurement = Measurement(
                side: .client, cohort: isByNamespace ? .namespaces(["web"]) : .subsets(["v2"]),
                baseline: isByNamespace ? .namespaces(["cart", "api"]) : .subsets(["v1"]))
            let measured: JSONValue = [
                ["policies": [], "unit": .string(unit.rawValue), "notes": [], "measurement": measurement.json]
            ]
            try await fixture.database.run(
                """
                INSERT INTO cohorts (deployment_id, cluster_id, epoch, scopes, measurements, members, first_write_at)
                SELECT '\(id)', id, 1, '[]', '\(measured.jsonText)', '{"cohort":[],"rest":[]}', now() FROM clusters
                """)
            let status = try await fixture.succeed("GET", "deployments/\(id)/status")
            let cohort = try #require(status["cohorts"]?[0])
            #expect(cohort["pods"] == .null)
            #expect(cohort["namespaces"] == (isByNamespace ? ["cohort": ["web"], "rest": ["api", "cart"]] : .null))
        }
    }
}
