import API
import Domain
import TestKit
import Testing

/// Policies: created, read, changed, deleted.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PolicyTests {
    @Test func aPolicyIsMadeOfYAML() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.succeed(
                "POST",
                "policies?owner=team-a&label=tier%3Dweb&label=x%3D1&semanticVersion=1.2.0&tag=beta&message=first",
                as: .developer, .yaml(Document.yaml("reviews")))
            #expect(answer.status == 201)
            #expect(answer.header("Location") == "/api/v1/policies/\(answer.id)")
            #expect(answer.header("ETag") == "\"1\"")
            #expect(answer["mesh"] == "istio")
            #expect(answer["group"] == "networking.istio.io")
            #expect(answer["owner"] == "team-a")
            #expect(answer["labels"] == ["tier": "web", "x": "1"])
            #expect(answer["live"] == [])
            let version = try #require(answer["version"])
            #expect(version["number"] == 1)
            #expect(version["source"] == .string(Document.yaml("reviews")))
            #expect(version["document"]?["spec"]?["hosts"] == ["reviews"])
            #expect(version["semanticVersion"] == "1.2.0")
            #expect(version["tags"] == ["beta"])
            #expect(version["author"] == "alex-developer")
            #expect(version["message"] == "first")
            let read = try await fixture.succeed("GET", "policies/\(answer.id)", as: .viewer)
            #expect(read.json == answer.json)
            #expect(read.header("ETag") == "\"1\"")
        }
    }

    @Test func aPolicyIsMadeOfAJSONDocument() async throws {
        try await APIFixture.with { fixture in
            let text = Document.json("reviews").jsonText
            let answer = try await fixture.succeed(
                "POST", "policies", .raw("\u{FEFF}" + text, mediaType: "application/json; charset=utf-8"))
            #expect(answer["owner"] == "alex-admin")
            #expect(answer["labels"] == [:])
            #expect(answer["version"]?["source"] == .string(text))
            let yaml = try await fixture.succeed("PUT", "policies/\(answer.id)", .yaml(Document.yaml("reviews")))
            #expect(yaml["latestVersion"] == 1)
        }
    }

    @Test func aPolicyIsMadeOfAnEnvelope() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.succeed(
                "POST", "policies",
                .json([
                    "document": Document.json("reviews"), "owner": "team-b", "labels": ["tier": "web"],
                    "semanticVersion": "2.0.0-rc.1", "tags": ["Beta", "stable"], "message": "moved",
                ]), inItsOwnWords: true)
            #expect(answer["owner"] == "team-b")
            #expect(answer["version"]?["source"] == .null)
            #expect(answer["version"]?["tags"] == ["beta", "stable"])
            let other = try await fixture.succeed(
                "POST", "policies", .json(["yaml": .string(Document.yaml("ratings")), "message": nil]),
                inItsOwnWords: true)
            #expect(other["owner"] == "alex-admin")
            #expect(other["version"]?["source"] == .string(Document.yaml("ratings")))
            let same = try await fixture.succeed(
                "PUT", "policies/\(other.id)", .json(["document": Document.json("ratings")]))
            #expect(same["latestVersion"] == 1)
        }
    }

    /// JSON is more than YAML reads: escaped slashes, surrogate pairs, tabs between the tokens.
    @Test func jsonIsReadAsJSON() async throws {
        try await APIFixture.with { fixture in
            let text = """
                {"apiVersion":"networking.istio.io\\/v1",\t"kind":"VirtualService",\t"metadata":{"name":"emoji",
                \t"annotations":{"note":"\\ud83d\\ude00 \\u007f \\u0085"}},\t"spec":{"hosts":["a"],
                "http":[{"route":[{"destination":{"host":"a"}}]}]}}
                """
            let answer = try await fixture.succeed("POST", "policies", .raw(text, mediaType: "application/json"))
            let note = answer["version"]?["document"]?["metadata"]?["annotations"]?["note"]
            #expect(note == "😀 \u{7F} \u{85}")
            let tree = try Formats().json(Array(text.utf8))
            let again = try await fixture.succeed("PUT", "policies/\(answer.id)", .json(["document": tree]))
            #expect(again["latestVersion"] == 1)
        }
    }

    @Test func aChangedDocumentIsANewVersionAndTheSameIsNone() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let changed = try await fixture.succeed(
                "PUT", "policies/\(id)?message=to%20v2", .yaml(Document.yaml("reviews", subset: "v2")))
            #expect(changed.status == 200)
            #expect(changed.header("ETag") == "\"2\"")
            #expect(changed["latestVersion"] == 2)
            #expect(changed["version"]?["message"] == "to v2")
            let comment = "# the same, in other words\n" + Document.yaml("reviews", subset: "v2")
            let same = try await fixture.succeed("PUT", "policies/\(id)", .yaml(comment))
            #expect(same["latestVersion"] == 2)
            #expect(same.header("ETag") == "\"2\"")
        }
    }

    @Test func metadataChangesWithoutAVersion() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let body: JSONValue = ["owner": "team-c", "labels": ["a": "b"]]
            let changed = try await fixture.succeed("PUT", "policies/\(id)", .json(body))
            #expect(changed["owner"] == "team-c")
            #expect(changed["labels"] == ["a": "b"])
            #expect(changed["latestVersion"] == 1)
            #expect(changed["revision"] == 2)
            let nothing = try await fixture.succeed("PUT", "policies/\(id)", .json([:]))
            #expect(nothing["revision"] == 2)
            let early = try await fixture.send("PUT", "policies/\(id)", .json(["tags": ["stable"], "message": "x"]))
            #expect(early.status == 400)
            #expect(early.complaints == ["tags noVersion", "message noVersion"])
        }
    }

    @Test func absentIsAVersion() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let gone = try await fixture.succeed(
                "PUT", "policies/\(id)", .json(["absent": true, "message": "retired"]))
            #expect(gone["latestVersion"] == 2)
            #expect(gone["version"]?["absent"] == true)
            #expect(gone["version"]?["document"] == .null)
            let again = try await fixture.succeed("PUT", "policies/\(id)", .json(["absent": true]))
            #expect(again["latestVersion"] == 2)
            let first = try await fixture.send("POST", "policies", .json(["absent": true]))
            #expect(first.status == 400)
            #expect(first.complaints == ["document missing"])
        }
    }

    @Test func ifMatchGuardsUpdates() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let body = Content.json(["owner": "team"])
            for stale in ["\"2\"", "\"0\"", "W/\"7\""] {
                let answer = try await fixture.send("PUT", "policies/\(id)", body, headers: ["if-match": stale])
                #expect(answer.status == 412)
                #expect(answer["etag"] == "\"1\"")
            }
            for nonsense in ["1", "\"one\"", "\"", "\"\"", "\"99999999999999999999\"", "\"1\", \"2\""] {
                let answer = try await fixture.send("PUT", "policies/\(id)", body, headers: ["if-match": nonsense])
                #expect(answer.status == 412, "\(nonsense)")
            }
            let fresh = try await fixture.succeed("PUT", "policies/\(id)", body, headers: ["if-match": "\"1\""])
            #expect(fresh.header("ETag") == "\"2\"")
            try await fixture.succeed("PUT", "policies/\(id)", .json(["owner": "x"]), headers: ["if-match": "*"])
            let restore = try await fixture.send(
                "POST", "policies/\(id)/versions/1/restore", headers: ["if-match": "\"1\""])
            #expect(restore.status == 412)
            let deletion = try await fixture.send("DELETE", "policies/\(id)", headers: ["if-match": "\"1\""])
            #expect(deletion.status == 412)
            try await fixture.succeed("DELETE", "policies/\(id)", headers: ["if-match": "\"3\""])
        }
    }

    @Test func aKeyIsTakenOnce() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let second = try await fixture.send("POST", "policies", .yaml(Document.yaml("reviews", subset: "v9")))
            #expect(second.status == 409)
            #expect(second["existing"] == .string(id))
            try await fixture.succeed("POST", "policies", .yaml(Document.yaml("reviews", namespace: "other")))
            let moved = try await fixture.send("PUT", "policies/\(id)", .yaml(Document.yaml("ratings")))
            #expect(moved.status == 422)
            #expect(moved.complaints == ["metadata otherObject"])
            #expect(try await fixture.succeed("DELETE", "policies/\(id)").status == 204)
            #expect(try await fixture.send("GET", "policies/\(id)").status == 404)
            #expect(try await fixture.send("GET", "policies/\(id)/versions").status == 404)
            #expect(try await fixture.send("GET", "policies/\(id)/versions/1").status == 404)
            #expect(try await fixture.send("PUT", "policies/\(id)", .yaml(Document.yaml("reviews"))).status == 404)
            #expect(try await fixture.send("DELETE", "policies/\(id)").status == 404)
            #expect(try await fixture.policy("reviews") != id)
        }
    }

    @Test func aLivePolicyCannotBeDeleted() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.policy("reviews")
            let deployment = try await fixture.deploy(id)
            let busy = try await fixture.send("DELETE", "policies/\(id)")
            #expect(busy.status == 409)
            #expect(busy["deployment"] == .string(deployment))
            try await fixture.worker.work(deployment)
            let live = try await fixture.send("DELETE", "policies/\(id)")
            #expect(live.status == 409)
            #expect(live["clusters"] == ["west"])
            let shown = try await fixture.succeed("GET", "policies/\(id)")
            #expect(shown["live"] == [["cluster": "west", "version": 1, "deployment": .string(deployment)]])
            try await fixture.succeed("PUT", "policies/\(id)", .json(["absent": true]))
            _ = try await fixture.deployed(id)
            try await fixture.succeed("DELETE", "policies/\(id)")
        }
    }
}
