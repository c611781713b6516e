import Domain
import TestKit
import Testing

/// Canaries that are good all along, or turn bad at some step.
extension Scenarios {
    /// A version that fares like the old one reaches everybody step by step, under the default rules; the share that
    /// the cohort really had is measured at each step.
    @Test func aGoodCanaryReachesEverybody() async throws {
        let shop = try await Shop.open()
        let id = try await shop.canary([10, 30, 50].map { ["percent": $0, "soak": "PT20S"] }, rules: nil)
        for share in [10, 30, 50] as [Int64] {
            try await shop.wait(id, forShare: share)
            #expect(try await shop.labelled().count == Int(share) / 10)
        }
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
        // Half of them lost their label at last; the others had it by then.
        let end = try await shop.status(of: id)
        #expect(end["objects"]?[0]?["note"]?.string?.contains("on all 10 pods; of what was") == true, "\(end.jsonText)")
        #expect(end["cohorts"]?[0]?["pods"] == ["cohort": 10, "rest": 0], "\(end.jsonText)")
        let seen = try await shop.evaluations(of: id).compactMap(\.shareSeen)
        for share in [10.0, 30, 50] {
            #expect(seen.contains { abs($0 - share) < 6 }, "a share of \(share) was seen: \(seen)")
        }
    }

    /// Errors that begin while a step soaks take everything back by itself, whichever step it is; the reason quotes the
    /// numbers, and the way back takes seconds.
    @Test(arguments: [10, 30, 50] as [Int64]) func anErrorSpikeIsTakenBack(at share: Int64) async throws {
        let shop = try await Shop.open()
        let steps = [10, 30, 50].filter { $0 <= share }.map { step -> JSONValue in
            ["percent": .int(step), "soak": step == share ? "PT60S" : "PT3S"]
        }
        let id = try await shop.canary(steps)
        try await shop.wait(id, forShare: share)
        try shop.traffic.setScenario(Shop.failing)
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("error rate") && reason.contains("was above 5 %"), "\(reason)")
        try await shop.expectOldRoute()
        let report = try await shop.world.api.succeed("GET", "/deployments/\(id)/report")
        #expect(report["verified"] == true && report["breach"]?["outcome"] == "breached", "\(report.jsonText)")
        #expect((report["secondsToRestore"]?.number ?? .infinity) < 10, "\(report.jsonText)")
    }

    /// A canary that waits for a person is watched all the while.
    @Test func aCanaryThatTurnsBadAtItsGateIsTakenBack() async throws {
        let shop = try await Shop.open()
        let id = try await shop.submit([
            "strategy": [
                "type": "Canary", "unit": "workloads", "autoPromote": false,
                "steps": [["percent": 30, "soak": "PT3S"], ["percent": 50, "soak": "PT3S"]],
            ], "rules": [Shop.quickRule], "defaultRules": false,
        ])
        try await shop.wait(id, until: "a gate") { $0["step"]?["name"] == "gate" }
        try shop.traffic.setScenario(Shop.failing)
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("error rate") && reason.contains("was above 5 %"), "\(reason)")
        try await shop.expectOldRoute()
        let breach = try await shop.evaluations(of: id).first { $0["outcome"] == "breached" }
        #expect(breach?["standing"] == true, "\(breach?.jsonText ?? "")")
    }

    /// A version that becomes slower and slower is found by its p95 beside those who have the old one, whose latency
    /// does not change.
    @Test func aSlowCreepIsTakenBackByItsP95() async throws {
        let shop = try await Shop.open(Shop.newRoute(["latencyFactor": 5, "ramp": 15]))
        let rules: JSONValue = [["metric": "p95", "aboveBaseline": 50, "for": "PT4S"]]
        let id = try await shop.canary([["percent": 30, "soak": "PT60S"]], rules: rules)
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("p95") || reason.contains("P95"), "\(reason)")
        try await shop.expectOldRoute()
        let last = try await shop.evaluations(of: id).first { $0["outcome"] == "breached" }
        let values = last?["measurements"]?[0]
        let (slow, usual) = (values?["cohort"]?["p95"]?.number ?? 0, values?["baseline"]?["p95"]?.number ?? 0)
        #expect(slow > usual * 1.5 && usual > 40 && usual < 120, "\(slow) beside \(usual)")
    }

    /// Everybody's errors, latencies and rates swing, and swing beyond the limits for moments: never for as long as the
    /// default rules demand, so the version stays.
    @Test func aNoisyBaselineIsNoReason() async throws {
        let shop = try await Shop.open([
            "defaults": ["errorRate": 0.04],
            "noise": ["errors": 0.8, "latency": 0.5, "requests": 0.4, "period": 12],
        ])
        let id = try await shop.canary([["percent": 30, "soak": "PT40S"]], rules: nil)
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
        let verdicts = try await shop.evaluations(of: id).compactMap { $0.verdicts["error-rate"] }
        #expect(verdicts.contains("breaching") && !verdicts.contains("breached"), "\(verdicts)")
    }
}
