import JobEnvelope
import Ports
import RabbitMQ
import TestKit
import Testing

@Suite struct ReconnectTests {
    private func proxy() throws -> FaultyProxy { try FaultyProxy(to: TestBroker.Parts(TestBroker.url()).port) }

    @Test func jobsFlowAgainAfterACutAndNothingIsLost() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        try await TestBroker.withBroker(through: proxy) { broker, log in
            let queue = RabbitMQJobQueue(broker)
            #expect(await broker.waitUntilConnected(within: patience))
            let subscription = try await queue.consume(stage: "apply", prefetch: 10)
            let jobs = JobQueueConformance.jobs(200)
            let publishing = Task {
                var left = jobs
                while !left.isEmpty {
                    let outcomes = await queue.publish(jobs: Array(left.prefix(10)))
                    let lost = zip(left, outcomes).filter { !$1.isConfirmed }.map(\.0)
                    left = lost + left.dropFirst(10)
                    if !lost.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
                }
            }
            var done: Set<String> = []
            var cuts = 0
            while done.count < jobs.count, let batch = await subscription.next(max: 5) {
                done.formUnion(batch.map(\.message.jobID))
                subscription.ack(batch.map(\.tag))
                if done.count > 40 * (cuts + 1), cuts < 4 {
                    cuts += 1
                    proxy.cut()
                }
            }
            #expect(done == Set(jobs.map(\.jobID)))
            #expect(cuts == 4)
            try await publishing.value
            #expect(log.events.contains { if case .disconnected(.consuming, _) = $0 { true } else { false } })
        }
    }

    @Test func whileTheBrokerIsAwayPublishingFailsAtOnceAndSaysWhy() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        try await TestBroker.withBroker(through: proxy) { broker, _ in
            #expect(await broker.waitUntilConnected(within: patience))
            #expect(broker.status == BrokerStatus(isConnected: true, lastError: nil, blocked: nil))
            proxy.refuse(true)
            proxy.cut()
            try await eventually("it is known") { !broker.isConnected && broker.status.lastError != nil }
            let began = ContinuousClock.now
            let queue = RabbitMQJobQueue(broker)
            let outcomes = await queue.publish(jobs: JobQueueConformance.jobs(3))
            // Far less than a message may take.
            #expect(began.duration(to: .now) < patience)
            for outcome in outcomes {
                guard case .lost(let reason) = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
                #expect(reason.hasPrefix("not connected: "))
            }
            let error = await #expect(throws: PortError.self) { try await queue.depths(of: ["apply"]) }
            #expect(error?.kind == .transient)
            proxy.refuse(false)
            #expect(await broker.waitUntilConnected(within: patience))
            #expect(await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed])
        }
    }

    /// What a wiped broker is like: everything is gone while nobody is connected.
    @Test func aWipedBrokerGetsItsTopologyBack() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        try await TestBroker.withBroker(through: proxy) { broker, _ in
            let queue = RabbitMQJobQueue(broker)
            let subscription = try await queue.consume(stage: "apply", prefetch: 10)
            #expect(await broker.waitUntilConnected(within: patience))
            proxy.refuse(true)
            proxy.cut()
            try await eventually("nobody is connected") { proxy.connections == 0 }
            await TestBroker.remove(broker.topology)
            proxy.refuse(false)
            try await eventually("it takes jobs") {
                await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed]
            }
            let taken = await JobQueueConformance.take(1, from: subscription)
            #expect(taken.map(\.message) == JobQueueConformance.jobs(1))
        }
    }

    @Test func deletedQueuesComeBackUnderALivingConnection() async throws {
        try await TestBroker.withBroker { broker, log in
            let queue = RabbitMQJobQueue(broker)
            let subscription = try await queue.consume(stage: "apply", prefetch: 10)
            #expect(await broker.waitUntilConnected(within: patience))
            try await eventually("it consumes") {
                await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed]
            }
            subscription.ack(await JobQueueConformance.take(1, from: subscription).map(\.tag))
            await TestBroker.remove(broker.topology)
            try await eventually("the subscription was lost") {
                log.events.contains { if case .subscriptionLost = $0 { true } else { false } }
            }
            try await eventually("both queues take jobs") {
                let jobs = JobQueueConformance.jobs(1) + JobQueueConformance.jobs(1, stage: "notify")
                return await queue.publish(jobs: jobs) == [.confirmed, .confirmed]
            }
            #expect(await JobQueueConformance.take(1, from: subscription).count == 1)
            #expect(broker.isConnected)
        }
    }

    /// Nobody consumes, so only the messages that find no queue can tell.
    @Test func aDeletedQueueComesBackWhenAMessageMissesIt() async throws {
        try await TestBroker.withBroker { broker, _ in
            let queue = RabbitMQJobQueue(broker)
            #expect(await broker.waitUntilConnected(within: patience))
            await TestBroker.remove(broker.topology)
            let missed = await queue.publish(jobs: JobQueueConformance.jobs(1))
            #expect(missed.contains { if case .refused = $0 { true } else { false } })
            try await eventually("it takes jobs") {
                await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed]
            }
            #expect(broker.isConnected)
        }
    }

    @Test func aBrokerThatComesLaterIsFoundAndTheSubscriptionBegins() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        proxy.refuse(true)
        try await TestBroker.withBroker(through: proxy) { broker, log in
            let queue = RabbitMQJobQueue(broker)
            let subscription = try await queue.consume(stage: "apply", prefetch: 10)
            try await eventually("it was tried") { log.events.count > 1 }
            #expect(await broker.waitUntilConnected(within: .milliseconds(50)) == false)
            proxy.refuse(false)
            #expect(await broker.waitUntilConnected(within: patience))
            #expect(await queue.publish(jobs: JobQueueConformance.jobs(1)) == [.confirmed])
            #expect(await JobQueueConformance.take(1, from: subscription).count == 1)
        }
    }

    @Test func aWrongPasswordIsToldAndTriedAgain() async throws {
        var settings = try BrokerSettings(
            address: BrokerAddress(url: TestBroker.url(credentials: "nobody:sesame")), name: "t")
        settings.longestBackoff = .milliseconds(100)
        settings.connectLimit = patience
        let log = EventLog()
        let broker = try ReconnectingBroker(settings: settings) { log.note($0) }
        broker.start()
        try await eventually("it was tried twice") { log.events.count >= 2 }
        #expect(broker.status.lastError?.kind == .permanent)
        #expect(!"\(log.events)".contains("sesame"))
        await broker.close(within: .seconds(1))
        #expect(!broker.isConnected)
    }

    @Test func blockedAndUnblockedAreTold() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        try await TestBroker.withBroker(through: proxy) { broker, log in
            #expect(await broker.waitUntilConnected(within: patience))
            proxy.inject(BrokerFrame.blocked("low on disk"))
            try await eventually("blocked") { broker.status.blocked == "low on disk" }
            proxy.inject(BrokerFrame.unblocked)
            try await eventually("unblocked") { broker.status.blocked == nil }
            #expect(log.events.filter { $0 == .blocked("low on disk") || $0 == .unblocked }.count == 2)
        }
    }

    @Test func closingFlushesAcknowledgementsAndHandsTheRestBack() async throws {
        try await TestBroker.withTopology { connection, topology in
            let broker = try ReconnectingBroker(settings: TestBroker.settings(), topology: topology)
            broker.start()
            let queue = RabbitMQJobQueue(broker)
            let subscription = try await queue.consume(stage: "apply", prefetch: 100)
            #expect(await broker.waitUntilConnected(within: patience))
            let outcomes = await queue.publish(jobs: JobQueueConformance.jobs(100))
            #expect(outcomes.allSatisfy { $0.isConfirmed })
            let taken = await JobQueueConformance.take(30, from: subscription)
            subscription.ack(taken.map(\.tag))
            let waiting = Task { while await subscription.next(max: 1) != nil {} }
            await broker.close(within: patience)
            await waiting.value
            try await eventually("70 wait again") {
                try await connection.messageCounts([topology.jobs("apply")]) == [topology.jobs("apply"): 70]
            }
            let after = await queue.publish(jobs: JobQueueConformance.jobs(1))
            #expect(after.allSatisfy { !$0.isConfirmed })
        }
    }

    @Test func closingDoesNotWaitForABrokerThatIsSilent() async throws {
        let proxy = try proxy()
        defer { proxy.close() }
        try await TestBroker.withBroker(through: proxy) { broker, _ in
            let queue = RabbitMQJobQueue(broker)
            _ = try await queue.consume(stage: "apply", prefetch: 1)
            #expect(await broker.waitUntilConnected(within: patience))
            proxy.freeze(true)
            let publishing = Task { await queue.publish(jobs: JobQueueConformance.jobs(3)) }
            let began = ContinuousClock.now
            await broker.close(within: .milliseconds(300))
            // Far less than the messages may take.
            #expect(began.duration(to: .now) < patience)
            #expect(await publishing.value.allSatisfy { !$0.isConfirmed })
        }
    }
}
