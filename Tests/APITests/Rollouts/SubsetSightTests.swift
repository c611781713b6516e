import API
import Domain
import Ports
import Runtime
import TestKit
import Testing

/// A change of a DestinationRule's policy has twin subsets for its shares, which Envoy's own numbers alone tell apart.
@Suite(.enabled(if: TestDatabase.mustRun)) struct SubsetSightTests {
    static func rule(_ pending: JSONValue?) -> JSONValue {
        var spec: [String: JSONValue] = ["host": "reviews"]
        spec["trafficPolicy"] = pending.map { ["connectionPool": ["http": ["http1MaxPendingRequests": $0]]] }
        return [
            "apiVersion": "networking.istio.io/v1", "kind": "DestinationRule",
            "metadata": ["name": "reviews", "namespace": "default"], "spec": .object(spec),
        ]
    }

    static let service: JSONValue = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "reviews", "namespace": "default"],
        "spec": ["selector": ["app": "web"], "ports": [["port": 80, "name": "http"]]],
    ]

    /// What is measured where Envoy's own numbers are exported, or not.
    static func snapshot(exported: Bool) -> Result<TrafficSnapshot, PortError> {
        .success(
            TrafficSnapshot(
                at: Timestamp(seconds: 1), window: .seconds(60), rows: [:],
                uncounted: exported ? [:] : [.client: .subsets]))
    }

    private func deploy(
        _ fixture: APIFixture, _ policy: String, exported: Bool?, unit: JSONValue? = nil
    ) async throws -> Answer {
        fixture.metrics["west"] = exported.map(Self.snapshot)
        var strategy: [String: JSONValue] = ["type": "Canary", "steps": [20]]
        strategy["unit"] = unit
        return try await fixture.succeed("POST", "deployments", RolloutAnswerTests.body(policy, .object(strategy)))
    }

    @Test func sharesAreOfWhatCanBeJudged() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].setPods(4)
            fixture.clusters["west"].set {
                $0.objects["destinationrules"] = [Self.rule(nil)]
                $0.objects["services"] = [Self.service]
            }
            let policy = try await fixture.succeed("POST", "policies", .json(Self.rule(7))).id
            let cases: [(Bool?, JSONValue?, unit: JSONValue, note: String?)] = [
                (true, nil, "requests", nil), (false, nil, "workloads", "and not by requests"),
                (false, "requests", "requests", "will pause for a person"), (false, "workloads", "workloads", nil),
            ]
            for (exported, wanted, unit, note) in cases {
                let answer = try await deploy(fixture, policy, exported: exported, unit: wanted)
                #expect(answer["units"]?[0]?["unit"] == unit)
                let notes = (answer["notes"]?.array ?? []).compactMap(\.string)
                let said = notes.filter { $0.contains("proxyStatsMatcher") }
                #expect(said.count == (note == nil ? 0 : 1) && said.allSatisfy { $0.contains(note ?? "") }, "\(notes)")
                // Who is drawn may never call.
                #expect(
                    notes.contains { $0.contains("drawn from all pods of namespace default") } == (unit == "workloads"))
                try await fixture.succeed("POST", "deployments/\(answer.id)/abort")
            }
        }
    }
}
