import API
import Domain
import TestKit
import Testing

/// Environments.
@Suite(.enabled(if: TestDatabase.mustRun)) struct EnvironmentTests {
    @Test func thereAreThreeToStartWith() async throws {
        try await APIFixture.with { fixture in
            let list = try await fixture.succeed("GET", "environments", as: .viewer)
            #expect(list.items.map { $0["name"] } == ["Development", "Production", "Staging"])
            #expect(list.items.map { $0["production"] } == [false, true, false])
        }
    }

    @Test func anEnvironmentIsMadeReadAndDeleted() async throws {
        try await APIFixture.with { fixture in
            let made = try await fixture.succeed(
                "POST", "environments", .json(["name": "Production-EU", "production": true]))
            #expect(made.status == 201)
            #expect(made.header("Location") == "/api/v1/environments/Production-EU")
            #expect(try await fixture.succeed("GET", "environments/production-eu", as: .viewer).json == made.json)
            try await fixture.cluster("west", environment: "Production-EU")
            let inUse = try await fixture.send("DELETE", "environments/Production-EU")
            #expect(inUse.status == 409)
            #expect(inUse.detail.contains("west"))
            try await fixture.succeed("DELETE", "clusters/west")
            try await fixture.succeed("DELETE", "environments/production-EU")
            #expect(try await fixture.send("GET", "environments/Production-EU").status == 404)
            #expect(try await fixture.send("DELETE", "environments/Production-EU").status == 404)
        }
    }

    @Test func namesAreTakenWithoutRegardToCase() async throws {
        try await APIFixture.with { fixture in
            for name in ["Production", "PRODUCTION"] {
                let answer = try await fixture.send("POST", "environments", .json(["name": .string(name)]))
                #expect(answer.status == 409)
                #expect(answer["existing"] == (try await fixture.succeed("GET", "environments/production")["id"]))
            }
        }
    }

    @Test func whatIsWrongIsSaid() async throws {
        try await APIFixture.with { fixture in
            for (body, complaint) in [
                ([:], "name missing"), (["name": ""], "name empty"), (["name": "a b"], "name invalid"),
                (["name": "a/b"], "name invalid"), (["name": "-a"], "name invalid"), (["name": "ä"], "name invalid"),
                (["name": .string(String(repeating: "a", count: 64))], "name invalid"),
                (["name": "a", "production": "yes"], "production wrongType"),
                (["name": "a", "prod": true], "prod unknownField"),
            ] as [(JSONValue, String)] {
                let answer = try await fixture.send("POST", "environments", .json(body))
                #expect(answer.status == 400)
                #expect(answer.complaints == [complaint], "\(body.jsonText)")
            }
        }
    }
}
