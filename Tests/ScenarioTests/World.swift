import Domain
import PostgresStore
import TestKit
import Testing

/// HotSwap's roles as processes, with the clusters that scenarios deploy to.
struct World: Sendable {
    let hotswap: Installation
    let api: APIClient
    /// Of the cluster `west`, the real kube-apiserver of the environment.
    let kube: KubeServer
    /// Of the cluster `east`, a kube-apiserver of its own.
    let far: KubeServer
    /// What scrapes all traffic, and what HotSwap asks for both clusters.
    let prometheus: PrometheusTargets

    /// How far the ticks of the watch are apart. Prometheus scrapes as often, so rates are taken over four seconds.
    static let tick = Duration.seconds(1)

    @TaskLocal fileprivate static var current: World?

    /// Whether the servers are there, or their absence is to be noticed.
    static var canBe: Bool { TestServers.mustRun && PrometheusTargets.mustRun && OwnServers.mustRun }

    /// That of the suite.
    static var here: World {
        get throws {
            guard let current else { throw TestKitError("this test does not belong to the suite of scenarios") }
            return current
        }
    }

    /// Everything is there before the first scenario begins: making definitions takes all processors for a while, and
    /// nobody would answer Prometheus.
    fileprivate static func with(_ body: () async throws -> Void) async throws {
        guard let kube = try KubeServer.ofEnvironment() else { throw TestKitError("HOTSWAP_TEST_KUBE is not set") }
        let settings = [
            "soak-interval": "1s", "settle-time": "100ms", "lease": "60s", "sweep-interval": "100ms",
            "drain-limit": "5s",
        ]
        try await OwnServers.with(["kube"], for: "scenario") { servers in
            let far = try servers.kube
            try await CRDInstaller(kube.requests).install()
            try await CRDInstaller(far.requests).install()
            try await Installation.with(settings: settings) { hotswap in
                async let api = hotswap.start("api")
                async let scheduler = hotswap.start("scheduler")
                async let worker = hotswap.start("worker")
                _ = try await (api, scheduler, worker)
                let world = World(
                    hotswap: hotswap, api: hotswap.api, kube: kube, far: far,
                    prometheus: try PrometheusTargets.ofEnvironment())
                try await world.register("west", kube, prometheus: world.prometheus)
                try await world.register("east", far, prometheus: world.prometheus)
                try await World.$current.withValue(world) { try await body() }
            }
        }
    }

    /// What the database knows of a deployment that does not move on, for a person to read.
    func rows(of deployment: String) async -> String {
        var found = ""
        for table in ["jobs", "watches", "deployments"] {
            let column = table == "deployments" ? "id" : "deployment_id"
            let sql =
                "SELECT to_jsonb(t)::text AS line FROM \(table) t WHERE \(column)::text = '\(deployment)' LIMIT 40"
            do {
                for row in try await hotswap.pool.query(PostgresStatement(sql)) {
                    found += "\n\(table): \(try row.text("line"))"
                }
            } catch { found += "\n\(table): \(error)" }
        }
        return found
    }

    /// Makes a cluster known, with the Prometheus that measures it: one may measure several, told apart by a label.
    func register(_ name: String, _ kube: KubeServer, prometheus: PrometheusTargets) async throws {
        var body: JSONValue = [
            "name": .string(name), "environment": "Development", "mesh": "istio", "server": .string(kube.server),
            "credentials": ["token": .string(kube.token)], "prometheus": .string(prometheus.url),
            "prometheusMatcher": .string(#"cluster="\#(name)""#),
        ]
        body["certificateAuthority"] = kube.authority.map { .string($0) }
        try await api.succeed("POST", "/clusters", body)
    }
}

/// Runs a suite within one world.
struct WorldTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await World.with(function)
    }
}

extension Trait where Self == WorldTrait {
    static var inOneWorld: WorldTrait { WorldTrait() }
}
