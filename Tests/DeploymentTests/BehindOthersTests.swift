import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// Who asks for a rollout while another one is under way with the same: what that one has written for its time is no
/// reason against anybody, and says nothing of how it will be when this one begins.
@Suite(.enabled(if: TestDatabase.mustRun))
struct BehindOthersTests {
    private typealias Place = MeetingTests.Place

    static func subset(_ name: JSONValue) -> JSONValue { ["name": name, "labels": ["version": name]] }

    static func rule(_ subsets: JSONValue..., connections: Int64 = 9) -> JSONValue {
        let pool: JSONValue = ["connectionPool": ["tcp": ["maxConnections": .int(connections)]]]
        let spec: JSONValue = ["host": "reviews", "trafficPolicy": pool, "subsets": .array(subsets)]
        return MeetingTests.document(.destinationRule, "v1", "reviews", spec)
    }

    static func routes(_ subset: JSONValue) -> JSONValue {
        let route: JSONValue = [["destination": ["host": "reviews", "subset": subset]]]
        return MeetingTests.document(
            .virtualService, "v1", "reviews", ["hosts": ["reviews"], "http": [["route": route]]])
    }

    static func run(_ cluster: TestCluster) async throws {
        try await cluster.run(pods: 2, of: "reviews", labels: ["version": "v1"])
        try await cluster.run(pod: "reviews-next", labels: ["app": "reviews", "version": "v2"])
    }

    /// The rule and the routes of `reviews` with both subsets, deployed.
    static func bundle(_ house: House) async throws -> [String] {
        let policies = [
            try await house.create(rule(subset("v1"), subset("v2"))), try await house.create(routes("v1")),
        ]
        try await house.deploy(policies)
        return policies
    }

    private static func units(_ answer: JSONValue) -> [JSONValue?] { (answer["units"]?.array ?? []).map { $0["unit"] } }

