import PostgresStore
import Sandbox
import TestKit
import Testing

extension Crashes {
    /// SIGTERM: what runs is finished, nothing new is begun.
    @Test(.enabled(if: TestServers.mustRun)) func aStoppedWorkerFinishesItsWork() async throws {
        try await Installation.with(settings: ["sweep-interval": "100ms", "drain-limit": "120s"]) { hotswap in
            _ = try await hotswap.start("api")
            _ = try await hotswap.start("worker", ["stages": "validate,rollback,notify"])
            let bundle = try await SlowBundle(hotswap, delay: 60)
            let worker = try await hotswap.start(
                "worker", ["stages": "apply", "cluster-concurrency": "1", "worker-name": "first", "log-level": "debug"])
            try await bundle.submit()
            try await awaitCondition("it is in the middle") { try await bundle.written() >= 2 }
            worker.terminate()
            #expect(try await worker.process.waitForEnd() == .exited(0))
            #expect(try await bundle.written() == 20)
            #expect(try await Storm.end(of: bundle.deployment, hotswap) == "Completed")
            #expect(try await attempts(hotswap) == ["first 1"])
        }
    }

    /// What does not end within the limit is handed back, and another worker goes on at once: it waits neither for the
    /// lease nor for anybody to find out.
    @Test(.enabled(if: TestServers.mustRun)) func workThatTakesTooLongIsHandedBack() async throws {
        let settings = ["sweep-interval": "100ms", "drain-limit": "300ms", "lease": "10m"]
        try await Installation.with(settings: settings) { hotswap in
            _ = try await hotswap.start("api")
            _ = try await hotswap.start("scheduler")
            _ = try await hotswap.start("worker", ["stages": "validate,rollback,notify"])
            let bundle = try await SlowBundle(hotswap)
            let flags = ["stages": "apply", "cluster-concurrency": "1"]
            let first = try await hotswap.start("worker", flags.merging(["worker-name": "first"]) { $1 })
            try await bundle.submit()
            try await awaitCondition("it is in the middle") { try await bundle.written() >= 2 }
            let second = try hotswap.launch("worker", flags.merging(["worker-name": "second"]) { $1 })
            try await second.waitUntilReady()
            first.terminate()
            #expect(try await first.process.waitForEnd() == .exited(0))
            #expect(try await bundle.written() < 20)
            bundle.cluster.server.clearFaults()
            // Far less than the lease.
            try await awaitCondition("the second worker has it") {
                try await attempts(hotswap).contains("second 1")
            }
            #expect(try await Storm.end(of: bundle.deployment, hotswap) == "Completed")
            #expect(try await bundle.cluster.effects(after: 0).filter { $0.key.hasPrefix("steady/") }.count == 20)
        }
    }

    /// Who has or had the apply jobs, and at which attempt.
    private func attempts(_ hotswap: Installation) async throws -> [String] {
        try await hotswap.pool.query(
            PostgresStatement("SELECT claimed_by, attempt FROM jobs WHERE stage = 'apply' AND claimed_by IS NOT NULL")
        ).map { "\(try $0.text("claimed_by")) \(try $0.int64("attempt"))" }
    }
}
