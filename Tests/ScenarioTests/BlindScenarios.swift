import Domain
import TestKit
import Testing

/// What happens where nothing can be measured.
extension Scenarios {
    /// Prometheus answers, and has nothing of the service: the rollout waits for a person, who promotes.
    @Test func withoutDataAPersonDecides() async throws {
        let shop = try await Shop.open()
        let service = "\(shop.cluster.namespace)/reviews"
        try shop.traffic.setScenario(["noData": [.string(service)]])
        let id = try await shop.canary([["percent": 30, "soak": "PT10S"]])
        let paused = try await shop.wait(id, until: "paused") { $0["status"] == "Paused" }
        #expect(paused["reason"]?.string?.contains("no data on error rate") == true, "\(paused["reason"] ?? .null)")
        #expect(try await shop.labelled().count == 3, "the share stays as it is")
        try await shop.command("promote", id)
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
    }

    /// Prometheus dies in the middle of a soak: the rollout waits, and shows the last snapshot with its age. When
    /// Prometheus is back a person lets it go on, and it is judged to the end.
    @Test func withoutPrometheusItWaits() async throws {
        try await OwnServers.with(["prometheus"], for: "scenario-blind") { servers in
            let world = try World.here
            try await world.register("dim", world.kube, prometheus: try servers.prometheus)
            let shop = try await Shop.open(target: "dim", prometheus: try servers.prometheus)
            let id = try await shop.canary([["percent": 30, "soak": "PT60S"]])
            try await shop.wait(id, until: "judged") { $0["evaluations"]?[0]?.verdicts["error-rate"] == "ok" }
            try await servers.command("kill", "prometheus")
            let paused = try await shop.wait(id, until: "paused") { $0["status"] == "Paused" }
            #expect(
                paused["reason"]?.string?.contains("Prometheus did not answer") == true, "\(paused["reason"] ?? .null)")
            let metrics = try await world.api.succeed("GET", "/deployments/\(id)/metrics")
            let latest = metrics["latest"]?["evaluation"]
            #expect(latest?["collectedAt"]?.string != nil && latest?["problem"]?.string != nil, "\(latest ?? .null)")
            #expect((latest?["ageSeconds"]?.number ?? 0) > 2, "\(latest ?? .null)")
            #expect(latest?["last"]?.verdicts["error-rate"] == "ok", "\(latest ?? .null)")
            #expect(paused["evaluations"]?[0]?["last"]?["measurements"]?[0]?["cohort"] != nil, "\(paused)")
            try await servers.command("start", "prometheus")
            try await shop.wait(id, until: "measured again") { $0["evaluations"]?[0]?.verdicts["error-rate"] == "ok" }
            try await shop.wait(id, until: "told so") {
                $0["status"] == "Paused" && $0["reason"]?.string?.contains("resume it to go on") == true
            }
            try await shop.command("resume", id)
            try await shop.expectEnd("Completed", of: id)
            try await shop.expectNewRoute()
            #expect(try await shop.evaluations(of: id).first?.verdicts["error-rate"] == "ok")
        }
    }

    /// Clients restart while the new version soaks: their counters begin again, pods go and others come. The share is
    /// kept, nobody takes a restart for an error, and the rollout ends well.
    @Test func theShareIsKeptWhilePodsRestart() async throws {
        let shop = try await Shop.open(["podRestarts": [["nameContains": "web", "at": 3, "every": 4]]])
        let id = try await shop.canary([["percent": 50, "soak": "PT45S"]], rules: nil)
        try await shop.wait(id, forShare: 50)
        let before = try await shop.labelled()
        #expect(before.count == 5)
        let pods = "/api/v1/namespaces/\(shop.cluster.namespace)/pods"
        for name in before.prefix(3) {
            try await shop.cluster.requests.succeed("DELETE", "\(pods)/\(name)?gracePeriodSeconds=0")
        }
        for number in 1...5 { try await shop.cluster.run(pod: "late-web-\(number)", labels: ["app": "web"]) }
        try await awaitCondition("six of twelve pods") { try await shop.labelled().count == 6 }
        try await shop.expectEnd("Completed", of: id)
        try await shop.expectNewRoute()
        let verdicts = try await shop.evaluations(of: id).compactMap { $0.verdicts["error-rate"] }
        #expect(verdicts.contains("ok") && !verdicts.contains("breaching"), "\(verdicts)")
    }
}