    /// The canary's twins stand beside the rule, and nobody could tell the two apart: so the next canary was made one
    /// of whole clusters, 20 % of the requests were all of west.
    @Test func whoWaitsGoesByTheSameUnitAsBefore() async throws {
        try await MeetingTests.withNorth { place, north in
            let house = place.house
            try await Self.run(place.cluster)
            try await Self.run(north)
            let policies = try await Self.bundle(house)
            try await house.update(policies[0], Self.rule(Self.subset("v1"), Self.subset("v2"), connections: 10))
            try await house.update(policies[1], Self.routes("v2"))
            let canary = try await place.canary(policies[0], policies[1])
            try await house.update(policies[0], Self.rule(Self.subset("v1"), Self.subset("v2"), connections: 11))
            let refused = try await place.refusal(policies, MeetingTests.soaking)
            #expect(refused["deployment"] == .string(canary), "\(refused.jsonText)")
            var last = canary
            for way in ["queue", "supersede"] {
                let more = MeetingTests.soaking.merging(["ifActive": .string(way)]) { $1 }
                last = try await house.submit(policies, more)
                let answer = try await house.call("GET", "deployments/\(last)", expecting: 200)
                #expect(
                    Self.units(answer) == [.null, .null] && answer["waves"]?.array?.count == 1, "\(answer.jsonText)")
                #expect(answer["notes"]?.jsonText.contains("Deployment \(canary) is under way") == true)
            }
            try await waitUntil("the last one soaks") { [last] in
                let status = try await house.call("GET", "deployments/\(last)/status", expecting: 200)
                #expect(status["terminal"] != true, "\(status.jsonText)")
                return status["step"]?["name"] == "soak" || status["terminal"] == true
            }
            let begun = try await house.call("GET", "deployments/\(last)", expecting: 200)
            #expect(Self.units(begun) == ["requests", "requests"], "\(begun.jsonText)")
            try await house.call("POST", "deployments/\(last)/promote", ["toEnd": true], expecting: 202)
            #expect(try await house.end(of: last)["status"] == "Completed")
        }
    }

    /// The mend of a bad canary takes its place, whatever copies the bad one has written.
    @Test func aRuleIsSupersededByItsMend() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            try await Self.run(place.cluster)
            let rule = try await house.create(Self.rule(Self.subset("v1"), Self.subset("v2")))
            try await house.deploy([rule])
            try await house.update(rule, Self.rule(Self.subset("v1"), Self.subset("v2"), connections: 1))
            let canary = try await place.canary(rule)
            try await house.update(rule, Self.rule(Self.subset("v1"), Self.subset("v2"), connections: 8))
            try await Self.checkMend(of: rule, instead: canary, place)
        }
    }

    @Test func aMutualTLSModeIsSupersededByItsMend() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            func mode(_ mode: JSONValue) -> JSONValue {
                MeetingTests.document(
                    .peerAuthentication, "v1", "reviews",
                    ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": mode]])
            }
            try await place.cluster.run(pods: 4, of: "reviews")
            let policy = try await house.create(mode("PERMISSIVE"))
            try await house.deploy([policy])
            try await house.update(policy, mode("STRICT"))
            let canary = try await place.canary(policy)
            try await house.update(policy, mode("DISABLE"))
            try await Self.checkMend(of: policy, instead: canary, place)
        }
    }

    private static func checkMend(of policy: String, instead canary: String, _ place: Place) async throws {
        let house = place.house
        let refused = try await place.refusal([policy], MeetingTests.soaking)
        #expect(refused["deployment"] == .string(canary), "\(refused.jsonText)")
        let queued = try await house.submit([policy], MeetingTests.soaking.merging(["ifActive": "queue"]) { $1 })
        let mend = try await place.canary(policy, more: ["ifActive": "supersede"])
        for id in [canary, queued] { #expect(try await house.end(of: id)["status"] == "Aborted") }
        try await house.call("POST", "deployments/\(mend)/promote", ["toEnd": true], expecting: 202)
        #expect(try await house.end(of: mend)["status"] == "Completed")
    }

    /// A request that is repeated gets its own answer again, not the news that its own deployment is under way.
    @Test func whoAsksAgainIsNotInItsOwnWay() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            let deployment = try await house.call("GET", "deployments/\(canary)", expecting: 200)
            let policy = try #require(deployment["policies"]?[0]?["id"]?.string)
            func ask(_ key: String) async throws -> JSONValue? {
                let body: JSONValue = .object(
                    MeetingTests.soaking.merging([
                        "policies": [["id": .string(policy)]], "environment": "Development", "ifActive": "queue",
                    ]) { $1 })
                return try await house.call("POST", "deployments", body, key: key, expecting: 202)["id"]
            }
            let first = try await ask("one")
            #expect(try await ask("one") == first)
            #expect(try await ask("two") != first)
        }
    }

    /// Between the question and the beginning another deployment has brought a cluster what was asked for.
    @Test func aClusterThatHasItMeanwhileIsNoFailure() async throws {
        try await MeetingTests.withNorth { place, north in
            let house = place.house
            try await Self.run(place.cluster)
            try await Self.run(north)
            let policies = try await Self.bundle(house)
            let west: [String: JSONValue] = ["environment": .null, "clusters": ["west"]]
            try await house.update(policies[1], Self.routes("v2"))
            let canary = try await place.canary(policies[1], more: west)
            let queued = try await house.submit(
                [policies[1]], MeetingTests.soaking.merging(["ifActive": "queue"]) { $1 })
            try await house.deploy([policies[1]], ["environment": .null, "clusters": ["north"]])
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            try await waitUntil("it soaks") {
                let status = try await house.call("GET", "deployments/\(queued)/status", expecting: 200)
                #expect(status["terminal"] != true, "\(status.jsonText)")
                return status["step"]?["name"] == "soak" || status["terminal"] == true
            }
            let status = try await house.call("GET", "deployments/\(queued)/status", expecting: 200)
            #expect(status.states == ["west": ["mixed"], "north": ["old"]], "\(status.jsonText)")
            #expect(status["objects"]?.jsonText.contains("has this version already") == true, "\(status.jsonText)")
            try await house.call("POST", "deployments/\(queued)/promote", expecting: 202)
            let end = try await house.end(of: queued)
            #expect(end["status"] == "Completed" && end.states == ["west": ["new"], "north": ["new"]])
        }
    }

    /// How many pods there are is counted when its turn has come, not when it is asked for.
    @Test func batchesOfPodsAreCountedWhenTheyBegin() async throws {
        try await MeetingTests.with { place in
            let house = place.house
            let rule = try await house.create(Self.rule(Self.subset("v1"), Self.subset("v2")))
            try await house.deploy([rule])
            let canary = try await place.canaryOfRoutes()
            try await house.update(rule, Self.rule(Self.subset("v1"), Self.subset("v2"), connections: 4))
            let rolling: JSONValue = [
                "type": "Rolling", "batch": ["count": 2], "unit": "workloads", "interval": "PT0S",
            ]
            let refused = try await place.refusal([rule], ["strategy": rolling])
            #expect(refused["deployment"] == .string(canary), "\(refused.jsonText)")
            let queued = try await house.submit([rule], ["strategy": rolling, "ifActive": "queue"])
            try await place.cluster.run(pods: 5, of: "productpage")
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            let end = try await house.end(of: queued)
            #expect(end["status"] == "Completed", "\(end.jsonText)")
            let begun = try await house.call("GET", "deployments/\(queued)", expecting: 200)
            #expect(begun["steps"]?.array?.count { $0 == "arrange" } == 3, "\(begun.jsonText)")
        }
    }

    /// Whole clusters instead of a share is nothing that somebody should have to find out.
    @Test func aFallToWholeClustersIsSaid() async throws {
        try await MeetingTests.withNorth { place, _ in
            let house = place.house
            let policy = try await house.create(
                MeetingTests.document(
                    .virtualService, "v1", "reviews",
                    ["hosts": ["reviews"], "http": [["route": [["destination": ["host": "reviews"]]]]]]))
            try await house.deploy([policy])
            try await house.update(
                policy,
                MeetingTests.document(
                    .virtualService, "v1", "reviews",
                    [
                        "hosts": ["reviews", "ratings"],
                        "http": [["route": [["destination": ["host": "reviews"]]]]],
                    ]))
            let id = try await house.submit([policy], MeetingTests.soaking)
            let answer = try await house.call("GET", "deployments/\(id)", expecting: 200)
            #expect(Self.units(answer) == ["clusters"], "\(answer.jsonText)")
            let notes = answer["notes"]?.jsonText ?? ""
            #expect(notes.contains("cluster by cluster") && notes.contains("spec changes hosts"), "\(notes)")
        }
    }
}

extension MeetingTests {
    /// The same with a second cluster, `north`.
    static func withNorth(
        answeredWithin limit: Duration = .seconds(120),
        _ body: @escaping @Sendable (Place, TestCluster) async throws -> Void
    ) async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        let server = KubeServer(
            server: sandbox.url, authority: nil, token: "admin", powerlessToken: "none", keeping: sandbox)
        try await with(answeredWithin: limit) { place in
            try await place.house.register("north", server)
            let north = try await TestCluster(server, namespace: "shop")
            try await north.serve("reviews", "ratings", "details")
            try await body(place, north)
        }
        await sandbox.stop()
    }
}
