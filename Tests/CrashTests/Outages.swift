import TestKit
import Testing

extension Crashes {
    /// PostgreSQL is restarted, RabbitMQ is killed and started again, and loses all of its data at last.
    @Test(.enabled(if: OwnServers.mustRun)) func serversGoAwayInTheMiddleOfFiftyDeployments() async throws {
        try await OwnServers.with(["rabbitmq", "postgres"], for: "crash") { servers in
            try await Installation.with(servers.forRoles, settings: Self.quick) { hotswap in
                _ = try await hotswap.start("api")
                _ = try await hotswap.start("scheduler")
                _ = try await hotswap.start("worker")
                _ = try await hotswap.start("worker")
                let storm = try await Storm(hotswap)
                try await Self.run(storm, 0..<17) { try await servers.command("restart", "postgres") }
                try await Self.run(storm, 17..<34) {
                    try await servers.command("kill", "rabbitmq")
                    try await servers.command("start", "rabbitmq")
                }
                try await Self.run(storm, 34..<50) { try await servers.command("wipe", "rabbitmq") }
                try await Aftermath(storm: storm, listener: nil).check()
            }
        }
    }

    /// Submits some rollouts and, with them under way, does `outage`.
    private static func run(
        _ storm: Storm, _ numbers: Range<Int>, _ outage: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await storm.run(numbers) }
            group.addTask {
                try await awaitCondition("deployments are under way") { storm.isUnderWay(numbers) }
                try await outage()
            }
            try await group.waitForAll()
        }
    }
}
