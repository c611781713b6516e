import API
import Domain
import TestKit
import Testing

/// Bodies that are no policy: what is said about them, and where.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PolicyBodyTests {
    /// A body, and the place and the code of what must be said.
    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let content: Content
        let error: String
        var testDescription: String { name }

        init(_ name: String, _ content: Content, _ error: String) {
            self.name = name
            self.content = content
            self.error = error
        }
    }

    private static let head = "apiVersion: networking.istio.io/v1\nkind: VirtualService\n"
    private static let spec = "spec: {hosts: [a]}\n"

    static let bad: [Bad] = [
        Bad("nothing", .yaml(""), " 0:0 notOneDocument"),
        Bad("only comments", .yaml("# nothing\n---\n# here\n"), " 0:0 notOneDocument"),
        Bad("no YAML", .yaml("a: [1, 2\nb: }"), " 2:2 syntax"),
        Bad("a tab", .yaml("a:\n\t- b\n"), " 2:1 syntax"),
        Bad("two documents", .yaml(Document.yaml("a") + "---\n" + Document.yaml("b")), " 12:1 notOneDocument"),
        Bad("a scalar", .yaml("42\n"), " 1:1 HS1001"),
        Bad("a list", .yaml("- a\n"), " 1:1 HS1001"),
        Bad("no apiVersion", .yaml("kind: Gateway\nmetadata: {name: a}\n"), "apiVersion 1:1 HS1002"),
        Bad("bad apiVersion", .yaml("kind: Gateway\napiVersion: /\nmetadata: {name: a}\n"), "apiVersion 2:1 HS1005"),
        Bad(
            "unknown kind", .yaml("apiVersion: networking.istio.io/v1\nkind: VirtualServce\nmetadata: {name: a}\n"),
            "kind 2:1 HS1006"),
        Bad(
            "unknown group", .yaml("apiVersion: networking.istio.oi/v1\nkind: VirtualService\nmetadata: {name: a}\n"),
            "apiVersion 1:1 HS1007"),
        Bad(
            "unknown version",
            .yaml("apiVersion: networking.istio.io/v7\nkind: VirtualService\nmetadata: {name: a}\n"),
            "apiVersion 1:1 HS1008"),
        Bad("unknown top field", .yaml(head + "metadata: {name: a}\nsepc: {}\n"), "sepc 4:1 HS1004"),
        Bad(
            "unknown metadata", .yaml(head + "metadata:\n  name: a\n  lables: {}\n" + spec),
            "metadata.lables 5:3 HS1004"
        ),
        Bad(
            "unknown spec field", .yaml(head + "metadata: {name: a}\nspec:\n  host: [a]\n"), "spec.host 5:3 HS1015"),
        Bad("no name", .yaml(head + "metadata: {}\n" + spec), "metadata.name 3:1 HS1002"),
        Bad("bad name", .yaml(head + "metadata: {name: Reviews_1}\n" + spec), "metadata.name 3:12 HS1009"),
        Bad(
            "long name", .yaml(head + "metadata: {name: \(String(repeating: "a", count: 254))}\n" + spec),
            "metadata.name 3:12 HS1009"),
        Bad(
            "bad namespace", .yaml(head + "metadata: {name: a, namespace: a.b}\n" + spec),
            "metadata.namespace 3:21 HS1010"),
        Bad(
            "generated name", .yaml(head + "metadata: {generateName: a-}\n" + spec), "metadata.generateName 3:12 HS1011"
        ),
        Bad(
            "bad label", .yaml(head + "metadata: {name: a, labels: {'a b': c}}\n" + spec),
            "metadata.labels[\"a b\"] 3:30 HS1012"),
        Bad("name is a number", .yaml(head + "metadata: {name: 7}\n" + spec), "metadata.name 3:12 HS1003"),
        Bad("spec is a list", .yaml(head + "metadata: {name: a}\nspec: []\n"), "spec 4:1 HS1003"),
        Bad("no JSON", .raw("{\"a\": }", mediaType: "application/json"), " 1:7 syntax"),
        Bad("JSON cut off", .raw("{\"kind\": \"Gateway\"", mediaType: "application/json"), " 1:19 syntax"),
        Bad("JSON twice", .raw("{} {}", mediaType: "application/json"), " 1:4 syntax"),
        Bad("empty JSON", .raw("", mediaType: "application/json"), " 1:1 syntax"),
        Bad("JSON list", .json([]), " 1:1 HS1001"),
        Bad(
            "JSON document",
            .raw(
                "{\n \"apiVersion\": \"networking.istio.io/v1\",\n \"kind\": \"Gatewy\", \"metadata\": {\"name\": \"a\"}}",
                mediaType: "application/json"), "kind 3:2 HS1006"),
        Bad(
            "JSON without kind", .raw("{\"metadata\": {\"name\": \"a\"}}", mediaType: "application/json"),
            "apiVersion 1:1 HS1002"),
        Bad(
            "document of an envelope",
            .raw(
                "{\"owner\": \"x\",\n \"document\": {\"apiVersion\": \"networking.istio.io/v1\",\n  \"kind\": 5}}",
                mediaType: "application/json"), "kind 3:3 HS1003"),
        Bad("yaml of an envelope", .json(["yaml": "kind: Gateway\nfoo: 1\n"]), "apiVersion 1:1 HS1002"),
        Bad("yaml of an envelope is none", .json(["yaml": "a: [\n"]), " 2:1 syntax"),
        Bad("two documents in an envelope", .json(["yaml": "a: 1\n---\nb: 1\n"]), " 3:1 notOneDocument"),
        Bad("two contents", .json(["yaml": "a", "absent": true]), "document 1:1 ambiguous"),
        Bad("misspelt member", .json(["yml": "a"]), "yml 1:2 unknownField"),
        Bad("owner is a number", .json(["yaml": "a", "owner": 7]), "owner 1:2 wrongType"),
        Bad("owner is empty", .json(["yaml": "a", "owner": ""]), "owner 1:2 empty"),
        Bad("labels of numbers", .json(["yaml": "a", "labels": ["a": 1]]), "labels 1:2 wrongType"),
        Bad("NUL in a label", .json(["yaml": "a", "labels": ["a": "\u{0}"]]), " 1:17 syntax"),
        Bad("NUL in the message", .json(["yaml": "a", "message": "\u{0}"]), " 1:13 syntax"),
        Bad("NUL in a tag", .json(["yaml": "a", "tags": ["\u{0}"]]), " 1:11 syntax"),
        Bad("no semantic version", .json(["yaml": "a", "semanticVersion": "1.2"]), "semanticVersion 1:2 invalid"),
        Bad("unknown tag", .json(["yaml": "a", "tags": ["gold"]]), "tags 1:2 unknownValue"),
        Bad("absent is a word", .json(["absent": "yes"]), "absent 1:2 wrongType"),
        Bad(
            "not UTF-8", .bytes(Array("a: ".utf8) + [0xFF, 0xFE], mediaType: "application/yaml"), " 0:0 notOneDocument"),
        Bad("not UTF-8 in JSON", .bytes([0x22, 0xC3, 0x28, 0x22], mediaType: "application/json"), " 1:2 syntax"),
        Bad("NUL", .bytes(Array("a: b".utf8) + [0], mediaType: "application/yaml"), " 1:5 syntax"),
        Bad("NUL in JSON", .bytes([0x22, 0, 0x22], mediaType: "application/json"), " 1:2 syntax"),
        Bad(
            "deep YAML", .yaml(String(repeating: "[", count: 20_000)), " 1:201 syntax"),
        Bad("deep JSON", .raw(String(repeating: "[", count: 100_000), mediaType: "application/json"), " 1:201 syntax"),
    ]

    @Test func whatIsWrongIsSaidWithItsPlace() async throws {
        try await APIFixture.with { fixture in
            for bad in Self.bad {
                let answer = try await fixture.send("POST", "policies", bad.content)
                #expect(answer.status == 400, "\(bad.name): \(answer.json.jsonText)")
                let errors = zip(answer.places, answer.complaints).map { place, complaint in
                    "\(place) \(complaint.split(separator: " ").last ?? "")"
                }
                #expect(errors.contains(bad.error), "\(bad.name): \(errors)")
            }
            #expect(try await fixture.succeed("GET", "policies").items.isEmpty)
        }
    }

    @Test func everyMistakeIsSaidAtOnce() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.send(
                "POST", "policies",
                .yaml(
                    "apiVersion: networking.istio.io/v1\nkind: Gatewy\nmetadata:\n  name: A\n  lables: {}\nspec: {}\n"))
            #expect(answer.places == ["kind 2:1", "metadata.name 4:3", "metadata.lables 5:3"])
            #expect(answer.detail.hasPrefix("kind "))
            #expect(answer["type"] == "urn:hotswap:problem:invalidDocument")
            #expect(answer["title"] == "The document is not valid")
        }
    }

    /// Nine levels of nine: a billion nodes, were the aliases followed.
    @Test func anAliasBombCostsNothing() async throws {
        try await APIFixture.with { fixture in
            var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            for level in 1..<12 {
                let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
                text += "a\(level): &a\(level) [\(aliases)]\n"
            }
            let answer = try await fixture.send("POST", "policies", .yaml(text))
            #expect(answer.status == 400)
            #expect(answer.errors.first?["line"]?.int ?? 0 > 1)
            let inside = try await fixture.send("POST", "policies", .json(["yaml": .string(text)]))
            #expect(inside.status == 400)
        }
    }

    @Test func emptyDocumentsAroundOneAreNone() async throws {
        try await APIFixture.with { fixture in
            let text = "# a file\n---\n" + Document.yaml("reviews") + "---\n# the end\n"
            let answer = try await fixture.succeed("POST", "policies", .yaml(text))
            #expect(answer["version"]?["source"] == .string(text))
        }
    }

    @Test func otherMediaTypesAreRefused() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "yaml"] {
                for (method, path) in [
                    ("POST", "policies"), ("PUT", "policies/\(id)"), ("POST", "deployments"), ("POST", "clusters"),
                    ("PUT", "policies/\(id)/versions/1/tags"), ("POST", "policies/\(id)/validate"),
                ] {
                    let answer = try await fixture.send(method, path, .raw("{}", mediaType: type))
                    #expect(answer.status == 415, "\(method) \(path) \(type)")
                }
            }
            let untyped = Content.raw(Document.json("ratings").jsonText, mediaType: nil)
            #expect(try await fixture.send("POST", "policies", untyped).status == 201)
            for type in ["text/yaml", "application/x-yaml", "text/x-yaml", "Application/YAML; charset=utf-8"] {
                let content = Content.raw(Document.yaml("reviews"), mediaType: type)
                #expect(try await fixture.send("PUT", "policies/\(id)", content).status == 200, "\(type)")
            }
        }
    }

    @Test func queryAndEnvelopeDoNotMix() async throws {
        try await APIFixture.with { fixture in
            let envelope = Content.json(["yaml": .string(Document.yaml("a"))])
            let mixed = try await fixture.send("POST", "policies?owner=x", envelope)
            #expect(mixed.complaints == ["query ambiguous"])
            let queries = [
                ("owner=", "query.owner empty"), ("tag=gold", "query.tag unknownValue"),
                ("semanticVersion=1", "query.semanticVersion invalid"), ("label=a", "query.label invalid"),
                ("label=%3Db", "query.label invalid"), ("ownr=x", "query.ownr unknownField"),
                ("owner=x&owner=y", "query.owner duplicate"), ("message=%00", "query.message invalid"),
            ]
            for (query, complaint) in queries {
                let answer = try await fixture.send("POST", "policies?\(query)", .yaml(Document.yaml("a")))
                #expect(answer.status == 400)
                #expect(answer.complaints == [complaint], "\(query)")
            }
        }
    }
}
