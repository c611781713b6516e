import Domain
import JobEnvelope
import Ports
import TestKit
import Testing

@testable import RabbitMQ

@Suite struct JobQueueTests {
    @Test(arguments: JobQueueConformance.all.map(\.name)) func theRealOneConforms(rule: String) async throws {
        let run = try #require(JobQueueConformance.all.first { $0.name == rule }?.run)
        try await TestBroker.withBroker { broker, _ in
            #expect(await broker.waitUntilConnected(within: patience))
            try await run(RabbitMQJobQueue(broker))
        }
    }

    @Test(arguments: JobQueueConformance.all.map(\.name)) func theOneInMemoryConforms(rule: String) async throws {
        let run = try #require(JobQueueConformance.all.first { $0.name == rule }?.run)
        try await run(InMemoryJobQueue(stages: ["apply", "notify"]))
    }

    @Test(.timeLimit(.minutes(10))) func poisonGoesToTheDeadLettersAndTheRestIsDelivered() async throws {
        try await TestBroker.withBroker { broker, log in
            #expect(await broker.waitUntilConnected(within: patience))
            let (queue, topology) = (RabbitMQJobQueue(broker), broker.topology)
            let other = JobMessage(jobID: JobQueueConformance.jobs(1)[0].jobID, stage: "notify")
            let poison: [[UInt8]] = [
                [], Array("{}".utf8), [0xFF, 0x00], try JobEnvelope.encode(other),
                [UInt8](repeating: 0x20, count: 100_000),
            ]
            let sent = await broker.publish(
                poison.map { OutgoingMessage(routingKey: topology.jobs("apply"), body: $0) })
            #expect(sent.allSatisfy { $0.isConfirmed })
            #expect(await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed])
            let subscription = try await queue.consume(stage: "apply", prefetch: 100)
            let taken = await subscription.next(max: 100)
            #expect(taken?.map(\.message) == JobQueueConformance.jobs(1))
            try await eventually("all are among the dead letters") {
                try await broker.messageCounts([topology.dead("apply")]) == [topology.dead("apply"): poison.count]
            }
            let reasons = log.events.compactMap { if case .poison(_, let reason) = $0 { reason } else { nil } }
            #expect(reasons.count == poison.count)
            #expect(reasons.contains { $0.contains("for stage notify but came through the queue of apply") })
        }
    }

    @Test func eventsReachWhoListensAndNobodyListeningIsNoError() async throws {
        try await TestBroker.withBroker { broker, _ in
            #expect(await broker.waitUntilConnected(within: patience))
            let queue = RabbitMQJobQueue(broker)
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            func event(_ key: String) -> OutgoingEvent {
                OutgoingEvent(routingKey: key, id: "id-\(key)", body: Array("{}".utf8), traceparent: trace)
            }
            #expect(await queue.publish(events: [event("deployment.pending")]) == [.confirmed])
            let connection = try await RabbitMQConnection.connect(TestBroker.settings())
            let name = TestBroker.uniqueName()
            try await connection.listen(to: broker.topology.events, pattern: "deployment.*", queue: name)
            let consumer = try await connection.consume(name, prefetch: 10)
            let outcomes = await queue.publish(events: ["policy.created", "deployment.failed"].map(event))
            #expect(outcomes == [.confirmed, .confirmed])
            let heard = try #require(await consumer.next(max: 10))
            #expect(heard.map(\.routingKey) == ["deployment.failed"])
            #expect(heard.first?.exchange == broker.topology.events)
            #expect(heard.first?.content.contentType == "application/cloudevents+json")
            #expect(heard.first?.content.messageID == "id-deployment.failed")
            #expect(heard.first?.content.headers == ["traceparent": .string(trace)])
            await connection.close(within: .seconds(5))
        }
    }

    @Test func requestsComeWithTheirHeaders() async throws {
        try await TestBroker.withBroker { broker, _ in
            #expect(await broker.waitUntilConnected(within: patience))
            let message = OutgoingMessage(
                routingKey: broker.topology.requests, body: Array("{}".utf8), contentType: "application/json",
                messageID: "key", correlationID: "c", headers: ["token": "t"])
            #expect(await broker.publish([message]) == [.confirmed])
            let subscription = try await RabbitMQJobQueue(broker).consumeRequests(prefetch: 5)
            let request = try #require(await subscription.next(max: 5)?.first)
            #expect(request.body == Array("{}".utf8))
            #expect(request.headers == ["token": "t"])
            #expect(request.messageID == "key" && request.correlationID == "c")
            #expect(request.contentType == "application/json" && !request.redelivered)
            subscription.reject([request.tag], requeue: false)
            let dead = broker.topology.deadRequests
            try await eventually("it is among the dead letters") { try await broker.messageCounts([dead]) == [dead: 1] }
        }
    }

    @Test func aStageNameThatIsNoneIsRefusedWithoutTheBroker() async throws {
        try await TestBroker.withBroker(stages: ["apply"]) { broker, _ in
            #expect(await broker.waitUntilConnected(within: patience))
            let outcomes = await RabbitMQJobQueue(broker).publish(jobs: [JobMessage(jobID: "no uuid", stage: "apply")])
            #expect(outcomes == [.refused("the job's id is no UUID")])
        }
    }
}
