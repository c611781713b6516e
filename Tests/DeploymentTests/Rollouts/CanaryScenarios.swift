import Domain
import TestKit
import Testing

/// Canaries end to end: API, queue, database, the real kube-apiserver and the real Prometheus, with traffic that reacts to
/// what is live.
@Suite(.enabled(if: TestDatabase.mustRun && PrometheusTargets.mustRun))
struct CanaryScenarios {
    @Test func withoutDataAPersonIsAsked() async throws {
        try await Shop.with(prometheus: "http://127.0.0.1:1") { shop in
            let id = try await shop.canary([20], soak: "PT1S")
            try await waitUntil("it pauses") { try await shop.status(of: id)["status"] == "Paused" }
            let reason = try await shop.status(of: id)["reason"]?.string ?? ""
            #expect(reason.contains("Prometheus"), "\(reason)")
            try await shop.house.call("POST", "deployments/\(id)/promote", expecting: 202)
            let end = try await shop.house.end(of: id)
            #expect(end["status"] == "Completed", "\(end["reason"]?.jsonText ?? "")")
            try await shop.expectLive("9s")
        }
    }

    @Test func theShareIsKeptWhilePodsComeAndGo() async throws {
        try await Shop.with { shop in
            let id = try await shop.canary([50], soak: "PT60S")
            try await shop.wait(id, for: "soak")
            let before = Set(try await shop.labelled())
            #expect(before.count == 6)
            let pods = "/api/v1/namespaces/\(shop.cluster.namespace)/pods"
            for name in before.prefix(3) {
                try await shop.cluster.requests.succeed("DELETE", "\(pods)/\(name)?gracePeriodSeconds=0")
            }
            for index in 0..<5 { try await Shop.addPod("late-\(index)", app: "web", to: shop.cluster) }
            try await waitUntil("the share is kept") { try await shop.labelled().count == 7 }
            try await shop.house.call("POST", "deployments/\(id)/abort", expecting: 202)
            let end = try await shop.house.end(of: id)
            #expect(end["status"] == "Aborted", "\(end.jsonText)")
            try await shop.expectLive("5s")
        }
    }

    @Test func pausingHoldsAndPromotingSkips() async throws {
        try await Shop.with { shop in
            let id = try await shop.canary([20, 50], soak: "PT60S")
            try await shop.wait(id, for: "soak")
            try await shop.house.call("POST", "deployments/\(id)/pause", expecting: 202)
            try await shop.house.call("POST", "deployments/\(id)/resume", expecting: 202)
            try await shop.house.call("POST", "deployments/\(id)/promote", ["toEnd": true], expecting: 202)
            let end = try await shop.house.end(of: id)
            #expect(end["status"] == "Completed", "\(end["reason"]?.jsonText ?? "")")
            try await shop.expectLive("9s")
            try await shop.house.call("POST", "deployments/\(id)/promote", expecting: 409)
        }
    }

    @Test func aSecondChangeWaitsOrTakesOver() async throws {
        try await Shop.with { shop in
            let first = try await shop.canary([20], soak: "PT60S")
            try await shop.wait(first, for: "soak")
            let more: [String: JSONValue] = [
                "policies": [["id": .string(shop.policy)]], "environment": "Development",
            ]
            try await shop.house.call("POST", "deployments", .object(more), expecting: 409)
            let queued = try await shop.house.submit([shop.policy], ["ifActive": "queue"])
            #expect(try await shop.status(of: queued)["status"] == "Pending")
            try await shop.house.call("POST", "deployments/\(queued)/abort", expecting: 202)
            let taking = try await shop.house.submit([shop.policy], ["ifActive": "supersede"])
            #expect(try await shop.house.end(of: first)["status"] == "Aborted")
            let end = try await shop.house.end(of: taking)
            #expect(end["status"] == "Completed", "\(end["reason"]?.jsonText ?? "")")
            try await shop.expectLive("9s")
        }
    }
}
