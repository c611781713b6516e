import Domain
import JobEnvelope
package import Ports

/// The queues and the events exchange of a topology, as the rest of the house knows them.
package struct RabbitMQJobQueue: Sendable {
    package let broker: ReconnectingBroker

    private var topology: Topology { broker.topology }

    /// - Parameter broker: whose life is its owner's affair.
    package init(_ broker: ReconnectingBroker) { self.broker = broker }

    private func check(_ stage: String) throws(PortError) {
        guard topology.stages.contains(stage) else {
            throw PortError(
                .permanent, "RabbitMQ",
                "stage \(stage) has no queue; there are \(topology.stages.joined(separator: ", "))")
        }
    }
}

extension RabbitMQJobQueue: JobPublishing {
    package func publish(jobs: [JobMessage]) async -> [PublishOutcome] {
        var outcomes = [PublishOutcome](repeating: .lost("not published"), count: jobs.count)
        var (indices, messages): ([Int], [OutgoingMessage]) = ([], [])
        for (index, job) in jobs.enumerated() {
            switch message(for: job) {
            case .success(let message):
                indices.append(index)
                messages.append(message)
            case .failure(let error): outcomes[index] = .refused(error.reason)
            }
        }
        for (index, outcome) in zip(indices, await broker.publish(messages)) { outcomes[index] = outcome }
        return outcomes
    }

    private func message(for job: JobMessage) -> Result<OutgoingMessage, EnvelopeError> {
        guard topology.stages.contains(job.stage) else {
            return .failure(EnvelopeError("stage \(job.stage) has no queue"))
        }
        return Result { () throws(EnvelopeError) in
            OutgoingMessage(
                routingKey: topology.jobs(job.stage), body: try JobEnvelope.encode(job),
                contentType: JobEnvelope.contentType, messageID: job.jobID,
                headers: job.traceparent.map { [JobEnvelope.traceHeader: $0] } ?? [:])
        }
    }
}

extension RabbitMQJobQueue: EventPublishing {
    package func publish(events: [OutgoingEvent]) async -> [PublishOutcome] {
        await broker.publish(
            events.map { event in
                OutgoingMessage(
                    exchange: topology.events, routingKey: event.routingKey, body: event.body,
                    contentType: "application/cloudevents+json", messageID: event.id,
                    headers: event.traceparent.map { [JobEnvelope.traceHeader: $0] } ?? [:], mandatory: false)
            })
    }
}

extension RabbitMQJobQueue: QueueDepths {
    package func depths(of stages: [String]) async throws(PortError) -> [String: Int] {
        for stage in stages { try check(stage) }
        let counts = try await broker.messageCounts(stages.map(topology.jobs))
        return Dictionary(stages.map { ($0, counts[topology.jobs($0)] ?? 0) }) { _, last in last }
    }
}

extension RabbitMQJobQueue: JobConsuming {
    package func consume(
        stage: String, prefetch: Int
    ) async throws(PortError) -> any QueueSubscription<JobDelivery> {
        try check(stage)
        let subscription = broker.subscribe(topology.jobs(stage), prefetch: prefetch)
        return ReadingSubscription(subscription, tell: broker.tell) { delivery throws(EnvelopeError) in
            JobDelivery(
                message: try JobEnvelope.decode(
                    delivery.content.body, traceparent: delivery.content.headers[JobEnvelope.traceHeader]?.string,
                    stage: stage),
                tag: delivery.tag, redelivered: delivery.redelivered)
        }
    }
}

extension RabbitMQJobQueue: RequestConsuming {
    package func consumeRequests(prefetch: Int) async throws(PortError) -> any QueueSubscription<QueuedRequest> {
        let subscription = broker.subscribe(topology.requests, prefetch: prefetch)
        return ReadingSubscription(subscription, tell: broker.tell) { delivery in
            QueuedRequest(
                tag: delivery.tag, body: delivery.content.body,
                headers: delivery.content.headers.compactMapValues(\.string), messageID: delivery.content.messageID,
                correlationID: delivery.content.correlationID, contentType: delivery.content.contentType,
                redelivered: delivery.redelivered)
        }
    }
}
