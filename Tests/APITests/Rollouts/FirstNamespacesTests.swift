import API
import Domain
import Ports
import Runtime
import TestKit
import Testing

/// Shares of client namespaces are drawn by name, whether anybody there calls or not: who asks for one is told.
@Suite(.enabled(if: TestDatabase.mustRun)) struct FirstNamespacesTests {
    private static let names = ["api", "cart", "web"]
    private static let reviews = ServiceName(namespace: "default", name: "reviews")

    private static func profile(timeout: String) -> JSONValue {
        [
            "apiVersion": "linkerd.io/v1alpha2", "kind": "ServiceProfile",
            "metadata": ["name": "reviews.default.svc.cluster.local", "namespace": "default"],
            "spec": [
                "routes": [
                    [
                        "name": "all", "condition": ["method": "GET", "pathRegex": "/"], "isRetryable": false,
                        "timeout": .string(timeout),
                    ]
                ]
            ],
        ]
    }

    private static func pod(in namespace: String) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "pod", "namespace": .string(namespace), "uid": .string("uid-\(namespace)")],
            "spec": ["serviceAccountName": "default"], "status": ["phase": "Running"],
        ]
    }

    private static func traffic(from callers: [String]) -> TrafficSnapshot {
        var traffic = Traffic()
        traffic.requests = 5
        let rows = callers.map {
            (
                TrafficSnapshot.SeriesKey(
                    side: .client, pod: PodName(namespace: $0, name: "pod"), service: Self.reviews), traffic
            )
        }
        return TrafficSnapshot(
            at: Timestamp(seconds: 1), window: .seconds(60), rows: Dictionary(rows) { first, _ in first })
    }

    @Test(arguments: [[], ["cart"], ["api", "cart", "web"], nil] as [[String]?])
    func whoDoesNotCallIsNamed(_ callers: [String]?) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("south", mesh: "linkerd")
            fixture.clusters["south"].set {
                $0.objects["serviceprofiles"] = [Self.profile(timeout: "5s")]
                $0.objects["pods"] = Self.names.map(Self.pod)
            }
            fixture.metrics["south"] =
                callers.map { .success(Self.traffic(from: $0)) }
                ?? .failure(PortError(.transient, "Prometheus", "it does not answer"))
            let policy = try await fixture.succeed("POST", "policies", .json(Self.profile(timeout: "1s"))).id
            let answer = try await fixture.succeed(
                "POST", "deployments",
                RolloutAnswerTests.body(
                    policy, ["type": "Canary", "unit": "clientNamespaces", "steps": [["count": 2]]]))
            let said = (answer["notes"]?.array ?? []).compactMap(\.string).filter { $0.contains("first share") }
            let cohort = Cohort(try #require(ID<Deployment>(answer.id)))
            let first = CohortMembership.members(of: Self.names, share: .count(2), cohort: cohort).sorted()
            guard let callers, let silent = Optional(first.filter({ !callers.contains($0) })), !silent.isEmpty else {
                #expect(said.isEmpty, "\(said)")
                return
            }
            let none =
                "nothing before they call, and no later step adds one that does: whoever calls gets the new version"
            let end = silent == first ? none : "the others alone"
            let words =
                "Cluster south: the first share (2) is the new version for \(first.joined(separator: ", ")), and within "
                + "the last PT1M no request to default/reviews came from \(silent.joined(separator: ", ")): its soak watches "
                + end
            #expect(said.count == 1 && said[0].hasPrefix(words), "\(said) \(words)")
        }
    }

    /// Of three namespaces one, one, two and two: the second and the fourth step add nobody.
    @Test func stepsThatAddNobodyAreSaid() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("south", mesh: "linkerd")
            fixture.clusters["south"].set {
                $0.objects["serviceprofiles"] = [Self.profile(timeout: "5s")]
                $0.objects["pods"] = Self.names.map(Self.pod)
            }
            fixture.metrics["south"] = .success(Self.traffic(from: Self.names))
            let policy = try await fixture.succeed("POST", "policies", .json(Self.profile(timeout: "1s"))).id
            func notes(_ steps: JSONValue) async throws -> [String] {
                let body = RolloutAnswerTests.body(
                    policy, ["type": "Canary", "unit": "clientNamespaces", "steps": steps])
                let answer = try await fixture.succeed("POST", "deployments", body)
                _ = try await fixture.succeed("POST", "deployments/\(answer.id)/abort")
                let cohort = Cohort(try #require(ID<Deployment>(answer.id)))
                let first = CohortMembership.members(of: Self.names, share: .percent(30), cohort: cohort).sorted()
                let said = (answer["notes"]?.array ?? []).compactMap(\.string).filter { $0.contains("nobody is added") }
                #expect(said.allSatisfy { $0.contains("(\(first.joined(separator: ", ")))") }, "\(said)")
                return said
            }
            let said = try await notes([30, 33, 60, 66])
            #expect(said.count == 1 && said[0].hasPrefix("Cluster south: 33 %, 66 % are the same"), "\(said)")
            #expect(try await notes([30, 60]).isEmpty)
        }
    }
}
