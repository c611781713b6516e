import Domain
import PostgresStore
import Sandbox
import TestKit
import Testing

extension Crashes {
    /// A worker that is stopped while it writes wakes up when its deployment was taken back: it must not raise the dead.
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

/// A deployment of twenty new objects to one cluster that takes its time for each.
final class SlowBundle {
    let cluster: SandboxCluster
    private let hotswap: Installation
    private let rollouts: [Rollout]
    private(set) var deployment = ""

    init(_ hotswap: Installation, objects: Int = 20, delay: Int64 = 150) async throws {
        self.hotswap = hotswap
        cluster = try await SandboxCluster("slow")
        try await hotswap.api.succeed("POST", "/clusters", cluster.registration)
        rollouts = (0..<objects).map { Rollout(number: $0, fate: .create) }
        cluster.server.inject(
            Fault(.delay(milliseconds: delay), methods: ["POST", "PATCH"], path: "/steady/", isDryRun: false))
    }

    /// How many of its objects there are.
    func written() async throws -> Int {
        try await Storm.each(rollouts) { [cluster] in try await cluster.object(of: $0) }.compactMap(\.self).count
    }

    func submit() async throws {
        let policies = try await Storm.each(rollouts) { [hotswap] rollout -> JSONValue in
            let body: JSONValue = ["document": rollout.document(version: 1)]
            return ["id": try await hotswap.api.succeed("POST", "/policies", body)["id"] ?? .null]
        }
        let body: JSONValue = ["policies": .array(policies), "environment": "Staging"]
        deployment = try await hotswap.api.succeed("POST", "/deployments", body)["id"]?.string ?? ""
    }
}
