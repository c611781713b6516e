import API
import Domain
import TestKit
import Testing

/// Findings that somebody with the right to it wants to hear no more of.
@Suite(.enabled(if: TestDatabase.mustRun)) struct SuppressionTests {
    private func body(_ suppress: JSONValue) -> JSONValue {
        var service = Document.json("reviews")
        service["spec"]?["http"] = [["route": [["destination": ["host": "nowhere"]]]]]
        return ["documents": [service], "clusters": ["west"], "suppress": suppress]
    }

    private func prepare(_ fixture: APIFixture) async throws {
        try await fixture.cluster("west")
        fixture.clusters["west"].set {
            $0.objects = [
                "services": [["metadata": ["name": "reviews", "namespace": "default"], "spec": [:]]]
            ]
        }
    }

    @Test func aSuppressedFindingIsKeptApartAndAudited() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let before = try await fixture.succeed("POST", "validation/validate", .json(body([])))
            #expect(before["valid"] == false)
            let suppress: JSONValue = [
                ["code": "HS5001", "object": "VirtualService/*/reviews", "reason": "the service comes next week"]
            ]
            let after = try await fixture.succeed("POST", "validation/validate", .json(body(suppress)))
            #expect(after["valid"] == true)
            #expect(after["clusters"]?[0]?["suppressed"]?[0]?["finding"]?["code"] == "HS5001")
            #expect(after["clusters"]?[0]?["suppressed"]?[0]?["reason"] == "the service comes next week")
            let audited = """
                SELECT count(*) FROM audit_log WHERE action = 'validation.suppress' AND actor <> ''
                    AND details::jsonb @> '{"suppress": [{"code": "HS5001", "reason": "the service comes next week"}]}'
                """
            #expect(try await fixture.database.count(audited) == 1)
        }
    }

    @Test func itTakesAReasonAKnownCodeAndTheRight() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let id = try await fixture.policy("reviews")
            for (suppress, complaints) in [
                ([["code": "HS5001"]], ["suppress[0].reason missing"]),
                ([["code": "HS5001", "reason": "  "]], ["suppress[0].reason missing"]),
                ([["code": "HS0000", "reason": "why"]], ["suppress[0].code unknown"]),
                ([["code": "HS5001", "object": "reviews", "reason": "why"]], ["suppress[0].object invalid"]),
            ] as [(JSONValue, [String])] {
                let answer = try await fixture.send(
                    "POST", "validation/validate", .json(body(suppress)), inItsOwnWords: true)
                #expect(answer.status == 400 && answer.complaints == complaints, "\(suppress.jsonText)")
                let deployment: JSONValue = [
                    "policies": [["id": .string(id)]], "environment": "Staging", "suppress": suppress,
                ]
                let refused = try await fixture.send("POST", "deployments", .json(deployment), inItsOwnWords: true)
                #expect(refused.status == 400 && refused.complaints == complaints, "\(suppress.jsonText)")
            }
            let good: JSONValue = [["code": "HS5001", "reason": "why"]]
            for path in ["validation/validate", "validation/dry-run"] {
                #expect(try await fixture.send("POST", path, as: .developer, .json(body(good))).status == 403)
            }
            let deployment: JSONValue = [
                "policies": [["id": .string(id)]], "environment": "Staging", "suppress": good,
            ]
            #expect(try await fixture.send("POST", "deployments", as: .developer, .json(deployment)).status == 403)
            try await fixture.succeed("POST", "deployments", .json(deployment))
            let audited = """
                SELECT count(*) FROM audit_log WHERE action = 'deployment.create'
                    AND details::jsonb @> '{"suppress": [{"code": "HS5001", "reason": "why"}]}'
                """
            #expect(try await fixture.database.count(audited) == 1)
        }
    }

    @Test func whatTheMeshRefusesIsNotSuppressed() async throws {
        try await APIFixture.with { fixture in
            let broken = Document.yaml("reviews").replacing("spec:", with: "spec:\n  htpp: 1")
            let answer = try await fixture.succeed(
                "POST", "validation/validate",
                .json(["yaml": .string(broken), "suppress": [["code": "HS1015", "reason": "why not"]]]))
            #expect(answer["valid"] == false && answer["suppressed"] == [])
        }
    }
}
