import Domain
import HTTPServer
import TestKit
import Testing

/// Blue-green.
extension Scenarios {
    private func blueGreen(_ shop: Shop, _ strategy: [String: JSONValue]) async throws -> String {
        try await shop.submit([
            "strategy": .object(strategy.merging(["type": "BlueGreen"]) { $1 }), "defaultRules": false,
            "rules": [Shop.quickRule],
        ])
    }

    private func site(status: Int, _ body: String) throws -> HTTPServer {
        try HTTPServer { request in
            HTTPResponse(status: request.path.contains("{") ? 404 : status, body: .bytes(Array(body.utf8)))
        }
    }

    /// Green stands beside blue, unseen by traffic; its smoke tests pass, a person switches, and the watched traffic is
    /// good: green stays, and blue is gone.
    @Test func greenIsTestedSwitchedAndWatched() async throws {
        let site = try site(status: 200, "welcome")
        let shop = try await Shop.open(Shop.newRoute(["latencyAdd": 1]))
        let url: JSONValue = .string("http://127.0.0.1:\(site.port)/{cluster}")
        let id = try await blueGreen(
            shop,
            ["autoSwitch": false, "watch": "PT6S", "smokeTests": [["url": url, "bodyContains": "welcome"]]])
        try await shop.wait(id, until: "at the gate") { $0["step"]?["name"] == "gate" }
        let live = try await shop.liveSpec()
        #expect(live?["http"]?.array?.count == 2, "\(live?.jsonText ?? "")")
        try await shop.command("switch", id)
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
        let verdicts = try await shop.evaluations(of: id).compactMap { $0.verdicts["error-rate"] }
        #expect(verdicts.contains("ok"), "\(verdicts)")
        await site.stop(within: .zero)
    }

    /// A smoke test that fails goes back before any traffic is switched.
    @Test func aFailingSmokeTestNeverSwitches() async throws {
        let site = try site(status: 500, "")
        let shop = try await Shop.open()
        let id = try await blueGreen(shop, ["smokeTests": [["url": .string("http://127.0.0.1:\(site.port)/")]]])
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("500"), "\(reason)")
        try await shop.expectOldRoute()
        #expect(try await shop.evaluations(of: id).isEmpty, "nothing was watched, for nothing was switched")
        await site.stop(within: .zero)
    }

    /// A green that turns out bad under traffic goes back to blue by itself.
    @Test func aBadGreenGoesBackToBlue() async throws {
        let shop = try await Shop.open(Shop.failing)
        let id = try await blueGreen(shop, ["watch": "PT60S"])
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("error rate"), "\(reason)")
        try await shop.expectOldRoute()
    }
}
