import Domain
import JobEnvelope
import Ports
import TestKit
import Testing

@testable import RabbitMQ

@Suite struct PublishTests {
    private func messages(_ count: Int, to queue: String) -> [OutgoingMessage] {
        (0..<count).map { OutgoingMessage(routingKey: queue, body: Array("\($0)".utf8), messageID: "\($0)") }
    }

    @Test func tenThousandInBatchesByManyCallersAreConfirmed() async throws {
        try await TestBroker.withTopology { connection, topology in
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            let confirmed = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { await publisher.publish(messages(500, to: queue)).count(where: \.isConfirmed) }
                }
                return await group.reduce(0, +)
            }
            #expect(confirmed == 10_000)
            try await eventually("all are in the queue") {
                try await connection.messageCounts([queue]) == [queue: 10_000]
            }
        }
    }

    @Test func moreThanMayBeInFlightWaits() async throws {
        try await TestBroker.withTopology { _, topology in
            var settings = try TestBroker.settings()
            settings.maximumInFlight = 10
            settings.maximumWaiting = 1000
            let connection = try await RabbitMQConnection.connect(settings)
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            #expect(await publisher.publish(messages(1000, to: queue)).allSatisfy(\.isConfirmed))
            let tooMany = await publisher.publish(messages(1001, to: queue))
            #expect(tooMany.allSatisfy { $0 == .lost("more than 1000 messages wait for the broker") })
            await connection.close(within: .seconds(5))
        }
    }

    @Test func whatNoQueueTakesIsRefusedAndTheRestConfirmed() async throws {
        try await TestBroker.withTopology { connection, topology in
            let publisher = try await connection.publisher()
            let queues = (0..<300).map { $0 % 3 == 0 ? topology.jobs("apply") : topology.jobs("nowhere") }
            let outcomes = await publisher.publish(
                queues.enumerated().map {
                    OutgoingMessage(routingKey: $1, body: [1], messageID: "\($0)", mandatory: true)
                })
            for (queue, outcome) in zip(queues, outcomes) {
                guard queue != topology.jobs("apply") else {
                    #expect(outcome == .confirmed)
                    continue
                }
                #expect(outcome == .refused("no queue takes it (queue \(queue): NO_ROUTE)"))
            }
            let ignored = OutgoingMessage(routingKey: topology.jobs("nowhere"), body: [1], mandatory: false)
            #expect(await publisher.publish([ignored]) == [.confirmed])
        }
    }

    @Test func whatAMQPCannotCarryIsRefusedWithoutHarm() async throws {
        try await TestBroker.withTopology { connection, topology in
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            let long = String(repeating: "x", count: 256)
            let bad = [
                OutgoingMessage(routingKey: long, body: []),
                OutgoingMessage(routingKey: queue, body: [], messageID: long),
                OutgoingMessage(routingKey: queue, body: [], headers: [long: "x"]),
                OutgoingMessage(routingKey: queue, body: [], headers: ["x": String(repeating: "x", count: 40_000)]),
                OutgoingMessage(routingKey: queue, body: [UInt8](repeating: 0, count: 8 << 20 + 1)),
            ]
            let good = OutgoingMessage(routingKey: queue, body: [])
            let outcomes = await publisher.publish([good] + bad + [good])
            #expect(outcomes.map(\.isConfirmed) == [true, false, false, false, false, false, true])
            #expect(outcomes[5] == .refused("the body has 8388609 bytes; the limit is 8388608"))
            #expect(await publisher.publish([]) == [])
        }
    }

    /// A queue that is full, and says so instead of dropping, makes the broker nack.
    @Test func whatTheBrokerCannotStoreIsLost() async throws {
        try await TestBroker.withTopology { connection, _ in
            let queue = TestBroker.uniqueName()
            let channel = try await connection.openChannel(.requests)
            let full: [String: JSONValue] = ["x-max-length": 1, "x-overflow": "reject-publish"]
            try await connection.request(.declareQueue(QueueDeclaration(name: queue, arguments: full)), on: channel)
            let publisher = try await connection.publisher()
            let outcomes = await publisher.publish(messages(3, to: queue))
            let lost = PublishOutcome.lost("the broker could not store the message")
            #expect(outcomes == [.confirmed, lost, lost])
            try await connection.request(.deleteQueue(queue), on: channel)
        }
    }

    @Test func aBlockedBrokerIsKnownAndPublishingTimesOut() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        try await TestBroker.withTopology { _, topology in
            var settings = try TestBroker.settings(port: proxy.port)
            settings.publishLimit = .milliseconds(300)
            let connection = try await RabbitMQConnection.connect(settings)
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            proxy.inject(BrokerFrame.blocked("low on memory"))
            try await eventually("it is blocked") { connection.blockedReason == "low on memory" }
            let outcomes = await publisher.publish(messages(2, to: queue))
            let expected = "the broker takes no messages (low on memory) within 0.3 seconds"
            #expect(outcomes == [.lost(expected), .lost(expected)])
            let error = await #expect(throws: PortError.self) { try await connection.messageCounts([queue]) }
            #expect(error?.kind == .transient)
            proxy.inject(BrokerFrame.unblocked)
            try await eventually("it is not blocked any more") { connection.blockedReason == nil }
            try await eventually("messages are taken again") {
                await publisher.publish(messages(2, to: queue)) == [.confirmed, .confirmed]
            }
            #expect(try await connection.messageCounts([queue])[queue] ?? 0 >= 2)
            await connection.close(within: .seconds(5))
        }
    }

    @Test func aBrokerThatDoesNotConfirmTimesOutAndLateConfirmsDoNoHarm() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        try await TestBroker.withTopology { _, topology in
            var settings = try TestBroker.settings(port: proxy.port)
            settings.publishLimit = .milliseconds(200)
            let connection = try await RabbitMQConnection.connect(settings)
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            proxy.freeze(true)
            let outcomes = await publisher.publish(messages(2, to: queue))
            #expect(outcomes.allSatisfy { $0 == .lost("the broker did not confirm within 0.2 seconds") })
            proxy.freeze(false)
            try await eventually("publishing works again") {
                await publisher.publish(messages(1, to: queue)) == [.confirmed]
            }
            await connection.close(within: .seconds(5))
        }
    }

    @Test func whatIsInFlightWhenTheConnectionIsCutIsLost() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        try await TestBroker.withTopology { observer, topology in
            let connection = try await RabbitMQConnection.connect(TestBroker.settings(port: proxy.port))
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            proxy.freeze(true)
            let publishing = Task { await publisher.publish(messages(100, to: queue)) }
            try await eventually("the broker has them all") {
                try await observer.messageCounts([queue]) == [queue: 100]
            }
            proxy.cut()
            let outcomes = await publishing.value
            #expect(outcomes.count == 100)
            #expect(outcomes.allSatisfy { if case .lost = $0 { true } else { false } })
            let after = await publisher.publish(messages(1, to: queue))
            #expect(after.allSatisfy { if case .lost = $0 { true } else { false } })
        }
    }

    @Test func anUnknownExchangeEndsThePublisherWithTheReason() async throws {
        let connection = try await RabbitMQConnection.connect(TestBroker.settings())
        let publisher = try await connection.publisher()
        let outcomes = await publisher.publish([OutgoingMessage(exchange: "no-such-exchange", routingKey: "", body: [])]
        )
        guard case .lost(let reason) = outcomes.first else {
            Issue.record("outcomes \(outcomes)")
            return
        }
        #expect(reason.contains("no-such-exchange"))
        #expect(await publisher.ended().code == "404")
        #expect(connection.isOpen)
        await connection.close(within: .seconds(5))
    }

    @Test func closingWaitsForConfirms() async throws {
        try await TestBroker.withTopology { observer, topology in
            var settings = try TestBroker.settings()
            settings.maximumInFlight = 20
            let connection = try await RabbitMQConnection.connect(settings)
            let publisher = try await connection.publisher()
            let queue = topology.jobs("apply")
            async let outcomes = publisher.publish(messages(3000, to: queue))
            try await eventually("the first ones are there") {
                try await observer.messageCounts([queue])[queue] ?? 0 > 0
            }
            await connection.close(within: patience)
            #expect(await outcomes.allSatisfy(\.isConfirmed))
        }
    }
}
