import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Clusters that have the new version already: nothing is done there, and nobody waits for them.
@Suite(.enabled(if: TestDatabase.mustRun))
struct IdleClusterTests {
    /// With the default rules: without a Prometheus whatever is judged waits for a person.
    private static func rollout(_ strategy: [String: JSONValue]) -> [String: JSONValue] {
        ["strategy": .object(strategy)]
    }

    /// The routes of `reviews` to v2: west has them, north has those to v1.
    private static func routes(_ place: MeetingTests.Place, _ north: TestCluster) async throws -> String {
        let house = place.house
        for cluster in [place.cluster, north] { try await BehindOthersTests.run(cluster) }
        let policies = try await BehindOthersTests.bundle(house)
        try await house.update(policies[1], BehindOthersTests.routes("v2"))
        try await house.deploy([policies[1]], ["environment": .null, "clusters": ["west"]])
        return policies[1]
    }

    private static func pause(_ id: String, _ house: House) async throws -> JSONValue {
        try await waitUntil("it is paused") {
            let status = try await house.call("GET", "deployments/\(id)", expecting: 200)["status"]?.string
            return status == "Paused" || DeploymentStatus(rawValue: status ?? "")?.isTerminal == true
        }
        return try await house.call("GET", "deployments/\(id)/status", expecting: 200)
    }

    /// The wave of west passes at once, the one of north is judged.
    @Test(arguments: ["requests", "workloads"] as [JSONValue])
    func aWaveThatHasItAlreadyIsPassedBy(_ unit: JSONValue) async throws {
        try await MeetingTests.withNorth { place, north in
            let policy = try await Self.routes(place, north)
            let strategy: [String: JSONValue] = ["type": "Canary", "steps": [50], "soak": "PT1H", "unit": unit]
            let id = try await place.house.submit(
                [policy], Self.rollout(strategy).merging(["waves": [["west"], ["north"]]]) { $1 })
            let answer = try await place.house.call("GET", "deployments/\(id)", expecting: 200)
            #expect(answer["notes"]?.jsonText.contains("Cluster west has this version of VirtualService") == true)
            let paused = try await Self.pause(id, place.house)
            #expect(paused["status"] == "Paused", "\(paused.jsonText)")
            #expect(paused.states == ["west": ["new"], "north": ["mixed"]], "\(paused.jsonText)")
            #expect(paused["reason"]?.string?.hasPrefix("Cluster north: ") == true, "\(paused.jsonText)")
            try await place.house.call("POST", "deployments/\(id)/abort", expecting: 202)
            let end = try await place.house.end(of: id)
            #expect(end["status"] == "Aborted" && end.states == ["west": ["old"], "north": ["old"]], "\(end.jsonText)")
        }
    }

    /// By clusters: the one that has it makes no share, and its soak no waiting.
    @Test func aClusterOfAShareOfClustersThatHasItIsPassedBy() async throws {
        try await MeetingTests.withNorth { place, north in
            let policy = try await Self.routes(place, north)
            let strategy: [String: JSONValue] = ["type": "Canary", "steps": [50], "soak": "PT1H", "unit": "clusters"]
            try await place.house.deploy(
                [policy], Self.rollout(strategy).merging(["waves": [["west"], ["north"]]]) { $1 })
        }
    }

    private static let strategies: [[String: JSONValue]] = [
        ["type": "AB", "header": ["name": "x-beta", "value": "1"]],
        ["type": "BlueGreen", "autoSwitch": true, "watch": "PT1H", "keepBlueDuration": "PT1S"],
        ["type": "Rolling", "unit": "workloads", "batch": ["count": 2], "interval": "PT1H"],
        ["type": "Canary", "steps": [20, 50], "soak": "PT1H"],
    ]

    @Test(arguments: strategies)
    func whereNothingDiffersItEndsAtOnce(_ strategy: [String: JSONValue]) async throws {
        try await MeetingTests.withNorth { place, north in
            let policy = try await Self.routes(place, north)
            let before = try await place.cluster.objects.get(Self.reviews)?.resourceVersion
            let (_, end) = try await place.house.deploy(
                [policy], Self.rollout(strategy).merging(["environment": .null, "clusters": ["west"]]) { $1 })
            #expect(end.states == ["west": ["new"]], "\(end.jsonText)")
            #expect(try await place.cluster.objects.get(Self.reviews)?.resourceVersion == before)
        }
    }

    /// A test of two versions is decided where there are two.
    @Test func aTestIsDecidedWhereTheVersionsDiffer() async throws {
        try await MeetingTests.withNorth { place, north in
            let policy = try await Self.routes(place, north)
            let id = try await place.house.submit([policy], Self.rollout(["type": "AB", "split": 50]))
            let paused = try await Self.pause(id, place.house)
            #expect(paused["status"] == "Paused" && paused["reason"]?.string?.contains("north") == true)
            #expect(paused["reason"]?.string?.contains("west") != true, "\(paused.jsonText)")
        }
    }

    /// The API server has filled in what the versions leave out.
    @Test(arguments: ClusterFixture.all)
    func whatTheServerFillsInIsNoDifference(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await cluster.serve("reviews", "reviews-v1", "reviews-v2")
        func document(_ kind: String, _ spec: JSONValue) -> JSONValue {
            [
                "apiVersion": "policy.linkerd.io/v1beta3", "kind": .string(kind),
                "metadata": ["name": "reviews", "namespace": .string(cluster.namespace)], "spec": spec,
            ]
        }
        let documents = [
            document("Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080]),
            document(
                "HTTPRoute",
                [
                    "parentRefs": [["name": "reviews", "kind": "Service", "group": "core", "port": 80]],
                    "rules": [["backendRefs": [["name": "reviews-v1", "port": 80]]]],
                ]),
        ]
        try await House.with { house in
            try await house.register("west", cluster.server, mesh: .linkerd)
            for document in documents {
                let policy = try await house.create(document)
                try await house.deploy([policy])
                let canary: [String: JSONValue] = ["type": "Canary", "steps": [50], "soak": "PT1H"]
                let (id, end) = try await house.deploy([policy], Self.rollout(canary))
                #expect(end.states == ["west": ["new"]])
                let answer = try await house.call("GET", "deployments/\(id)", expecting: 200)
                let kind = document["kind"]?.string ?? ""
                #expect(
                    answer["notes"]?.jsonText.contains("has this version of \(kind)") == true, "\(answer.jsonText)")
            }
        }
    }

    private static let reviews = ObjectReference(
        PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "reviews"),
        version: "v1")
}
