import API
import Domain
import Ports
import TestKit
import Testing

/// What clusters say when they are asked.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ClusterInsightTests {
    private static func pod(_ name: String, app: String, namespace: String = "default") -> JSONValue {
        [
            "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": ["app": .string(app)]],
            "status": ["phase": "Running"],
        ]
    }

    private static func service(_ name: String) -> JSONValue {
        [
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": ["selector": ["app": .string(name)]],
        ]
    }

    @Test func aCheckTellsWhatIsServedAndAllowed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let well = try await fixture.succeed("GET", "clusters/west/check", as: .viewer)
            #expect(well["reachable"] == true)
            #expect(well["ready"] == true)
            #expect(well["serverVersion"] == "v1.30.0")
            #expect(well["kinds"]?.array?.count == 9)
            #expect(well["rights"]?.array?.map { $0["resource"] } == ["pods", "services", "pods/proxy"])
            #expect(well["rights"]?.array?.allSatisfy { $0["missingRights"] == [] } == true)
            fixture.clusters["west"].set { $0.deniedVerbs = ["watch"] }
            let blind = try await fixture.succeed("GET", "clusters/west/check")
            #expect(blind["ready"] == false && blind["rights"]?[0]?["missingRights"] == ["watch"])
            fixture.clusters["west"].set {
                $0.deniedVerbs = ["delete"]
                $0.unserved = ["envoyfilters"]
            }
            let lacking = try await fixture.succeed("GET", "clusters/west/check")
            #expect(lacking["ready"] == false)
            let kinds = lacking["kinds"]?.array ?? []
            #expect(kinds.first { $0["kind"] == "Gateway" }?["missingRights"] == ["delete"])
            #expect(kinds.first { $0["kind"] == "EnvoyFilter" }?["served"] == [])
            fixture.clusters["west"].set { $0.unserved = Set(PolicyKind.allCases.map(\.plural)) }
            #expect(try await fixture.succeed("GET", "clusters/west/check")["ready"] == false)
        }
    }

    @Test func aClusterThatDoesNotAnswerIsAnAnswer() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let failures: [(any Error, String)] = [
                (PortError(.transient, "cluster west", "timed out"), "cluster west: timed out"),
                (PortError(.permanent, "cluster west", "wrong CA", code: "60"), "cluster west: wrong CA [60]"),
                (ClusterRefusal.notServed("nothing is there"), "nothing is there"),
            ]
            for (failure, problem) in failures {
                fixture.clusters["west"].set { $0.failure = failure }
                let answer = try await fixture.succeed("GET", "clusters/west/check")
                #expect(answer["reachable"] == false)
                #expect(answer["problem"] == .string(problem))
            }
        }
    }

    @Test func instancesAreListedAndNarrowed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("linker", mesh: "linkerd")
            for cluster in ["west", "linker"] {
                fixture.clusters[cluster].set {
                    $0.objects["pods"] = [
                        Self.pod("reviews-1", app: "reviews"), Self.pod("ratings-1", app: "ratings"),
                        Self.pod("other", app: "reviews", namespace: "shop"), ["kind": "Pod"],
                    ]
                    $0.objects["services"] = [Self.service("reviews"), Self.service("ratings")]
                }
            }
            func pods(_ query: String) async throws -> [JSONValue?] {
                let answer = try await fixture.succeed("GET", "clusters/west/instances\(query)", as: .viewer)
                return (answer["pods"]?.array ?? []).map { $0["name"] }
            }
            #expect(try await pods("") == ["ratings-1", "reviews-1", "other"])
            #expect(try await pods("?namespace=shop") == ["other"])
            let policy = try await fixture.policy("reviews")
            #expect(try await pods("?policy=\(policy)") == ["reviews-1"])
            try await fixture.succeed("PUT", "policies/\(policy)", .json(["absent": true]))
            #expect(try await pods("?policy=\(policy)") == [])
            // A policy of another mesh reaches nothing.
            let server = """
                apiVersion: policy.linkerd.io/v1beta3
                kind: Server
                metadata: {name: web}
                spec: {podSelector: {matchLabels: {app: reviews}}, port: http}
                """
            let linkerd = try await fixture.succeed("POST", "policies", .yaml(server)).id
            #expect(try await pods("?policy=\(linkerd)") == [])
            fixture.clusters["linker"].set { $0.objects["servers"] = [["metadata": ["name": "web"]]] }
            let reached = try await fixture.succeed("GET", "clusters/linker/instances?policy=\(linkerd)")
            #expect(reached["pods"]?.array?.map { $0["name"] } == ["reviews-1"])
            #expect(try await fixture.send("GET", "clusters/west/instances?policy=7").status == 400)
            #expect(try await fixture.send("GET", "clusters/west/instances?policy=\(absentID)").status == 404)
        }
    }

    @Test func instancesOfAClusterThatRefuses() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let failures: [(any Error, Int)] = [
                (PortError(.transient, "cluster west", "timed out"), 503),
                (PortError(.permanent, "cluster west", "may not list pods", code: "403"), 502),
                (ClusterRefusal.notServed("no pods"), 502),
            ]
            for (failure, status) in failures {
                fixture.clusters["west"].set { $0.failure = failure }
                let answer = try await fixture.send("GET", "clusters/west/instances")
                #expect(answer.status == status)
                #expect(answer.detail.contains("west"))
            }
        }
    }

    @Test func whatIsLiveCanBeRead() async throws {
        try await APIFixture.with { fixture in
            for name in ["west", "east"] { try await fixture.cluster(name) }
            try await fixture.cluster("linker", mesh: "linkerd")
            let id = try await fixture.policy("reviews")
            var live = Document.json("reviews")
            live["metadata"]?["resourceVersion"] = "7"
            fixture.clusters["west"].set { $0.objects["virtualservices"] = [live] }
            fixture.clusters["east"].set { $0.failure = PortError(.transient, "cluster east", "timed out") }
            let all = try await fixture.succeed("GET", "policies/\(id)/live", as: .viewer)
            #expect(
                all.items == [
                    ["cluster": "east", "object": nil, "problem": "cluster east: timed out"],
                    ["cluster": "west", "object": live, "problem": nil],
                ])
            let one = try await fixture.succeed("GET", "policies/\(id)/live?cluster=west")
            #expect(one.items.map { $0["cluster"] } == ["west"])
            #expect(try await fixture.succeed("GET", "policies/\(id)/live?cluster=linker").items.isEmpty)
            fixture.clusters["west"].set { $0.unserved = ["virtualservices"] }
            let unserved = try await fixture.succeed("GET", "policies/\(id)/live?cluster=west")
            #expect(unserved.items.first?["problem"] == "the kind is not served")
            #expect(try await fixture.send("GET", "policies/\(id)/live?cluster=north").status == 404)
            #expect(try await fixture.send("GET", "policies/\(absentID)/live").status == 404)
        }
    }
}
