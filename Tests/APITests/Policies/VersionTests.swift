import API
import Domain
import TestKit
import Testing

/// Versions: read, compared, restored, tagged.
@Suite(.enabled(if: TestDatabase.mustRun)) struct VersionTests {
    @Test func versionsAreListedAndRead() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            for subset in ["v2", "v3"] { try await fixture.version(id, "reviews", subset: subset) }
            let list = try await fixture.succeed("GET", "policies/\(id)/versions", as: .viewer)
            #expect(list.items.map { $0["number"] } == [3, 2, 1])
            let one = try await fixture.succeed("GET", "policies/\(id)/versions/2", as: .viewer)
            #expect(one.json == list.items[1])
            for number in ["0", "-1", "4", "x", "2.0", "99999999999", "99999999999999999999", "%00"] {
                let answer = try await fixture.send("GET", "policies/\(id)/versions/\(number)")
                #expect(answer.status == 404, "\(number)")
            }
        }
    }

    @Test func aDiffSaysWhoIsLetInAndKeptOut() async throws {
        try await APIFixture.with { fixture in
            func policy(_ methods: [JSONValue]) -> JSONValue {
                BadInputTests.document(
                    "AuthorizationPolicy", group: "security",
                    ["action": "ALLOW", "rules": [["to": [["operation": ["methods": .array(methods)]]]]]])
            }
            let id = try await fixture.succeed("POST", "policies", .json(policy(["GET", "PUT"]))).id
            try await fixture.succeed("PUT", "policies/\(id)", .json(policy(["GET", "POST"])))
            let access = try await fixture.succeed("GET", "policies/\(id)/versions/1/diff/2", as: .viewer)["access"]
            let (allowed, denied) = (access?["newlyAllowed"], access?["newlyDenied"])
            #expect(allowed?.array?.count == 1 && allowed?[0]?["requests"] == "methods: POST")
            #expect(allowed?[0]?["rule"] == ["to": [["operation": ["methods": ["POST"]]]]])
            #expect(denied?.array?.count == 1 && denied?[0]?["requests"] == "methods: PUT")
            #expect(access?["caveats"] == [])
            let same = try await fixture.succeed("GET", "policies/\(id)/versions/2/diff/2")["access"]
            #expect(same == ["newlyAllowed": [], "newlyDenied": [], "caveats": []])
        }
    }

    @Test func aDiffNamesEveryField() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            try await fixture.version(id, "reviews", subset: "v2")
            try await fixture.succeed("PUT", "policies/\(id)", .json(["absent": true]))
            let diff = try await fixture.succeed("GET", "policies/\(id)/versions/1/diff/2", as: .viewer)
            #expect(
                diff["changes"] == [
                    [
                        "path": "spec.http[0].route[0].destination.subset", "kind": "changed", "old": "v1",
                        "new": "v2",
                    ]
                ])
            #expect(try await fixture.succeed("GET", "policies/\(id)/versions/2/diff/2")["changes"] == [])
            let removal = try await fixture.succeed("GET", "policies/\(id)/versions/2/diff/3")
            #expect(removal["changes"]?[0]?["kind"] == "removed")
            #expect(removal["changes"]?[0]?["path"] == "")
            #expect(diff["access"] == .null && removal["access"] == .null)
            for pair in ["1/diff/9", "9/diff/1", "0/diff/1", "1/diff/x"] {
                #expect(try await fixture.send("GET", "policies/\(id)/versions/\(pair)").status == 404, "\(pair)")
            }
            #expect(try await fixture.send("GET", "policies/\(absentID)/versions/1/diff/2").status == 404)
        }
    }

    @Test func anOldVersionIsRestoredAsANewOne() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            try await fixture.version(id, "reviews", subset: "v2")
            let restored = try await fixture.succeed(
                "POST", "policies/\(id)/versions/1/restore", as: .developer, .json(["message": "v2 was slow"]))
            #expect(restored.status == 201)
            #expect(restored.header("Location") == "/api/v1/policies/\(id)")
            #expect(restored["version"]?["number"] == 3)
            #expect(restored["version"]?["message"] == "v2 was slow")
            #expect(try await fixture.succeed("GET", "policies/\(id)/versions/1/diff/3")["changes"] == [])
            let plain = try await fixture.succeed("POST", "policies/\(id)/versions/2/restore")
            #expect(plain["version"]?["message"] == "Restores version 2")
            #expect(try await fixture.send("POST", "policies/\(id)/versions/9/restore").status == 404)
            #expect(try await fixture.send("POST", "policies/\(absentID)/versions/1/restore").status == 404)
            let odd = try await fixture.send("POST", "policies/\(id)/versions/1/restore", .json(["mesage": "x"]))
            #expect(odd.complaints == ["mesage unknownField"])
            #expect(odd.detail.hasSuffix("did you mean message?"))
        }
    }

    @Test func tagsAreReplaced() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let path = "policies/\(id)/versions/1/tags"
            let tagged = try await fixture.succeed("PUT", path, as: .developer, .json(["tags": ["stable", "beta"]]))
            #expect(tagged["tags"] == ["beta", "stable"])
            #expect(try await fixture.succeed("PUT", path, .json(["tags": []]))["tags"] == [])
            let wrong: [(JSONValue, [String])] = [
                ([:], ["tags missing"]), (["tags": ["best"]], ["tags unknownValue"]),
                (["tags": "stable"], ["tags wrongType"]), (["tags": [1]], ["tags wrongType"]),
                (["tags": ["stable"], "tag": 1], ["tag unknownField"]), ([], [" wrongType"]),
            ]
            for (body, complaints) in wrong {
                let answer = try await fixture.send("PUT", path, .json(body))
                #expect(answer.status == 400)
                #expect(answer.complaints == complaints, "\(body.jsonText)")
            }
            let absent = try await fixture.send(
                "PUT", "policies/\(id)/versions/2/tags", .json(["tags": ["stable"]]))
            #expect(absent.status == 404)
        }
    }
}

/// An id that nothing has.
let absentID = "01900000-0000-7000-8000-000000000000"
