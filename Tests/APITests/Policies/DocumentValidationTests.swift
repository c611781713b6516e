import API
import Domain
import Ports
import TestKit
import Testing

/// Judging documents that are not stored, and policies beside what lives in clusters.
@Suite(.enabled(if: TestDatabase.mustRun)) struct DocumentValidationTests {
    private let broken = Document.yaml("reviews").replacing("spec:", with: "spec:\n  htpp: 1")

    @Test func documentsAreJudgedAndNotStored() async throws {
        try await APIFixture.with { fixture in
            let good = try await fixture.succeed("POST", "validation/validate", .yaml(Document.yaml("reviews")))
            #expect(good["valid"] == true)
            #expect(good["documents"]?[0]?["verdict"] == "valid")
            let bad = try await fixture.succeed("POST", "validation/validate", .json(["yaml": .string(broken)]))
            #expect(bad["valid"] == false)
            #expect(bad["documents"]?[0]?["verdict"] == "invalid")
            let finding = try #require(bad["findings"]?.array?.first { $0["path"] == "spec.htpp" })
            #expect(finding["code"] == "HS1015" && finding["severity"] == "error" && finding["line"] != .null)
            #expect(try await fixture.succeed("GET", "policies")["items"] == [])
        }
    }

    @Test func aTextThatIsNoYAMLIsAFinding() async throws {
        try await APIFixture.with { fixture in
            let answer = try await fixture.succeed("POST", "validation/validate", .json(["yaml": "a: [1"]))
            #expect(answer["valid"] == false)
            #expect(answer["findings"]?[0]?["code"] == "HS1000")
        }
    }

    /// The documents are not wrong for it: what it should have told is not known.
    @Test func aContextThatIsNoYAMLIsUnchecked() async throws {
        try await APIFixture.with { fixture in
            let body: JSONValue = ["yaml": .string(Document.yaml("reviews")), "context": "a: b\nx: [\n"]
            let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
            #expect(answer["valid"] == true && answer["findings"] == [], "\(answer)")
            #expect(answer["documents"]?.array?.count == 1)
            #expect(answer["unchecked"]?[0]?["what"]?.string?.hasPrefix("the context, line ") == true, "\(answer)")
            #expect(answer["unchecked"]?[0]?["why"]?.string?.contains("it cannot be read") == true)
        }
    }

    @Test func documentsInJSONHaveLines() async throws {
        try await APIFixture.with { fixture in
            let document: JSONValue = [
                "apiVersion": "security.istio.io/v1", "kind": "PeerAuthentication", "metadata": ["name": "a"],
                "spec": ["mtls": ["mode": "x"]],
            ]
            let body: JSONValue = ["documents": [document, ["kind": "List", "apiVersion": "v1", "items": [document]]]]
            let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
            let found = (answer["findings"]?.array ?? []).filter { $0["path"] == "spec.mtls.mode" }
            #expect(found.count == 2, "\(answer)")
            let places = found.map { [$0["line"]?.int, $0["column"]?.int] }
            #expect(!places.joined().contains(nil) && Set(places).count == 2, "\(places)")
        }
    }

    @Test func whatCannotBeAskedIsSaid() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set { $0.failure = PortError(.transient, "cluster west", "does not answer") }
            let body: JSONValue = ["yaml": .string(Document.yaml("reviews")), "clusters": ["west"]]
            let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
            let west = try #require(answer["clusters"]?[0])
            #expect(west["cluster"] == "west")
            #expect(west["unchecked"]?[0]?["why"] == "cluster west: does not answer")
            let id = try await fixture.policy("ratings")
            let policy = try await fixture.succeed("POST", "policies/\(id)/validate")
            #expect(policy["clusters"]?[0]?["unchecked"]?[0]?["why"] == "cluster west: does not answer")
        }
    }

    /// Without an error in the counts the documents are valid, and with one they are not.
    @Test func whatIsFoundInClustersCounts() async throws {
        try await APIFixture.with { fixture in
            for name in ["west", "east"] {
                try await fixture.cluster(name)
                fixture.clusters[name].set {
                    $0.objects = [
                        "services": [["metadata": ["name": "ratings", "namespace": "default"], "spec": ["ports": []]]]
                    ]
                }
            }
            let text = Document.yaml("reviews") + "---\n" + broken.replacing("name: reviews", with: "name: other")
            let good = try await fixture.succeed(
                "POST", "validation/validate",
                .json(["yaml": .string(Document.yaml("reviews")), "clusters": ["west", "east"]]))
            let there = (good["clusters"]?.array ?? []).compactMap { $0["counts"]?["error"]?.int }
            #expect(good["valid"] == false && good["findings"] == [], "\(good)")
            #expect(there.count == 2 && there.allSatisfy { $0 > 0 }, "\(there)")
            // Both clusters say the same.
            #expect(good["counts"]?["error"]?.int == there.first, "\(good)")
            let bad = try await fixture.succeed(
                "POST", "validation/validate", .json(["yaml": .string(text), "clusters": ["west", "east"]]))
            let alone = (bad["findings"]?.array ?? []).count { $0["severity"] == "error" }
            #expect(alone > 0 && (bad["counts"]?["error"]?.int ?? 0) > Int64(alone), "\(bad["counts"] ?? .null)")
        }
    }

    @Test func theImpactOnEachClusterIsTold() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("east")
            fixture.clusters["west"].set {
                $0.objects = [
                    "authorizationpolicies": [Self.authorization(["GET", "POST"])],
                    "pods": [Self.pod("web"), Self.pod("reviews")],
                    "services": [
                        [
                            "metadata": ["name": "reviews", "namespace": "default"],
                            "spec": ["selector": ["app": "reviews"], "ports": [["port": 80]]],
                        ]
                    ],
                ]
            }
            fixture.metrics["west"] = .success(
                .of(
                    ServiceName(namespace: "default", name: "reviews"), requests: 8, failures: 0,
                    at: Timestamp(seconds: 1)))
            fixture.clusters["east"].set { $0.failure = PortError(.transient, "cluster east", "does not answer") }
            let body: JSONValue = [
                "documents": [Self.authorization(["GET"])], "clusters": ["west", "east"],
            ]
            let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
            let clusters = try #require(answer["clusters"]?.array)
            let impact = try #require(clusters.first { $0["cluster"] == "west" }?["impact"]?[0])
            #expect(impact["object"] == "AuthorizationPolicy default/reviews" && impact["change"] == "changed")
            let line = try #require(impact["lines"]?[0])
            #expect(line["topic"] == "accessLost" && line["requests"]?["first"] == ["POST /"])
            #expect(line["requestsPerSecond"] == 8.0)
            let east = try #require(clusters.first { $0["cluster"] == "east" })
            #expect(east["impact"] == [])
            #expect(
                east["unchecked"]?.array?.contains {
                    $0["what"]?.string?.hasSuffix("; what the changes do to the cluster") == true
                } == true,
                "\(east.jsonText)")
        }
    }

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

    private static func pod(_ app: String) -> JSONValue {
        [
            "metadata": ["name": .string(app), "namespace": "default", "labels": ["app": .string(app)]],
            "spec": ["containers": [["name": "app"], ["name": "istio-proxy"]], "serviceAccountName": .string(app)],
            "status": ["phase": "Running"],
        ]
    }

    /// What would break a rollout is found before it begins.
    @Test func theStepsOfAStrategyAreGoneThrough() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set { $0.objects = ["virtualservices": [Document.json("reviews")]] }
            var wider = Document.json("reviews")
            wider["spec"]?["hosts"] = ["reviews", "ratings"]
            func codes(_ strategy: JSONValue, _ answer: Answer) -> [String] {
                (answer["clusters"]?[0]?["findings"]?.array ?? []).compactMap { $0["code"]?.string }
                    .filter { $0.hasPrefix("HS81") }
            }
            let id = try await fixture.succeed("POST", "policies", .json(wider)).id
            for (strategy, code, isValid) in [
                ("BlueGreen", "HS8104", false), (["type": "Canary", "steps": [20, 60]], "HS8107", true),
            ] as [(JSONValue, String, Bool)] {
                let body: JSONValue = ["documents": [wider], "clusters": ["west"], "strategy": strategy]
                let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
                #expect(codes(strategy, answer) == [code], "\(answer.json.jsonText)")
                #expect(answer["valid"] == .bool(isValid))
                let stored = try await fixture.succeed(
                    "POST", "policies/\(id)/validate", .json(["strategy": strategy]))
                #expect(codes(strategy, stored) == [code] && stored["valid"] == .bool(isValid))
            }
            let body: JSONValue = ["documents": [wider], "strategy": ["type": "Sideways"]]
            let answer = try await fixture.send("POST", "validation/validate", .json(body), inItsOwnWords: true)
            #expect(answer.complaints == ["strategy.type unknownValue"])
        }
    }

    /// What is validated together is written together, the rule before the route.
    @Test func theWritesOfABundleAreGoneThrough() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            func objects(_ subset: String) -> (route: JSONValue, rule: JSONValue) {
                var route = Document.json("reviews")
                route["spec"]?["http"] = [
                    ["route": [["destination": ["host": "reviews", "subset": .string(subset)]]]]
                ]
                let rule: JSONValue = [
                    "apiVersion": "networking.istio.io/v1beta1", "kind": "DestinationRule",
                    "metadata": ["name": "reviews", "namespace": "default"],
                    "spec": [
                        "host": "reviews",
                        "subsets": [["name": .string(subset), "labels": ["version": .string(subset)]]],
                    ],
                ]
                return (route, rule)
            }
            let (live, next) = (objects("v1"), objects("v2"))
            fixture.clusters["west"].set {
                $0.objects = ["virtualservices": [live.route], "destinationrules": [live.rule]]
            }
            let body: JSONValue = [
                "documents": [next.route, next.rule], "clusters": ["west"], "strategy": ["type": "Direct"],
            ]
            let answer = try await fixture.succeed("POST", "validation/validate", .json(body))
            let found = (answer["clusters"]?[0]?["findings"]?.array ?? []).filter { $0["code"] == "HS8109" }
            #expect(found.count == 1 && found.first?["object"]?["kind"] == "DestinationRule", "\(answer.json.jsonText)")
        }
    }

    @Test func dryRunsOfDocumentsAskTheClusters() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("linker", mesh: "linkerd")
            let body: JSONValue = ["yaml": .string(Document.yaml("reviews")), "environment": "Staging"]
            let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
            #expect(answer["accepted"] == true)
            #expect(answer["documents"]?[0]?["clusters"]?.array?.map { $0["cluster"] } == ["west"])
            #expect(fixture.clusters["west"].writes == 0)
        }
    }

    @Test func badInputIsSaid() async throws {
        try await APIFixture.with { fixture in
            for (path, body, status, complaints) in [
                ("validate", [:], 400, ["documents missing"]),
                ("validate", ["documents": []], 400, ["documents empty"]),
                ("validate", ["yaml": "a: 1", "documents": []], 400, ["documents ambiguous"]),
                ("validate", ["documents": 1], 400, ["documents wrongType"]),
                ("validate", ["yaml": "a: 1", "istio": "newest"], 400, ["istio invalid"]),
                ("validate", ["yaml": "a: 1", "settings": ["x": "y"]], 400, ["settings.x invalid"]),
                ("validate", ["yaml": "a: 1", "clusters": ["nowhere"]], 404, ["clusters[0] unknown"]),
                ("dry-run", ["yaml": "a: 1"], 422, ["clusters noCluster"]),
            ] as [(String, JSONValue, Int, [String])] {
                let answer = try await fixture.send("POST", "validation/\(path)", .json(body))
                #expect(answer.status == status, "\(body.jsonText)")
                #expect(answer.complaints == complaints, "\(body.jsonText)")
            }
        }
    }

    @Test func acceptedWarningsAreKnownCodesWithAReason() async throws {
        try await APIFixture.with { fixture in
            let id = try await fixture.policy("reviews")
            let body: JSONValue = [
                "policies": [["id": .string(id)]], "environment": "Staging", "strategy": ["type": "Direct"],
                "acceptWarnings": ["HS0000", "HS5001"],
            ]
            let answer = try await fixture.send("POST", "deployments", .json(body))
            #expect(answer.status == 400)
            #expect(answer.complaints == ["acceptWarnings[0] unknown", "acceptWarnings[1] isError", "reason missing"])
        }
    }
}
