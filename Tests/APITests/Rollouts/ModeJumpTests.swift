import API
import Domain
import TestKit
import Testing

/// What one write from DISABLE to STRICT does is said when it is asked for, not only by the validation.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ModeJumpTests {
    private static func document(_ spec: JSONValue) -> JSONValue {
        [
            "apiVersion": "security.istio.io/v1", "kind": "PeerAuthentication",
            "metadata": ["name": "reviews", "namespace": "default", "uid": "u", "resourceVersion": "1"], "spec": spec,
        ]
    }

    private static func mode(_ mode: JSONValue) -> JSONValue { ["mtls": ["mode": mode]] }

    private static func ports(_ mode: JSONValue) -> JSONValue {
        [
            "selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": "PERMISSIVE"],
            "portLevelMtls": ["8080": ["mode": mode], "9090": ["mode": mode]],
        ]
    }

    private static func port(_ mode: JSONValue) -> JSONValue {
        [
            "selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": "PERMISSIVE"],
            "portLevelMtls": ["8080": ["mode": mode]],
        ]
    }

    @Test(
        arguments: [
            (mode("DISABLE"), mode("STRICT"), "from DISABLE to STRICT in one write"),
            (mode("STRICT"), mode("DISABLE"), "from STRICT to DISABLE in one write"),
            (port("DISABLE"), port("STRICT"), "from DISABLE to STRICT on port 8080 in one write"),
            (ports("DISABLE"), ports("STRICT"), "from DISABLE to STRICT on ports 8080, 9090 in one write"),
            (mode("PERMISSIVE"), mode("STRICT"), nil), (mode("DISABLE"), mode("PERMISSIVE"), nil),
            (nil, mode("STRICT"), nil),
        ] as [(JSONValue?, JSONValue, String?)])
    func aJumpIsSaidAtOnce(_ live: JSONValue?, _ new: JSONValue, _ words: String?) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].set { $0.objects["peerauthentications"] = live.map { [Self.document($0)] } ?? [] }
            let policy = try await fixture.succeed("POST", "policies", .json(Self.document(new))).id
            let answer = try await fixture.succeed("POST", "deployments", RolloutAnswerTests.body(policy, "Direct"))
            let said = (answer["notes"]?.array ?? []).compactMap(\.string)
            #expect(said.count == (words == nil ? 0 : 1), "\(said)")
            guard let words, let note = said.first else { return }
            #expect(note.hasPrefix("Cluster west: PeerAuthentication default/reviews goes \(words)"), "\(said)")
        }
    }
}
