import API
import Domain
import Ports
import TestKit
import Testing

/// What the step from one version to another does to clusters.
@Suite(.enabled(if: TestDatabase.mustRun)) struct DiffImpactTests {
    private static func authorization(_ methods: [String]) -> JSONValue {
        [
            "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
            "metadata": ["name": "reviews", "namespace": "default"],
            "spec": [
                "selector": ["matchLabels": ["app": "reviews"]],
                "rules": [["to": [["operation": ["methods": .array(methods.map { .string($0) })]]]]],
            ],
        ]
    }

    private func prepare(_ fixture: APIFixture) async throws -> String {
        try await fixture.cluster("west")
        try await fixture.cluster("east", environment: "Development")
        fixture.clusters["west"].set {
            $0.objects = [
                "pods": [
                    [
                        "metadata": ["name": "reviews", "namespace": "default", "labels": ["app": "reviews"]],
                        "spec": ["containers": [["name": "app"], ["name": "istio-proxy"]]],
                        "status": ["phase": "Running", "podIP": "10.0.0.1"],
                    ]
                ]
            ]
        }
        fixture.clusters["east"].set { $0.failure = PortError(.transient, "cluster east", "does not answer") }
        let id = try await fixture.succeed("POST", "policies", .json(Self.authorization(["GET", "POST"]))).id
        try await fixture.succeed("PUT", "policies/\(id)", .json(Self.authorization(["GET"])))
        return id
    }

    @Test func theImpactIsToldWhereAClusterIsKnown() async throws {
        try await APIFixture.with { fixture in
            let id = try await prepare(fixture)
            // In force nowhere: no cluster is known.
            #expect(try await fixture.succeed("GET", "policies/\(id)/diff")["impact"] == [])
            let west = try await fixture.succeed("GET", "policies/\(id)/diff?cluster=west", as: .viewer)
            #expect(west["from"] == 1 && west["to"] == 2)
            #expect(west["impact"]?[0]?["impact"]?["lines"]?[0]?["topic"] == "accessLost")
            let back = try await fixture.succeed("GET", "policies/\(id)/versions/2/diff/1?environment=Staging")
            #expect(back["impact"]?[0]?["impact"]?["lines"]?[0]?["topic"] == "accessGained")
            let east = try await fixture.succeed("GET", "policies/\(id)/diff?cluster=east")
            #expect(east["impact"]?[0]?["impact"] == .null)
            #expect(east["impact"]?[0]?["unchecked"]?[0]?["why"] == "cluster east: does not answer")
            let none = try await fixture.succeed("GET", "policies/\(id)/diff?cluster=east&impact=false")
            #expect(none["impact"] == nil)
            _ = try await fixture.deployed(id)
            let live = try await fixture.succeed("GET", "policies/\(id)/diff")
            #expect(live["impact"]?.array?.map { $0["cluster"] } == ["west"])
        }
    }

    @Test func thereIsATextForPeople() async throws {
        try await APIFixture.with { fixture in
            let id = try await prepare(fixture)
            let answer = try await fixture.succeed("GET", "policies/\(id)/diff?cluster=west&format=text")
            let text = answer.text
            #expect(text.hasPrefix("Version 1 → version 2\n- spec.rules[0].to[0].operation.methods[1]: \"POST\"\n"))
            #expect(text.contains("\nOn west:\nAuthorizationPolicy default/reviews changed\n"))
            #expect(text.contains("loses access: "))
        }
    }

    @Test func badInputIsSaid() async throws {
        try await APIFixture.with { fixture in
            let id = try await prepare(fixture)
            for (query, status, complaints) in [
                ("from=0", 400, ["query.from invalid"]), ("to=x", 400, ["query.to invalid"]),
                ("to=1", 404, ["query.from unknown"]), ("to=9", 404, []),
                ("cluster=nowhere", 404, ["query.cluster unknown"]),
                ("impact=maybe", 400, ["query.impact unknownValue"]),
            ] as [(String, Int, [String])] {
                let answer = try await fixture.send("GET", "policies/\(id)/diff?\(query)", inItsOwnWords: true)
                #expect(answer.status == status && answer.complaints == complaints, "\(query) \(answer.json.jsonText)")
            }
        }
    }
}
