import Domain
import JobEnvelope
import Ports
import PostgresStore
import RabbitMQ
import TestKit
import Testing

extension Crashes {
    /// Every message comes again, and again: each job is done once all the same.
    @Test(.enabled(if: TestServers.mustRun)) func everyMessageIsDeliveredSeveralTimes() async throws {
        try await Installation.with(settings: ["sweep-interval": "100ms"]) { hotswap in
            _ = try await hotswap.start("api")
            _ = try hotswap.launch("scheduler")
            for _ in 0..<2 { _ = try await hotswap.start("worker") }
            let listener = try await Self.listen(hotswap)
            let storm = try await Storm(hotswap)
            let repeater = try Repeater(hotswap)
            let repeating = Task { try await repeater.run() }
            try await storm.run(0..<50)
            repeating.cancel()
            let repeated = try await repeating.value
            #expect(repeated > 500)
            // Once more, when all of them are done.
            _ = try await repeater.publishAll()
            await repeater.close()
            try await Aftermath(storm: storm, listener: listener).check()
            // A retry, a snooze and nothing else is a second attempt.
            let rows = try await hotswap.pool.query(
                PostgresStatement("SELECT count(*) FROM jobs WHERE state = 'done' AND attempt > 1 AND note IS NULL"))
            #expect(try rows.onlyRow().int64(0) <= 6)
        }
    }
}

/// Publishes the message of every job that there is, whatever its state.
struct Repeater: Sendable {
    private let hotswap: Installation
    private let broker: ReconnectingBroker

    init(_ hotswap: Installation) throws {
        self.hotswap = hotswap
        broker = try ReconnectingBroker(
            settings: BrokerSettings(address: try BrokerAddress(url: hotswap.servers.rabbitMQ), name: "repeater"),
            topology: Topology(prefix: hotswap.name))
        broker.start()
    }

    /// Until the task is cancelled; returns how many messages were published.
    func run() async throws -> Int {
        guard await broker.waitUntilConnected(within: patience) else { throw TestKitError("no broker") }
        var published = 0
        while !Task.isCancelled {
            published += try await publishAll()
            try? await Task.sleep(for: .milliseconds(150))
        }
        return published
    }

    func publishAll() async throws -> Int {
        let rows = try await hotswap.pool.query(PostgresStatement("SELECT id::text, stage FROM jobs"))
        let messages = try rows.map { JobMessage(jobID: try $0.text("id"), stage: try $0.text("stage")) }
        return await RabbitMQJobQueue(broker).publish(jobs: messages).filter(\.isConfirmed).count
    }

    func close() async { await broker.close(within: .seconds(5)) }
}
