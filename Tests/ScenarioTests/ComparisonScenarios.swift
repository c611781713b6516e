import Domain
import TestKit
import Testing

/// A/B comparisons.
extension Scenarios {
    private func comparison(_ shop: Shop, samples: Int64, atMost time: String) async throws -> String {
        try await shop.submit([
            "strategy": [
                "type": "AB", "split": 50, "unit": "workloads",
                "test": [
                    "minimumSamples": .int(samples), "maximumDuration": .string(time), "metrics": "errorRate",
                ],
            ], "defaultRules": false,
            "rules": [["metric": "errorRate", "above": 99, "for": "PT60S", "noData": "ignore"]],
        ])
    }

    /// The new version errs less than the old one and gets everybody; or more, and goes.
    @Test(arguments: [true, false]) func theClearWinnerStays(newIsBetter: Bool) async throws {
        let shop = try await Shop.open(Shop.newRoute(["errorRate": 0.3], timeout: newIsBetter ? "5s" : "9s"))
        let id = try await comparison(shop, samples: 200, atMost: "PT60S")
        if newIsBetter {
            try await shop.expectEnd("Completed", of: id)
            try await shop.expectNewRoute()
            let found = try await shop.world.api.succeed("GET", "/deployments/\(id)/report")["comparison"]?[0]
            #expect(found?["verdict"] == "b" && found?["why"]?.string?.isEmpty == false)
        } else {
            let reason = try await shop.expectEnd("RolledBack", of: id)
            #expect(reason.contains("A (the old version) wins"), "\(reason)")
            try await shop.expectOldRoute()
        }
    }

    /// Two that fare alike have no winner, however many requests there are: when the time is over the old one stays.
    @Test func withoutAWinnerTheOldOneStays() async throws {
        let shop = try await Shop.open(["defaults": ["errorRate": 0.05]])
        let id = try await comparison(shop, samples: 100, atMost: "PT12S")
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("No winner"), "\(reason)")
        #expect(!reason.contains(" 0 of "), "\(reason)")
        try await shop.expectOldRoute()
    }
}
