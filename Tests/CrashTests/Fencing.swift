import Domain
import PostgresStore
import Sandbox
import TestKit
import Testing

extension Crashes {
    /// A worker that is stopped while it writes wakes up when its deployment was taken back: it must not raise the
    /// dead.
    @Test(.enabled(if: TestServers.mustRun)) func aSleepingWriterRaisesNoDead() async throws {
        try await Installation.with(settings: Self.quick) { hotswap in
            _ = try await hotswap.start("api")
            _ = try await hotswap.start("scheduler")
            _ = try await hotswap.start("worker", ["stages": "validate,rollback,notify"])
            let bundle = try await SlowBundle(hotswap)
            let sleeper = try await hotswap.start(
                "worker", ["stages": "apply", "cluster-concurrency": "1", "log-level": "debug"])
            try await bundle.submit()
            try await awaitCondition("some objects are written") { try await bundle.written() >= 3 }
            sleeper.freeze()
            bundle.cluster.server.clearFaults()
            let path = "/deployments/\(bundle.deployment)"
            try await hotswap.api.succeed("POST", "\(path)/abort")
            #expect(try await Storm.end(of: bundle.deployment, hotswap) == "Aborted")
            #expect(try await bundle.written() == 0)
            let revision = try await bundle.cluster.revision()

            sleeper.thaw()
            try await awaitCondition("the sleeper gives up") { sleeper.process.logTail(50).contains("result=lost") }
            #expect(try await bundle.written() == 0)
            #expect(try await bundle.cluster.effects(after: revision).isEmpty)
            let jobs = try await hotswap.pool.query(
                PostgresStatement("SELECT count(*) FROM jobs WHERE stage = 'apply' AND state = 'cancelled'"))
            #expect(try jobs.onlyRow().int64(0) == 1)
        }
    }
}

extension Crashes {
    /// A worker dies between two writes of a canary, and another on the way back: who comes next goes on where it was.
    @Test(.enabled(if: TestServers.mustRun)) func aCanaryOutlivesItsWriters() async throws {
        try await Installation.with(settings: Self.quick) { hotswap in
            _ = try await hotswap.start("api")
            _ = try await hotswap.start("scheduler")
            _ = try await hotswap.start("worker", ["stages": "validate,notify"])
            let bundle = try await SlowBundle(hotswap, routesOnly: true)
            func worker(_ stages: String) async throws -> RoleProcess {
                try await hotswap.start("worker", ["stages": stages, "cluster-concurrency": "1"])
            }
            let first = try await worker("apply")
            try await bundle.submit(strategy: ["type": "Canary", "steps": [50], "soak": "PT1H"])
            try await awaitCondition("some objects are written") {
                try await bundle.written() >= 3
            }
            try await first.kill()
            #expect(try await bundle.written() < 20)
            _ = try await worker("apply")
            let path = "/deployments/\(bundle.deployment)"
            try await awaitCondition("it soaks") {
                try await hotswap.api.succeed("GET", "\(path)/status")["step"]?["name"] == "soak"
            }
            #expect(try await bundle.written() == 20)

            let second = try await worker("rollback")
            try await hotswap.api.succeed("POST", "\(path)/rollback")
            try await awaitCondition("some objects are restored") {
                try await bundle.written() <= 17
            }
            try await second.kill()
            _ = try await worker("rollback")
            #expect(try await Storm.end(of: bundle.deployment, hotswap) == "RolledBack")
            #expect(try await bundle.written() == 0)
            // There and back, and nothing twice.
            let effects = try await bundle.cluster.effects(after: 0).filter { $0.key.hasPrefix("steady/") }
            #expect(effects.count == 20 && effects.values.allSatisfy { $0 == 2 }, "\(effects)")
        }
    }
}

/// A deployment of twenty new objects to one cluster that takes its time for each.
final class SlowBundle {
    let cluster: SandboxCluster
    private let hotswap: Installation
    private let rollouts: [Rollout]
    private(set) var deployment = ""

    /// - Parameter routesOnly: VirtualServices alone, whose requests can be split; removing them takes its time, too.
    init(
        _ hotswap: Installation, objects: Int = 20, delay: Int64 = 700, routesOnly: Bool = false
    ) async throws {
        self.hotswap = hotswap
        cluster = try await SandboxCluster("slow")
        try await hotswap.api.succeed("POST", "/clusters", cluster.registration)
        let all = (0..<objects * 2).lazy.map { Rollout(number: $0, fate: .create) }
        rollouts = Array(all.filter { !routesOnly || $0.collection.hasSuffix("virtualservices") }.prefix(objects))
        if routesOnly {
            cluster.server.inject(Fault(.delay(milliseconds: delay), methods: ["DELETE"], path: "/steady/"))
        }
        cluster.server.inject(
            Fault(.delay(milliseconds: delay), methods: ["POST", "PATCH"], path: "/steady/", isDryRun: false))
    }

    /// How many of its objects there are.
    func written() async throws -> Int {
        try await Storm.each(rollouts) { [cluster] in try await cluster.object(of: $0) }.compactMap(\.self).count
    }

    func submit(strategy: JSONValue = "Direct") async throws {
        let policies = try await Storm.each(rollouts) { [hotswap] rollout -> JSONValue in
            let body: JSONValue = ["document": rollout.document(version: 1)]
            return ["id": try await hotswap.api.succeed("POST", "/policies", body)["id"] ?? .null]
        }
        let body: JSONValue = ["policies": .array(policies), "environment": "Staging", "strategy": strategy]
        deployment = try await hotswap.api.succeed("POST", "/deployments", body)["id"]?.string ?? ""
    }
}
