import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// Deployments that have to do with the same: one is under way, another one is asked for.
@Suite(.enabled(if: TestDatabase.mustRun))
struct MeetingTests {
    static func document(
        _ kind: PolicyKind, _ version: String, _ name: String, _ spec: JSONValue
    ) -> JSONValue {
        [
            "apiVersion": .string("\(kind.groups[0])/\(version)"), "kind": .string(kind.rawValue),
            "metadata": ["name": .string(name), "namespace": "shop"], "spec": spec,
        ]
    }

    static func routes(_ name: String, of host: String, to destination: String) -> JSONValue {
        document(
            .virtualService, "v1", name,
            ["hosts": [.string(host)], "http": [["route": [["destination": ["host": .string(destination)]]]]]])
    }

    static func rule(_ host: String, connections: Int64) -> JSONValue {
        let pool: JSONValue = ["connectionPool": ["tcp": ["maxConnections": .int(connections)]]]
        let subsets: JSONValue = [
            ["name": "v1", "labels": ["version": "v1"]], ["name": "v2", "labels": ["version": "v2"]],
        ]
        return document(
            .destinationRule, "v1", host, ["host": .string(host), "trafficPolicy": pool, "subsets": subsets])
    }

    static let soaking: [String: JSONValue] = [
        "strategy": ["type": "Canary", "steps": [50], "soak": "PT1H"],
        "rules": [["metric": "p50", "observe": true]], "defaultRules": false,
    ]

    struct Place: Sendable {
        let house: House
        let cluster: TestCluster
        let sandbox: SandboxServer

        /// A canary of the policies' newest versions, until it soaks.
        func canary(_ policies: String..., more: [String: JSONValue] = [:]) async throws -> String {
            let id = try await house.submit(policies, MeetingTests.soaking.merging(more) { $1 })
            try await waitUntil("it soaks") {
                let status = try await house.call("GET", "deployments/\(id)/status", expecting: 200)
                #expect(status["terminal"] != true, "\(status.jsonText)")
                return status["step"]?["name"] == "soak" || status["terminal"] == true
            }
            return id
        }

        /// A canary of the routes of `reviews`, until it soaks.
        func canaryOfRoutes() async throws -> String {
            let routes = try await house.create(MeetingTests.routes("reviews", of: "reviews", to: "reviews"))
            try await house.deploy([routes])
            try await house.update(routes, MeetingTests.routes("reviews", of: "reviews", to: "ratings"))
            return try await canary(routes)
        }

        /// What somebody hears who asks for a deployment that is refused.
        func refusal(
            _ policies: [String], _ more: [String: JSONValue] = [:], status: Int = 409
        ) async throws -> JSONValue {
            var body: JSONValue = [
                "policies": .array(policies.map { ["id": .string($0)] }), "environment": "Development",
            ]
            for (key, value) in more { body[key] = value }
            return try await house.call("POST", "deployments", body, expecting: status)
        }
    }

    func with(
        _ mesh: Mesh = .istio, _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws { try await Self.with(mesh, body) }

    static func with(
        _ mesh: Mesh = .istio, answeredWithin limit: Duration = .seconds(120),
        _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        let server = KubeServer(
            server: sandbox.url, authority: nil, token: "admin", powerlessToken: "none", keeping: sandbox)
        try await House.with(answeredWithin: limit) { house in
            try await house.register("west", server, mesh: mesh)
            let cluster = try await TestCluster(server, namespace: "shop")
            try await cluster.serve("reviews", "ratings", "details")
            try await body(Place(house: house, cluster: cluster, sandbox: sandbox))
        }
        await sandbox.stop()
    }

    @Test func aHostThatIsRolledOutIsLeftAlone() async throws {
        try await with { place in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            let rule = try await house.create(Self.rule("reviews", connections: 5))
            let refused = try await place.refusal([rule])
            #expect(refused["deployment"] == .string(canary))
            let text = refused["detail"]?.string ?? ""
            #expect(text.contains("with VirtualService shop/reviews"), "\(text)")
            #expect(text.contains("DestinationRule shop/reviews"), "\(text)")
            #expect(text.contains("host reviews.shop"), "\(text)")
            let apart = try await house.create(Self.rule("details", connections: 5))
            try await house.deploy([apart])
            let queued = try await house.submit([rule], ["ifActive": "queue"])
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            #expect(try await house.end(of: queued)["status"] == "Completed")
            #expect(try await house.end(of: canary)["status"] == "Aborted")
        }
    }

    @Test func whoSupersedesEndsWhatIsInTheWay() async throws {
        try await with { place in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            let rule = try await house.create(Self.rule("reviews", connections: 5))
            let next = try await house.submit([rule], ["ifActive": "supersede"])
            #expect(try await house.end(of: next)["status"] == "Completed")
            #expect(try await house.end(of: canary)["status"] == "Aborted")
        }
    }

    /// Who gives up waiting is in nobody's way any more; and whoever waits is told for whom.
    @Test func whoGivesUpWaitingIsInNobodysWay() async throws {
        try await with { place in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            let rule = try await house.create(Self.rule("reviews", connections: 5))
            let first = try await house.submit([rule], ["ifActive": "queue"])
            let second = try await house.submit([rule], ["ifActive": "queue"])
            let status = try await house.call("GET", "deployments/\(second)/status", expecting: 200)
            #expect(status["waitsFor"]?.array?.compactMap { $0["deployment"]?.string } == [canary, first])
            let reason = status["reason"]?.string ?? ""
            #expect(reason.hasPrefix("it waits for deployment \(canary) (InProgress)"), "\(reason)")
            try await house.call("POST", "deployments/\(first)/abort", expecting: 202)
            let later = try await house.call("GET", "deployments/\(second)", expecting: 200)
            #expect(later["waitsFor"]?.array?.compactMap { $0["deployment"]?.string } == [canary])
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            #expect(try await house.end(of: second)["status"] == "Completed")
        }
    }

    /// What stands on the cluster says what is given up: it may be more than the versions of the policy know.
    @Test func whatTheClusterShowsIsFoundBeforeTheFirstWrite() async throws {
        try await with { place in
            let house = place.house
            let canary = try await place.canaryOfRoutes()
            let theirs = Self.routes("theirs", of: "reviews", to: "ratings")
            try await place.cluster.requests.succeed(
                "POST", "/apis/networking.istio.io/v1/namespaces/shop/virtualservices", theirs)
            let ours = try await house.create(Self.routes("theirs", of: "details", to: "details"))
            let end = try await house.deploy([ours], ["onConflict": "takeOver"], until: .failed)
            let reason = end.status["reason"]?.string ?? ""
            #expect(reason.contains(canary) && reason.contains("host reviews.shop"), "\(reason)")
            let name = ObjectReference(
                PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "theirs"),
                version: "v1")
            #expect(try await place.cluster.objects.get(name)?.body["spec"] == theirs["spec"])
        }
    }

