import TestKit
import Testing
import WorkerKit

extension Crashes {
    /// A worker of every stage dies at every point of its loop, APIs die while they are asked, schedulers die and stay
    /// away for a while; fifty deployments end as they must.
    @Test(.enabled(if: TestServers.mustRun)) func everyRoleIsKilledInTheMiddleOfFiftyDeployments() async throws {
        try await Installation.with(settings: Self.quick) { hotswap in
            let apis = [try await hotswap.start("api"), try await hotswap.start("api")]
            let listener = try await Self.listen(hotswap)
            let scheduler = try await hotswap.start("scheduler")
            let first = try await hotswap.start("worker")
            let storm = try await Storm(hotswap)
            first.terminate()
            #expect(try await first.process.waitForEnd() == .exited(0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for stage in ["validate", "apply", "rollback", "notify"] {
                    group.addTask { try await Self.killWorkers(of: stage, hotswap) }
                }
                group.addTask { try await Self.killSchedulers(hotswap, first: scheduler) }
                group.addTask { try await Self.killAPIs(hotswap, apis) }
                for start in stride(from: 0, to: storm.rollouts.count, by: 10) {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(start * 30))
                        try await storm.run(start..<(start + 10))
                    }
                }
                try await group.waitForAll()
            }
            try await Aftermath(storm: storm, listener: listener).check()
        }
    }

    /// One worker after the other, each dying at the next point of its loop; the last one lives.
    private static func killWorkers(of stage: String, _ hotswap: Installation) async throws {
        let nth = stage == "rollback" ? 1 : 2
        for point in WorkerPoint.allCases {
            let flags = ["stages": stage, "concurrency": "2", "crash-at": "\(point.rawValue):\(nth)"]
            let worker = try hotswap.launch("worker", flags)
            let end = try await worker.process.waitForEnd()
            guard end == .killed(signal: 9) else { throw TestKitError("\(stage) at \(point): \(end)") }
        }
        _ = try hotswap.launch("worker", ["stages": stage])
    }

    /// One dies, then for a while there is none, then there are two, of which one dies.
    private static func killSchedulers(_ hotswap: Installation, first: RoleProcess) async throws {
        try await Task.sleep(for: .milliseconds(500))
        try await first.kill()
        try await Task.sleep(for: .seconds(3))
        _ = try hotswap.launch("scheduler")
        let second = try await hotswap.start("scheduler")
        try await second.kill()
    }

    /// While deployments are submitted: at each moment at least one is there, or soon there again.
    private static func killAPIs(_ hotswap: Installation, _ first: [RoleProcess]) async throws {
        var running = first
        for _ in 0..<4 {
            try await Task.sleep(for: .milliseconds(200))
            try await running.removeFirst().kill()
            running.append(try await hotswap.start("api"))
        }
    }
}
