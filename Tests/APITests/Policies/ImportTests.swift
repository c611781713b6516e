import API
import Application
import Domain
import Ports
import TestKit
import Testing

/// Live objects become policies.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ImportTests {
    private static func live(_ name: String, namespace: String = "default") -> JSONValue {
        var body = Document.json(name)
        body["metadata"] = [
            "name": .string(name), "namespace": .string(namespace), "uid": "u1", "resourceVersion": "7",
            "managedFields": [["manager": "kubectl"]],
        ]
        return body
    }

    @Test func liveObjectsAreAdopted() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let known = try await fixture.policy("known")
            fixture.clusters["west"].set {
                $0.objects["virtualservices"] = [
                    Self.live("reviews"), Self.live("known"), Self.live("ratings", namespace: "Bad_"),
                ]
            }
            let answer = try await fixture.succeed(
                "POST", "policies/import", as: .developer, .json(["cluster": "west", "owner": "team-a"]))
            #expect(answer.items.map { $0["outcome"] } == ["adopted", "known", "refused"])
            let adopted = try #require(answer.items[0]["policy"])
            #expect(adopted["owner"] == "team-a")
            #expect(adopted["version"]?["message"] == "Adopted from cluster west")
            #expect(adopted["version"]?["document"]?["metadata"] == ["name": "reviews", "namespace": "default"])
            #expect(answer.items[1]["policy"]?["id"] == .string(known))
            #expect(answer.items[2]["object"] == "Bad_/ratings")
            #expect(fixture.clusters["west"].writes == 0)
            let again = try await fixture.succeed("POST", "policies/import", .json(["cluster": "west"]))
            #expect(again.items.map { $0["outcome"] } == ["known", "known", "refused"])
        }
    }

    @Test func aSelectionNarrows() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set {
                $0.objects["virtualservices"] = [Self.live("a"), Self.live("b"), Self.live("a", namespace: "other")]
                $0.unserved = ["gateways"]
            }
            let body: JSONValue = ["cluster": "west", "kind": "virtualservice", "namespace": "default", "name": "b"]
            let answer = try await fixture.succeed("POST", "policies/import", .json(body), inItsOwnWords: true)
            #expect(answer.items.map { $0["policy"]?["name"] } == ["b"])
            #expect(answer.items.first?["policy"]?["owner"] == "alex-admin")
            let none = try await fixture.succeed(
                "POST", "policies/import", .json(["cluster": "west", "kind": "Gateway"]))
            #expect(none.items.isEmpty)
        }
    }

    @Test func whatCannotBeImported() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            for (body, status, complaints) in [
                ([:], 400, ["cluster missing"]), (["cluster": "north"], 404, ["cluster unknown"]),
                (["cluster": "west", "kind": "Pod"], 400, ["kind unknownValue"]),
                (["cluster": "west", "kind": "Server"], 422, ["kind otherMesh"]),
                (["cluster": "west", "owner": ""], 400, ["owner empty"]),
            ] as [(JSONValue, Int, [String])] {
                let answer = try await fixture.send("POST", "policies/import", .json(body))
                #expect(answer.status == status, "\(body.jsonText)")
                #expect(answer.complaints == complaints)
            }
            fixture.clusters["west"].set { $0.failure = PortError(.transient, "cluster west", "timed out") }
            let away = try await fixture.send("POST", "policies/import", .json(["cluster": "west"]))
            #expect(away.status == 503)
            #expect(away.header("Retry-After") == "2")
            fixture.clusters["west"].set { $0.failure = PortError(.permanent, "cluster west", "forbidden") }
            #expect(try await fixture.send("POST", "policies/import", .json(["cluster": "west"])).status == 502)
        }
    }

    /// Two imports at the same moment: every object is adopted by one of them, and both are answered.
    @Test func importsAtTheSameMomentDoNotHinderEachOther() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set {
                $0.objects["virtualservices"] = (0..<10).map { Self.live("object-\($0)") }
            }
            let body = Content.json(["cluster": "west"])
            async let one = fixture.succeed("POST", "policies/import", body)
            async let other = fixture.succeed("POST", "policies/import", body)
            let outcomes = try await (one.items + other.items).map { $0["outcome"] }
            #expect(outcomes.count { $0 == "adopted" } == 10)
            #expect(outcomes.count { $0 == "known" } == 10)
        }
    }
}