    private static func server(_ port: String) -> JSONValue {
        document(
            .server, "v1beta3", "reviews",
            ["podSelector": ["matchLabels": ["app": "reviews"]], "port": "http", "proxyProtocol": .string(port)])
    }

    private static func authorization(_ client: JSONValue) -> JSONValue {
        document(.serverAuthorization, "v1beta1", "sa", ["server": ["name": "reviews"], "client": client])
    }

    /// The copy that the cohort of a Server obeys has the old text of what authorizes its clients: a lock-down beside
    /// it would leave these pods open.
    @Test func whatAServersRolloutHasCopiedStaysAsItIs() async throws {
        try await with(.linkerd) { place in
            let house = place.house
            try await place.cluster.run(pods: 4, of: "reviews", proxy: nil)
            let server = try await house.create(Self.server("HTTP/1"))
            let clients = try await house.create(Self.authorization(["unauthenticated": true]))
            try await house.deploy([server, clients])
            try await house.update(server, Self.server("HTTP/2"))
            let canary = try await place.canary(server)
            try await house.update(clients, Self.authorization(["meshTLS": ["identities": ["a.shop"]]]))
            let refused = try await place.refusal([clients])
            #expect(refused["deployment"] == .string(canary))
            #expect(refused["detail"]?.string?.contains("with Server shop/reviews") == true)
            try await house.call("POST", "deployments/\(canary)/abort", expecting: 202)
            _ = try await house.end(of: canary)
            try await house.deploy([clients])
        }
    }

    /// A DENY copy stands in for what the narrower ALLOW takes away: another ALLOW for these pods would be denied by
    /// it.
    @Test func whatIsDeniedForACohortIsNotAllowedBeside() async throws {
        try await with { place in
            let house = place.house
            try await place.cluster.run(pods: 4, of: "reviews")
            func allow(_ name: String, _ methods: JSONValue...) -> JSONValue {
                let rules: JSONValue = [["to": [["operation": ["methods": .array(methods)]]]]]
                return Self.document(
                    .authorizationPolicy, "v1", name,
                    ["selector": ["matchLabels": ["app": "reviews"]], "action": "ALLOW", "rules": rules])
            }
            let first = try await house.create(allow("ap", "GET", "POST"))
            try await house.deploy([first])
            try await house.update(first, allow("ap", "GET"))
            let canary = try await place.canary(first)
            let second = try await house.create(allow("ap2", "POST"))
            let refused = try await place.refusal([second])
            #expect(refused["deployment"] == .string(canary))
            #expect(refused["detail"]?.string?.contains("pods of shop with app=reviews") == true)
        }
    }

