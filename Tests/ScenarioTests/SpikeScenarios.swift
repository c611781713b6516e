import Domain
import TestKit
import Testing

/// Errors that come and go, under the default rule: above 5 % for 30 s.
extension Scenarios {
    private static let rule: JSONValue = ["metric": "errorRate", "above": 5, "for": "PT30S"]

    /// A shop whose new route soaks, at half of its clients, and has errors for so many seconds from now on.
    private func spike(of seconds: Int64, soak: String) async throws -> (Shop, String) {
        let shop = try await Shop.open()
        let id = try await shop.canary([["percent": 50, "soak": .string(soak)]], rules: [Self.rule])
        try await shop.wait(id, forShare: 50)
        try shop.traffic.setScenario(Shop.newRoute(["errorRate": 0.5, "untilStart": .int(seconds)]))
        return (shop, id)
    }

    /// Twenty seconds of errors are seen, and borne: the rate window adds four of them, and 24 are less than 30.
    @Test func aSpikeOf20SecondsIsBorne() async throws {
        let (shop, id) = try await spike(of: 20, soak: "PT35S")
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
        let verdicts = try await shop.evaluations(of: id).compactMap { $0.verdicts["error-rate"] }
        #expect(verdicts.contains("breaching") && verdicts.first == "ok", "\(verdicts)")
    }

    /// Forty are not: once they have lasted for thirty it goes back, while the spike still goes on.
    @Test func aSpikeOf40SecondsIsTakenBack() async throws {
        let (shop, id) = try await spike(of: 40, soak: "PT90S")
        let reason = try await shop.expectEnd("RolledBack", of: id)
        let lasted = reason.firstMatch(of: /was above 5 % for (\d+)/).flatMap { Int($0.1) } ?? 0
        #expect(reason.contains("error rate") && (30..<45).contains(lasted), "\(reason)")
        try await shop.expectOldRoute()
    }
}
