import Domain
import HTTPServer
import TestKit
import Testing

/// Blue-green and A/B end to end.
@Suite(.enabled(if: TestDatabase.mustRun && PrometheusTargets.mustRun))
struct SwitchScenarios {
    private let rules: JSONValue = [["metric": "errorRate", "above": 5, "for": "PT2S", "minimumRequests": 1]]

    private func blueGreen(_ shop: Shop, _ strategy: [String: JSONValue]) async throws -> String {
        var whole: [String: JSONValue] = ["type": "BlueGreen", "watch": "PT5S"]
        for (key, value) in strategy { whole[key] = value }
        return try await shop.house.submit(
            [shop.policy], ["strategy": .object(whole), "defaultRules": false, "rules": rules])
    }

    @Test func aFailingSmokeTestNeverSwitches() async throws {
        let site = try HTTPServer { _ in HTTPResponse(status: 500, body: .bytes([])) }
        try await Shop.with { shop in
            let id = try await blueGreen(
                shop, ["smokeTests": [["url": .string("http://127.0.0.1:\(site.port)/")]]])
            let end = try await shop.house.end(of: id)
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            #expect(end["reason"]?.string?.contains("500") == true)
            try await shop.expectLive("5s")
        }
        await site.stop(within: .zero)
    }

    private func comparison(_ shop: Shop, _ test: JSONValue) async throws -> String {
        try await shop.house.submit(
            [shop.policy],
            [
                "strategy": ["type": "AB", "split": 50, "unit": "workloads", "test": test], "defaultRules": false,
                "rules": [["metric": "errorRate", "above": 99, "for": "PT60S", "noData": "ignore"]],
            ])
    }

    @Test func withoutAWinnerTheOldOneStays() async throws {
        try await Shop.with { shop in
            let id = try await comparison(
                shop, ["minimumSamples": 100_000, "maximumDuration": "PT5S", "metrics": "errorRate"])
            let end = try await shop.house.end(of: id)
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            #expect(end["reason"]?.string?.contains("No winner") == true, "\(end.jsonText)")
            try await shop.expectLive("5s")
        }
    }
}
