import API
import Domain
import Ports
import TestKit
import Testing

/// Recorded requests in a dry-run.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ReplayTests {
    private static func authorization(_ methods: [String], name: String = "reviews") -> JSONValue {
        [
            "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": [
                "selector": ["matchLabels": ["app": "reviews"]],
                "rules": [["to": [["operation": ["methods": .array(methods.map { .string($0) })]]]]],
            ],
        ]
    }

    private static func record(_ method: String) -> JSONValue {
        ["method": .string(method), "path": "/orders", "downstream_local_address": "10.0.0.1:80"]
    }

    private func prepare(_ fixture: APIFixture) async throws {
        try await fixture.cluster("west")
        fixture.clusters["west"].set {
            $0.objects = [
                "authorizationpolicies": [Self.authorization(["GET", "POST"])],
                "pods": [
                    [
                        "metadata": ["name": "reviews", "namespace": "default", "labels": ["app": "reviews"]],
                        "spec": ["containers": [["name": "app"], ["name": "istio-proxy"]]],
                        "status": ["phase": "Running", "podIP": "10.0.0.1"],
                    ]
                ],
            ]
        }
    }

    @Test func whatWouldBeNewlyDeniedIsTold() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let lines = [Self.record("GET"), Self.record("POST"), Self.record("POST")].map(\.jsonText)
            let body: JSONValue = [
                "documents": [Self.authorization(["GET"])], "clusters": ["west"],
                "requests": .string(lines.joined(separator: "\n")),
            ]
            let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
            let result = try #require(answer["replay"]?[0]?["policies"]?[0])
            #expect(answer["replay"]?[0]?["cluster"] == "west")
            #expect(result["lines"] == 3 && result["judged"] == 3 && result["newlyDenied"]?["count"] == 2)
            #expect(answer["validation"]?[0]?["cluster"] == "west")
            let id = try await fixture.succeed("POST", "policies", .json(Self.authorization(["GET"]))).id
            let stored = try await fixture.succeed(
                "POST", "policies/\(id)/dry-run", .json(["requests": [Self.record("POST")]]))
            #expect(stored["replay"]?[0]?["policies"]?[0]?["newlyDenied"]?["count"] == 1)
            #expect(stored["validation"]?.array?.count == 1)
        }
    }

    /// What one policy no longer allows, the other one does.
    @Test func policiesOfACallAreJudgedTogether() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let body: JSONValue = [
                "documents": [Self.authorization(["GET"]), Self.authorization(["POST"], name: "orders")],
                "clusters": ["west"], "requests": [Self.record("GET"), Self.record("POST")],
            ]
            let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
            let policies = try #require(answer["replay"]?[0]?["policies"]?.array)
            #expect(policies.count == 2)
            #expect(policies.allSatisfy { $0["newlyDenied"]?["count"] == 0 && $0["judged"] == 2 })
        }
    }

    /// Which pod was called nobody can tell: that proves nothing.
    @Test func recordsOfWhichNoneIsJudgedAreAGap() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            for (record, isGap) in [(["method": "GET", "path": "/x"], true), (Self.record("GET"), false)] {
                let body: JSONValue = [
                    "documents": [Self.authorization(["GET"])], "clusters": ["west"], "requests": [record],
                ]
                let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
                let unchecked = answer["replay"]?[0]?["unchecked"]?.array ?? []
                #expect(unchecked.map { $0["what"] } == (isGap ? ["the recorded requests"] : []), "\(unchecked)")
            }
        }
    }

    @Test func recordsThatAreNoneOfARequestAreRefusedByLine() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let log = "\(Self.record("GET").jsonText)\n{}\n\n{\"method\": 5, \"path\": \"/\"}\nno JSON\n"
            let body: JSONValue = [
                "documents": [Self.authorization(["GET"])], "clusters": ["west"], "requests": .string(log),
            ]
            let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
            let result = try #require(answer["replay"]?[0]?["policies"]?[0])
            #expect(result["judged"] == 1 && result["refused"]?["count"] == 3)
            let refused = result["refused"]?["first"]?.array ?? []
            #expect(refused.map { $0["line"] } == [2, 4, 5])
            #expect(refused[1]["why"] == "method must be a string and is integer")
        }
    }

    @Test func badInputIsSaid() async throws {
        try await APIFixture.with { fixture in
            try await prepare(fixture)
            let policy = Self.authorization(["GET"])
            let many = JSONValue.array(Array(repeating: [:], count: 20_001))
            for (requests, document, status, complaints) in [
                (5, policy, 400, ["requests wrongType"]), ([], policy, 400, ["requests empty"]),
                (many, policy, 400, ["requests outOfRange"]),
                ([Self.record("GET")], Document.json("reviews"), 422, ["requests noPolicy"]),
            ] as [(JSONValue, JSONValue, Int, [String])] {
                let body: JSONValue = ["documents": [document], "clusters": ["west"], "requests": requests]
                let answer = try await fixture.send("POST", "validation/dry-run", .json(body), inItsOwnWords: true)
                #expect(answer.status == status && answer.complaints == complaints, "\(answer.json.jsonText)")
            }
            let body: JSONValue = ["documents": [policy], "requests": [Self.record("GET")]]
            let answer = try await fixture.send("POST", "validation/validate", .json(body))
            #expect(answer.status == 400 && answer.complaints == ["requests dryRunOnly"])
        }
    }

    @Test func aClusterThatIsAwayIsSaid() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set { $0.failure = PortError(.transient, "cluster west", "does not answer") }
            let body: JSONValue = [
                "documents": [Self.authorization(["GET"])], "clusters": ["west"], "requests": [Self.record("GET")],
            ]
            let answer = try await fixture.succeed("POST", "validation/dry-run", .json(body))
            #expect(answer["replay"]?[0]?["unchecked"]?[0]?["why"] == "cluster west: does not answer")
            let unchecked = answer["validation"]?[0]?["unchecked"]?.array?.compactMap { $0["what"]?.string } ?? []
            #expect(
                unchecked == [
                    "everything that needs what lives in the cluster; the changes against what lives, and their steps; "
                        + "what the changes do to the cluster"
                ])
        }
    }
}
