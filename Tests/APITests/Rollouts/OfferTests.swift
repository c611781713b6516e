import API
import Domain
import TestKit
import Testing

/// What whoever is refused is told to ask for instead.
@Suite(.enabled(if: TestDatabase.mustRun)) struct OfferTests {
    private static func profile(timeout: String) -> JSONValue {
        let get: JSONValue = ["method": "GET", "pathRegex": "/"]
        return [
            "apiVersion": "linkerd.io/v1alpha2", "kind": "ServiceProfile",
            "metadata": ["name": "reviews.default.svc.cluster.local", "namespace": "default"],
            "spec": ["routes": [["name": "all", "condition": get, "timeout": .string(timeout)]]],
        ]
    }

    /// What a kind can have, a change of it may not: each offer is tried with the same input.
    @Test func whatIsOfferedIsNotRefusedThen() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("south", mesh: "linkerd")
            fixture.clusters["south"].set { $0.objects["serviceprofiles"] = [Self.profile(timeout: "5s")] }
            let policy = try await fixture.succeed("POST", "policies", .json(Self.profile(timeout: "1s"))).id
            func ask(_ strategy: JSONValue) async throws -> Answer {
                try await fixture.send("POST", "deployments", RolloutAnswerTests.body(policy, strategy, [:]))
            }
            let requests = try await ask(["type": "Canary", "unit": "requests"])
            #expect(requests.complaints == ["strategy impossibleUnit"], "\(requests.json.jsonText)")
            let rolling = try await ask(["type": "Rolling", "unit": "workloads"])
            #expect(rolling.detail.contains("nstead it can have: "), "\(rolling.detail)")
            #expect(!rolling.detail.contains("Canary by requests"), "\(rolling.detail)")
        }
    }
}
