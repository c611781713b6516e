import Domain
import JobEnvelope
import Ports
import RabbitMQ
import TestKit
import Testing

@Suite struct ConsumeTests {
    private func publish(_ count: Int, to queue: String, on connection: RabbitMQConnection) async throws {
        let publisher = try await connection.publisher()
        let outcomes = await publisher.publish(
            (0..<count).map { OutgoingMessage(routingKey: queue, body: Array("\($0)".utf8), messageID: "\($0)") })
        #expect(outcomes.allSatisfy { $0.isConfirmed })
    }

    private func take(_ count: Int, from consumer: Consumer) async -> [Delivery] {
        var taken: [Delivery] = []
        while taken.count < count, let more = await consumer.next(max: count - taken.count) { taken += more }
        return taken
    }

    private func count(_ queue: String, _ connection: RabbitMQConnection) async throws -> Int? {
        try await connection.messageCounts([queue])[queue]
    }

    @Test func everythingArrivesInOrderWithItsProperties() async throws {
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            let message = OutgoingMessage(
                routingKey: queue, body: Array("hällo".utf8), contentType: "text/plain", messageID: "m",
                correlationID: "c", replyTo: "r", headers: ["traceparent": "t", "token": "ü"])
            let publisher = try await connection.publisher()
            #expect(await publisher.publish([message]) == [.confirmed])
            try await publish(50, to: queue, on: connection)
            let consumer = try await connection.consume(queue, prefetch: 100)
            let taken = await take(51, from: consumer)
            let first = try #require(taken.first)
            #expect(first.content.body == message.body)
            #expect(first.content.contentType == "text/plain")
            #expect(first.content.messageID == "m")
            #expect(first.content.correlationID == "c")
            #expect(first.content.replyTo == "r")
            #expect(first.content.headers == ["traceparent": "t", "token": "ü"])
            #expect(first.exchange == "" && first.routingKey == queue && !first.redelivered)
            #expect(taken.dropFirst().map(\.content.messageID) == (0..<50).map { "\($0)" })
        }
    }

    @Test(arguments: [0, 1, 131_063, 131_064, 131_065, 1_000_000]) func bodiesOfAnySizeArriveWhole(size: Int)
        async throws
    {
        try await TestBroker.withTopology(stages: ["apply"]) { connection, topology in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let publisher = try await connection.publisher()
            let message = OutgoingMessage(routingKey: topology.jobs("apply"), body: body)
            #expect(await publisher.publish([message, message]) == [.confirmed, .confirmed])
            let consumer = try await connection.consume(topology.jobs("apply"), prefetch: 10)
            let taken = await take(2, from: consumer)
            #expect(taken.allSatisfy { $0.content.body == body && !$0.content.isTooLarge })
        }
    }

    @Test func aBodyAboveTheLimitComesMarkedAndEmpty() async throws {
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            let publisher = try await connection.publisher()
            let large = OutgoingMessage(
                routingKey: queue, body: [UInt8](repeating: 1, count: 300_000), messageID: "large")
            let small = OutgoingMessage(routingKey: queue, body: [1], messageID: "small")
            #expect(await publisher.publish([large, small]) == [.confirmed, .confirmed])
            var settings = try TestBroker.settings()
            settings.maximumBody = 200_000
            let narrow = try await RabbitMQConnection.connect(settings)
            let taken = await take(2, from: try await narrow.consume(queue, prefetch: 10))
            #expect(taken.map(\.content.isTooLarge) == [true, false])
            #expect(taken.map(\.content.body) == [[], [1]])
            await narrow.close(within: .seconds(5))
        }
    }

    @Test func whatWasNotAcknowledgedComesAgainAfterAKilledConnection() async throws {
        let proxy = try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port)
        defer { proxy.close() }
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            try await publish(100, to: queue, on: connection)
            let doomed = try await RabbitMQConnection.connect(TestBroker.settings(port: proxy.port))
            let first = try await doomed.consume(queue, prefetch: 100)
            let taken = await take(100, from: first)
            first.ack(taken.prefix(40).map(\.tag))
            // An answer after the acknowledgements: they have been seen.
            _ = try await doomed.messageCounts([queue])
            proxy.cut()
            #expect(await first.ended().kind == .transient)
            first.ack(taken.map(\.tag))
            let second = try await connection.consume(queue, prefetch: 100)
            let again = await take(60, from: second)
            #expect(Set(again.map(\.content.messageID)) == Set((40..<100).map { "\($0)" }))
            #expect(again.allSatisfy { $0.redelivered })
            second.ack(taken.map(\.tag))
            second.ack(again.map(\.tag))
            await second.cancel()
            try await eventually("the queue is empty") { try await count(queue, connection) == 0 }
        }
    }

    @Test func rejectedGoesToTheDeadLetterQueue() async throws {
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            try await publish(3, to: queue, on: connection)
            let consumer = try await connection.consume(queue, prefetch: 10)
            let taken = await take(3, from: consumer)
            consumer.ack([taken[0].tag, taken[2].tag])
            consumer.reject([taken[1].tag], requeue: false)
            let dead = try await connection.consume(topology.dead("apply"), prefetch: 10)
            let buried = await take(1, from: dead)
            #expect(buried.map(\.content.messageID) == ["1"])
            #expect(buried.first?.content.headers["x-first-death-reason"] == "rejected")
            #expect(buried.first?.content.headers["x-first-death-queue"]?.string == queue)
        }
    }

    @Test func whatComesBackTooOftenIsDeadLettered() async throws {
        try await TestBroker.withTopology(deliveryLimit: 3) { connection, topology in
            let queue = topology.jobs("apply")
            try await publish(1, to: queue, on: connection)
            let consumer = try await connection.consume(queue, prefetch: 10)
            for attempt in 0...3 {
                let taken = await take(1, from: consumer)
                #expect(taken.first?.redelivered == (attempt > 0))
                consumer.reject(taken.map(\.tag), requeue: true)
            }
            let dead = try await connection.consume(topology.dead("apply"), prefetch: 10)
            let buried = await take(1, from: dead)
            #expect(buried.first?.content.headers["x-first-death-reason"] == "delivery_limit")
        }
    }

    @Test func acknowledgementsInAnyOrderEmptyTheQueue() async throws {
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            try await publish(2000, to: queue, on: connection)
            let consumer = try await connection.consume(queue, prefetch: 500)
            var done = 0
            while done < 2000, let batch = await consumer.next(max: 100) {
                for delivery in batch.shuffled() { consumer.ack([delivery.tag]) }
                done += batch.count
            }
            await consumer.cancel()
            try await eventually("the queue is empty") { try await count(queue, connection) == 0 }
        }
    }

    @Test func aDeletedQueueEndsItsConsumerOnly() async throws {
        try await TestBroker.withTopology { connection, topology in
            let doomed = try await connection.consume(topology.jobs("apply"), prefetch: 10)
            let other = try await connection.consume(topology.jobs("notify"), prefetch: 10)
            let remover = try await RabbitMQConnection.connect(TestBroker.settings())
            try await remover.delete(Topology(prefix: topology.prefix, stages: ["apply"]))
            #expect(await doomed.ended().message.contains("was the queue deleted?"))
            try await publish(1, to: topology.jobs("notify"), on: remover)
            #expect(await take(1, from: other).count == 1)
            await remover.close(within: .seconds(5))
        }
    }

    @Test func aQueueThatDoesNotExistIsPermanent() async throws {
        let connection = try await RabbitMQConnection.connect(TestBroker.settings())
        let error = await #expect(throws: PortError.self) { try await connection.consume("no-such-queue", prefetch: 1) }
        #expect(error?.kind == .permanent)
        #expect(error?.message.contains("no-such-queue") == true)
        #expect(connection.isOpen)
        await connection.close(within: .seconds(5))
    }

    @Test func closingSendsTheLastAcknowledgements() async throws {
        try await TestBroker.withTopology { connection, topology in
            let queue = topology.jobs("apply")
            try await publish(500, to: queue, on: connection)
            let other = try await RabbitMQConnection.connect(TestBroker.settings())
            let consumer = try await other.consume(queue, prefetch: 500)
            consumer.ack(await take(500, from: consumer).map(\.tag))
            await other.close(within: patience)
            #expect(try await count(queue, connection) == 0)
        }
    }

    @Test func channelsOfCancelledConsumersAreUsedAgain() async throws {
        try await TestBroker.withTopology(stages: ["apply"]) { connection, topology in
            for _ in 0..<2100 / 100 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await connection.consume(topology.jobs("apply"), prefetch: 1).cancel() }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(try await count(topology.jobs("apply"), connection) == 0)
        }
    }
}
