import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// All pods that a share was drawn from are gone.
@Suite(.enabled(if: TestDatabase.mustRun))
struct EmptyCohortTests {
    private static func policy(_ methods: JSONValue...) -> JSONValue {
        MeetingTests.document(
            .authorizationPolicy, "v1", "deny",
            [
                "selector": ["matchLabels": ["app": "reviews"]], "action": "DENY",
                "rules": [["to": [["operation": ["methods": .array(methods)]]]]],
            ])
    }

    /// A canary of half of the pods of `reviews`, which are all gone while it soaks.
    private static func alone(
        steps: JSONValue, _ body: @escaping @Sendable (MeetingTests.Place, _ canary: String) async throws -> Void
    ) async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let pods = try await place.cluster.run(pods: 4, of: "reviews")
            let policy = try await house.create(policy("DELETE"))
            try await house.deploy([policy])
            try await house.update(policy, Self.policy("DELETE", "PUT"))
            let strategy: JSONValue = ["type": "Canary", "steps": steps, "soak": "PT1H", "unit": "workloads"]
            let canary = try await place.canary(policy, more: ["strategy": strategy])
            for pod in pods {
                try await place.cluster.requests.succeed("DELETE", "/api/v1/namespaces/shop/pods/\(pod.name)")
            }
            try await body(place, canary)
        }
    }

    /// Whoever promotes to everybody needs nobody to be there: who comes later has the new version.
    @Test func thePromotionNeedsNoPods() async throws {
        try await Self.alone(steps: [50]) { place, canary in
            try await place.house.call("POST", "deployments/\(canary)/promote", expecting: 202)
            let end = try await place.house.end(of: canary)
            #expect(end["status"] == "Completed" && end.states == ["west": ["new"]], "\(end.jsonText)")
        }
    }

    /// A share of nobody proves nothing: it goes back, and says why.
    @Test func aLargerShareOfNobodyGoesBack() async throws {
        try await Self.alone(steps: [25, 50]) { place, canary in
            try await place.house.call("POST", "deployments/\(canary)/promote", expecting: 202)
            let end = try await place.house.end(of: canary)
            #expect(end["status"] == "RolledBack" && end.states == ["west": ["old"]], "\(end.jsonText)")
            #expect(end["reason"]?.string?.contains("Cluster west: no pod is selected") == true, "\(end.jsonText)")
        }
    }
}
