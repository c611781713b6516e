import API
import Domain
import Ports
import TestKit
import Testing

/// Checks of a version without a deployment: validation and dry-run.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PolicyCheckTests {
    @Test func validationTellsOfAVersion() async throws {
        try await APIFixture.with { fixture in
            let text = Document.yaml("reviews").replacing("metadata:\n", with: "metadata:\n  uid: abc\n")
            let id = try await fixture.succeed("POST", "policies", .yaml(text)).id
            try await fixture.succeed("PUT", "policies/\(id)", .json(["absent": true]))
            let newest = try await fixture.succeed("POST", "policies/\(id)/validate", as: .operator)
            #expect(newest.json == ["valid": true, "version": 2, "findings": [], "clusters": []])
            let first = try await fixture.succeed("POST", "policies/\(id)/validate", .json(["version": 1]))
            #expect(first["valid"] == true)
            #expect(first["version"] == 1)
            #expect(try await fixture.send("POST", "policies/\(absentID)/validate").status == 404)
            for (body, status, complaints) in [
                (["version": 3], 404, ["version unknown"]), (["version": 0], 404, ["version unknown"]),
                (["version": .int(.max)], 404, ["version unknown"]), (["version": "1"], 400, ["version wrongType"]),
                (["versoin": 1], 400, ["versoin unknownField"]),
            ] as [(JSONValue, Int, [String])] {
                let answer = try await fixture.send("POST", "policies/\(id)/validate", .json(body))
                #expect(answer.status == status, "\(body.jsonText)")
                #expect(answer.complaints == complaints)
            }
        }
    }

    @Test func aDryRunAsksTheClustersOfTheMesh() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east", environment: "Development")
            try await fixture.cluster("linker", mesh: "linkerd")
            let id = try await fixture.policy("reviews")
            let all = try await fixture.succeed("POST", "policies/\(id)/dry-run", as: .operator)
            #expect(all["accepted"] == true)
            #expect(all["clusters"]?.array?.map { $0["cluster"] } == ["east", "west"])
            let one = try await fixture.succeed("POST", "policies/\(id)/dry-run", .json(["environment": "staging"]))
            #expect(one["clusters"]?.array?.map { $0["cluster"] } == ["west"])
            let named = try await fixture.succeed("POST", "policies/\(id)/dry-run", .json(["clusters": ["east"]]))
            #expect(named["clusters"]?.array?.map { $0["cluster"] } == ["east"])
            #expect(fixture.clusters["west"].writes == 0)
            for (body, status, complaints) in [
                (["environment": "Nowhere"], 404, ["environment unknown"]),
                (["clusters": ["west", "north"]], 404, ["clusters[1] unknown"]),
                (["clusters": ["linker"]], 422, ["clusters noCluster"]),
                (["clusters": []], 422, ["clusters noCluster"]),
                (["environment": "Production"], 422, ["environment noCluster"]),
                (["onConflict": "fight"], 400, ["onConflict unknownValue"]),
            ] as [(JSONValue, Int, [String])] {
                let answer = try await fixture.send("POST", "policies/\(id)/dry-run", .json(body))
                #expect(answer.status == status, "\(body.jsonText)")
                #expect(answer.complaints == complaints)
            }
        }
    }

    @Test func aRefusalHasItsPlaceInTheSource() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("broken")
            let id = try await fixture.policy("reviews")
            fixture.clusters["west"].set {
                $0.refusal = .invalid(
                    message: "is invalid", [FieldProblem(path: "spec.http[0].route[0]", message: "weight is needed")])
            }
            fixture.clusters["broken"].set { $0.failure = PortError(.transient, "cluster broken", "does not answer") }
            let answer = try await fixture.succeed("POST", "policies/\(id)/dry-run")
            #expect(answer["accepted"] == false)
            let (broken, west) = (answer["clusters"]?[0], answer["clusters"]?[1])
            #expect(broken?["failure"] == "cluster broken: does not answer")
            #expect(broken?["accepted"] == false)
            #expect(west?["failure"] == .null)
            let finding = try #require(west?["findings"]?[0])
            #expect(finding["path"] == "spec.http[0].route[0]")
            #expect(finding["line"] == 10)
            #expect(finding["message"] == "spec.http[0].route[0]: weight is needed")
        }
    }

    @Test func fieldsThatTheClusterWouldDropAreFindings() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            fixture.clusters["west"].set { $0.dropped = ["http"] }
            let answer = try await fixture.succeed("POST", "policies/\(id)/dry-run")
            #expect(answer["accepted"] == false)
            #expect(answer["clusters"]?[0]?["findings"]?[0]?["path"] == "spec.http")
            fixture.clusters["west"].set { $0.unserved = ["virtualservices"] }
            let unserved = try await fixture.succeed("POST", "policies/\(id)/dry-run")
            #expect(unserved["accepted"] == false)
        }
    }
}