    /// A subset and the route to it in one canary: both are moved by one book, so that no request meets the one without
    /// the other; the answer says so.
    @Test func aRuleAndTheRoutesToItsHostGoTogether() async throws {
        try await with { place in
            let house = place.house
            func subset(_ name: JSONValue) -> JSONValue { ["name": name, "labels": ["version": name]] }
            func routes(_ subset: JSONValue) -> JSONValue {
                let route: JSONValue = [["destination": ["host": "reviews", "subset": subset]]]
                return Self.document(
                    .virtualService, "v1", "reviews", ["hosts": ["reviews"], "http": [["route": route]]])
            }
            func rule(_ subsets: JSONValue...) -> JSONValue {
                let spec: JSONValue = ["host": "reviews", "subsets": .array(subsets)]
                return Self.document(.destinationRule, "v1", "reviews", spec)
            }
            try await place.cluster.run(pods: 2, of: "reviews", labels: ["version": "v1"])
            try await place.cluster.run(pod: "reviews-next", labels: ["app": "reviews", "version": "v2"])
            let policies = [try await house.create(rule(subset("v1"))), try await house.create(routes("v1"))]
            try await house.deploy(policies)
            try await house.update(policies[0], rule(subset("v1"), subset("v2")))
            try await house.update(policies[1], routes("v2"))
            let id = try await place.canary(policies[0], policies[1])
            let status = try await house.call("GET", "deployments/\(id)/status", expecting: 200)
            let plan = try await house.call("GET", "deployments/\(id)", expecting: 200)
            #expect(plan["units"]?.array?.map { $0["unit"] } == ["requests", "requests"], "\(plan.jsonText)")
            #expect(status.jsonText.contains("are rolled out as one"), "\(status.jsonText)")
            try await house.call("POST", "deployments/\(id)/promote", ["toEnd": true], expecting: 202)
            #expect(try await house.end(of: id)["status"] == "Completed")
        }
    }

    private static func books(_ proxyProtocol: JSONValue) -> JSONValue {
        document(
            .server, "v1beta1", "reviews",
            ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 80, "proxyProtocol": proxyProtocol])
    }

    /// A Server and who may call it in one canary: the copy of the Server has the new authorizations.
    @Test func aServerAndItsAuthorizationGoTogether() async throws {
        try await with(.linkerd) { place in
            let house = place.house
            try await place.cluster.run(pods: 2, of: "reviews", proxy: nil)
            func clients(_ name: JSONValue) -> JSONValue {
                Self.authorization(["meshTLS": ["serviceAccounts": [["name": name]]]])
            }
            let policies = [try await house.create(Self.books("HTTP/1")), try await house.create(clients("web"))]
            try await house.deploy(policies)
            let access = ResourceReference(
                group: "policy.linkerd.io", version: "v1beta1", plural: "serverauthorizations", namespace: "shop")
            func live() async throws -> [String: [JSONValue?]] {
                let found = try await place.cluster.objects.list(access)
                return Dictionary(found.map { ($0.name, [$0.body["spec"]?["server"], $0.body["spec"]?["client"]]) }) {
                    first, _ in first
                }
            }
            let before = try await live()
            try await house.update(policies[0], Self.books("HTTP/2"))
            try await house.update(policies[1], clients("admin"))
            let id = try await place.canary(policies[0], policies[1])
            let plan = try await house.call("GET", "deployments/\(id)", expecting: 200)
            #expect(plan["units"]?.array?.map { $0["unit"] } == ["workloads", "workloads"], "\(plan.jsonText)")
            let status = try await house.call("GET", "deployments/\(id)/status", expecting: 200)
            #expect(
                status.jsonText.contains("it is rolled out together with Server shop/reviews"), "\(status.jsonText)")
            let during = try await live()
            #expect(during["sa"] == before["sa"])
            #expect(during.count == 3 && during.keys.contains { $0.hasPrefix("sa-hs-canary-") }, "\(during)")
            try await house.call("POST", "deployments/\(id)/promote", ["toEnd": true], expecting: 202)
            #expect(try await house.end(of: id)["status"] == "Completed")
            #expect(try await live() == ["sa": [["name": "reviews"], clients("admin")["spec"]?["client"]]])
        }
    }

    /// The copies of a Server and of a route on it would both be written by both rollouts.
    @Test func policiesOfABundleThatWriteOneObjectAreRefusedTogether() async throws {
        try await with(.linkerd) { place in
            let house = place.house
            try await place.cluster.run(pods: 2, of: "reviews")
            func route(_ method: JSONValue) -> JSONValue {
                let parent: JSONValue = ["group": "policy.linkerd.io", "kind": "Server", "name": "reviews"]
                let match: JSONValue = ["method": method, "path": ["type": "PathPrefix", "value": "/"]]
                return Self.document(
                    .httpRoute, "v1beta3", "reviews", ["parentRefs": [parent], "rules": [["matches": [match]]]])
            }
            let port = try await house.create(Self.books("HTTP/1"))
            let reading = try await house.create(route("GET"))
            try await house.deploy([port, reading])
            try await house.update(port, Self.books("HTTP/2"))
            try await house.update(reading, route("HEAD"))
            let refused = try await place.refusal([port, reading], Self.soaking, status: 422)
            let text = refused["detail"]?.string ?? ""
            #expect(text.contains("would both write"), "\(text)")
            #expect(text.contains("one after the other"), "\(text)")
        }
    }
}
