import Domain
import JobEnvelope
import Ports
import TestKit
import Testing

@testable import RabbitMQ

@Suite struct TopologyDeclarationTests {
    @Test func declaringTwiceIsDeclaringOnce() async throws {
        try await TestBroker.withTopology { connection, topology in
            try await connection.declare(topology)
            let counts = try await connection.messageCounts(topology.queues.map(\.name) + ["no-such-queue"])
            #expect(counts == Dictionary(uniqueKeysWithValues: topology.queues.map { ($0.name, 0) }))
        }
    }

    @Test func aQueueOfOtherSettingsIsNamedWithAdvice() async throws {
        try await TestBroker.withTopology { connection, topology in
            let other = Topology(prefix: topology.prefix, stages: topology.stages, deliveryLimit: 99)
            let error = await #expect(throws: PortError.self) { try await connection.declare(other) }
            #expect(error?.kind == .permanent)
            #expect(error?.code == "406")
            #expect(error?.message.contains("cannot declare queue \(topology.jobs("apply"))") == true)
            #expect(error?.message.contains("delete it, or use another prefix") == true)
            #expect(connection.isOpen)
        }
    }

    /// Everybody starts at the same moment, as after a broker's restart: declares, and consumes at once.
    @Test func manyMayDeclareAndConsumeAtOnce() async throws {
        let topology = Topology(prefix: TestBroker.uniqueName(), stages: ["apply", "notify"])
        var brokers: [ReconnectingBroker] = []
        for _ in 0..<8 {
            var settings = try TestBroker.settings()
            settings.longestBackoff = .milliseconds(500)
            brokers.append(try ReconnectingBroker(settings: settings, topology: topology))
        }
        let queues = brokers.map { RabbitMQJobQueue($0) }
        for queue in queues {
            queue.broker.start()
            _ = try await queue.consume(stage: "apply", prefetch: 1)
        }
        for broker in brokers { #expect(await broker.waitUntilConnected(within: patience)) }
        let job = JobMessage(jobID: "00000000-0000-7000-8000-000000000001", stage: "apply")
        #expect(await queues[0].publish(jobs: [job]) == [.confirmed])
        for broker in brokers { await broker.close(within: .seconds(5)) }
        await TestBroker.remove(topology)
    }
}
