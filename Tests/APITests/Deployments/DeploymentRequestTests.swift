import API
import Domain
import TestKit
import Testing

/// What a deployment may be asked for, and what is said where it cannot be.
@Suite(.enabled(if: TestDatabase.mustRun)) struct DeploymentRequestTests {
    @Test func everyMemberOfTheRequestIsKept() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east")
            try await fixture.cluster("linker", mesh: "linkerd")
            let id = try await fixture.policy("reviews")
            try await fixture.version(id, "reviews", subset: "v2")
            let body: JSONValue = [
                "policies": [["id": .string(id), "version": 1]], "clusters": ["west"], "strategy": ["type": "direct"],
                "onFailure": "stop", "onConflict": "takeover", "ifActive": "refuse", "acceptWarnings": ["HS1016"],
                "reason": "because",
            ]
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let answer = try await fixture.succeed(
                "POST", "deployments", .json(body), headers: ["traceparent": trace], inItsOwnWords: true)
            #expect(answer.status == 202)
            #expect(answer.header("Location") == "/api/v1/deployments/\(answer.id)")
            #expect(answer["status"] == "Pending")
            #expect(answer["reason"] == "because")
            #expect(answer["policies"] == [["id": .string(id), "version": 1]])
            #expect(answer["environment"] == "Staging")
            #expect(answer["clusters"] == ["west"])
            #expect(answer["strategy"] == ["type": "Direct"])
            #expect(answer["steps"] == ["validate", "apply"])
            #expect(answer["step"] == ["index": 0, "name": "validate", "heading": nil, "outstanding": ["west"]])
            #expect(answer["onFailure"] == "stop")
            #expect(answer["onConflict"] == "takeOver")
            #expect(answer["requestedBy"] == "alex-admin")
            let stored = try await fixture.database.count(
                "SELECT count(*) FROM deployments WHERE traceparent = '\(trace)'")
            #expect(stored == 1)
            let audited = try await fixture.database.count(
                """
                SELECT count(*) FROM audit_log WHERE action = 'deployment.create' AND actor = 'alex-admin'
                AND address = '192.0.2.7' AND details->'acceptWarnings'->>0 = 'HS1016'
                """)
            #expect(audited == 1)
            #expect(try await fixture.succeed("GET", "deployments/\(answer.id)", as: .viewer).json == answer.json)
        }
    }

    @Test func withoutAWordItIsDirectToTheWholeEnvironment() async throws {
        try await APIFixture.with { fixture in
            for name in ["west", "east"] { try await fixture.cluster(name) }
            try await fixture.cluster("linker", mesh: "linkerd")
            try await fixture.cluster("dev", environment: "Development")
            let id = try await fixture.policy("reviews")
            try await fixture.version(id, "reviews", subset: "v2")
            let answer = try await fixture.succeed(
                "POST", "deployments", as: .developer,
                .json(["policies": [["id": .string(id), "version": nil]], "environment": "STAGING", "reason": nil]),
                inItsOwnWords: true)
            #expect(answer["policies"] == [["id": .string(id), "version": 2]])
            #expect(Set(answer["clusters"]?.array ?? []) == ["west", "east"])
            #expect(answer["reason"] == .null)
            #expect(answer["onFailure"] == "rollback")
            #expect(answer["onConflict"] == "refuse")
            let status = try await fixture.succeed("GET", "deployments/\(answer.id)/status", as: .viewer)
            #expect(status["terminal"] == false)
            #expect(status["objects"]?.array?.map { $0["cluster"] } == ["east", "west"])
            #expect(status["objects"]?[0]?["state"] == "old")
            #expect(status["objects"]?[0]?["version"] == 2)
            #expect(status["objects"]?[0]?["versionBefore"] == .null)
        }
    }

    @Test func aTraceparentThatIsNoneIsNotPassedOn() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let bad = [
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "nonsense",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01", "", "----",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
            ]
            for (number, trace) in bad.enumerated() {
                let id = try await fixture.policy("policy-\(number)")
                try await fixture.succeed(
                    "POST", "deployments", .json(["policies": [["id": .string(id)]], "environment": "Staging"]),
                    headers: ["traceparent": trace])
            }
            #expect(try await fixture.database.count("SELECT count(traceparent) FROM deployments") == 0)
            let id = try await fixture.policy("later")
            try await fixture.succeed(
                "POST", "deployments", .json(["policies": [["id": .string(id)]], "environment": "Staging"]),
                headers: ["traceparent": "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-future"])
            #expect(try await fixture.database.count("SELECT count(traceparent) FROM deployments") == 1)
        }
    }

    @Test func whatCannotBeReadIsSaidWithItsPlace() async throws {
        try await APIFixture.with { fixture in
            let known = JSONValue.string(absentID)
            let target: [String: JSONValue] = ["policies": [["id": known]], "environment": "Staging"]
            func with(_ more: [String: JSONValue]) -> JSONValue { .object(target.merging(more) { $1 }) }
            let bad: [(JSONValue, [String])] = [
                ([], [" wrongType"]), (nil, [" wrongType"]), ("x", [" wrongType"]),
                ([:], ["policies missing", "environment missing"]),
                (["policies": [:], "environment": "Staging"], ["policies wrongType"]),
                (with(["policies": [7]]), ["policies[0] wrongType"]),
                (with(["policies": [[:]]]), ["policies[0].id missing"]),
                (with(["policies": [["id": 7]]]), ["policies[0].id wrongType"]),
                (with(["policies": [["id": ""]]]), ["policies[0].id empty"]),
                (with(["policies": [["id": "7"]]]), ["policies[0].id invalid"]),
                (with(["policies": [["id": known, "version": 0]]]), ["policies[0].version invalid"]),
                (with(["policies": [["id": known, "version": "1"]]]), ["policies[0].version wrongType"]),
                (with(["policies": [["id": known, "version": 1.5]]]), ["policies[0].version wrongType"]),
                (
                    with(["policies": [["id": known, "verison": 1], ["name": "x"]]]),
                    ["policies[0].verison unknownField", "policies[1].id missing", "policies[1].name unknownField"]
                ), (with(["clusters": ["west"]]), ["clusters ambiguous"]),
                (["policies": [["id": known]], "clusters": "west"], ["clusters wrongType"]),
                (["policies": [["id": known]], "clusters": [1]], ["clusters wrongType"]),
                (["policies": [["id": known]], "environment": ""], ["environment empty"]),
                (["policies": [["id": known]], "environment": "a\u{0}b"], [" syntax"]),
                (with(["strategy": ["type": "Dirct"]]), ["strategy.type unknownValue"]),
                (with(["strategy": [:]]), ["strategy.type missing"]), (with(["strategy": 5]), ["strategy wrongType"]),
                (with(["strategy": ["type": "Direct", "steps": 5]]), ["strategy.steps unknownField"]),
                (with(["onFailure": "explode"]), ["onFailure unknownValue"]),
                (with(["onConflict": true]), ["onConflict wrongType"]),
                (with(["ifActive": "wait"]), ["ifActive unknownValue"]),
                (with(["acceptWarnings": "HS1016"]), ["acceptWarnings wrongType"]),
                (with(["reason": "\u{0}"]), [" syntax"]), (with(["reson": "x"]), ["reson unknownField"]),
                (with(["a b": 1]), ["[\"a b\"] unknownField"]),
            ]
            for (body, complaints) in bad {
                let answer = try await fixture.send("POST", "deployments", .json(body))
                #expect(answer.status == 400, "\(body.jsonText)")
                #expect(answer.complaints == complaints, "\(body.jsonText)")
                #expect(answer.errors.allSatisfy { $0["line"] == 1 }, "\(body.jsonText)")
            }
        }
    }

    @Test func aBodyOfMistakesIsAnsweredShortly() async throws {
        try await APIFixture.with { fixture in
            var body: [String: JSONValue] = ["policies": .array(Array(repeating: [:], count: 2000))]
            for number in 0..<2000 { body["field-\(number)"] = 1 }
            let answer = try await fixture.send("POST", "deployments", .json(.object(body)))
            #expect(answer.status == 400)
            #expect(answer.errors.count == 100)
        }
    }

    @Test func linesAreThoseOfTheBody() async throws {
        try await APIFixture.with { fixture in
            let body = """
                {
                  "policies": [
                    {"id": "\(absentID)",
                     "version": 0}
                  ],
                  "environment": "Staging", "strategy": {"type": "Dirct"}
                }
                """
            let answer = try await fixture.send("POST", "deployments", .raw(body, mediaType: "application/json"))
            #expect(answer.places == ["policies[0].version 4:6", "strategy.type 6:42"])
            #expect(answer.detail == "policies[0].version must be 1 or more and is 0")
            let unknown = body.replacing("\"version\": 0", with: "\"version\": 3").replacing("Dirct", with: "Direct")
            let missing = try await fixture.send("POST", "deployments", .raw(unknown, mediaType: "application/json"))
            #expect(missing.status == 404)
            #expect(missing.places == ["policies[0].id 3:6"])
        }
    }

    @Test func whatDoesNotExistOrCannotBeIsSaidWithItsPath() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east", environment: "Development")
            try await fixture.cluster("linker", environment: "Production", mesh: "linkerd")
            let id = JSONValue.string(try await fixture.policy("reviews"))
            let one: JSONValue = [["id": id]]
            let cases: [(JSONValue, Int, String)] = [
                (["policies": [["id": .string(absentID)]], "environment": "Staging"], 404, "policies[0].id unknown"),
                (
                    ["policies": [["id": id, "version": 2]], "environment": "Staging"], 404,
                    "policies[0].version unknown"
                ),
                (["policies": one, "environment": "Mars"], 404, "environment unknown"),
                (["policies": one, "clusters": ["west", "north"]], 404, "clusters[1] unknown"),
                (["policies": [], "environment": "Staging"], 422, "policies empty"),
                (["policies": [["id": id], ["id": id]], "environment": "Staging"], 422, "policies[1].id duplicate"),
                (["policies": one, "clusters": []], 422, "clusters noCluster"),
                (["policies": one, "clusters": ["west", "west"]], 422, "clusters[1] duplicate"),
                (["policies": one, "clusters": ["west", "east"]], 422, "clusters mixedEnvironments"),
                (["policies": one, "clusters": ["linker"]], 422, "clusters noCluster"),
                (["policies": one, "environment": "Production"], 422, "environment noCluster"),
            ]
            for (body, status, complaint) in cases {
                let answer = try await fixture.send("POST", "deployments", .json(body))
                #expect(answer.status == status, "\(body.jsonText)")
                #expect(answer.complaints == [complaint], "\(body.jsonText)")
                #expect(answer.errors.first?["line"] == 1)
            }
            #expect(try await fixture.succeed("GET", "deployments").items.isEmpty)
            #expect(try await fixture.database.count("SELECT count(*) FROM object_locks") == 0)
        }
    }

    /// A cluster that another process has just registered is there at once.
    @Test func whatAnotherProcessHasRegisteredIsFound() async throws {
        try await APIFixture.with { fixture in
            let id = JSONValue.string(try await fixture.policy("reviews"))
            let body: JSONValue = ["policies": [["id": id]], "clusters": ["late"]]
            #expect(try await fixture.send("POST", "deployments", .json(body)).status == 404)
            let other = try APIFixture(fixture.database, store: fixture.database.store)
            try await other.succeed("POST", "environments", .json(["name": "Canary"]))
            try await other.cluster("late", environment: "Canary")
            #expect(try await fixture.succeed("GET", "environments/canary")["name"] == "Canary")
            let answer = try await fixture.succeed("POST", "deployments", .json(body))
            #expect(answer["clusters"] == ["late"])
            #expect(answer["environment"] == "Canary")
        }
    }

    /// The rights to Production are asked of what is deployed to, not of what this process remembers.
    @Test func aProductionClusterThatIsNewIsProductionAtOnce() async throws {
        try await APIFixture.with { fixture in
            let id = JSONValue.string(try await fixture.policy("reviews"))
            _ = try await fixture.succeed("GET", "clusters?environment=Staging")
            let other = try APIFixture(fixture.database, store: fixture.database.store)
            try await other.cluster("late", environment: "Production")
            let body: JSONValue = ["policies": [["id": id]], "clusters": ["late"]]
            #expect(try await fixture.send("POST", "deployments", as: .developer, .json(body)).status == 403)
            #expect(try await fixture.database.count("SELECT count(*) FROM deployments") == 0)
        }
    }
}
