package import Ports
import Synchronization

/// The queues and the events exchange in memory: what a test gives to code that needs `JobPublishing` and its kin.
/// Passes the same conformance suite as the real ones.
package final class InMemoryJobQueue: JobPublishing, JobConsuming, QueueDepths, EventPublishing, RequestConsuming {
    /// The queue of each stage.
    package let queues: [String: InMemoryQueue<JobMessage, JobDelivery>]
    /// The queue by which requests come in; the tags of what is put there are replaced.
    package let requests: InMemoryQueue<QueuedRequest, QueuedRequest>
    private let state = Mutex(State())

    private struct State {
        var isDown = false
        var events: [OutgoingEvent] = []
        var publications = 0
    }

    package init(stages: [String], deliveryLimit: Int = 20) {
        let pairs = stages.map { stage in
            (
                stage,
                InMemoryQueue<JobMessage, JobDelivery>(deliveryLimit: deliveryLimit) {
                    JobDelivery(message: $0, tag: $1, redelivered: $2)
                }
            )
        }
        queues = Dictionary(pairs) { _, last in last }
        requests = InMemoryQueue(deliveryLimit: deliveryLimit) { request, tag, redelivered in
            QueuedRequest(
                tag: tag, body: request.body, headers: request.headers, messageID: request.messageID,
                correlationID: request.correlationID, contentType: request.contentType, redelivered: redelivered)
        }
    }

    /// Whether the broker is away: publishing loses everything, depths fail, nothing new is in the queues.
    package var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    /// Every event that was confirmed, in order.
    package var events: [OutgoingEvent] { state.withLock { $0.events } }

    /// How often something was published, batches counted as one: for tests that a batch is used.
    package var publications: Int { state.withLock { $0.publications } }

    package func publish(jobs: [JobMessage]) async -> [PublishOutcome] {
        guard beginPublishing() else { return jobs.map { _ in .lost("not connected") } }
        return jobs.map { job in
            guard let queue = queues[job.stage] else { return .refused("stage \(job.stage) has no queue") }
            queue.put(job)
            return .confirmed
        }
    }

    package func publish(events: [OutgoingEvent]) async -> [PublishOutcome] {
        guard beginPublishing() else { return events.map { _ in .lost("not connected") } }
        state.withLock { $0.events += events }
        return events.map { _ in .confirmed }
    }

    package func consume(
        stage: String, prefetch: Int
    ) async throws(PortError) -> any QueueSubscription<JobDelivery> {
        try queue(stage).subscribe(prefetch: prefetch)
    }

    package func consumeRequests(prefetch: Int) async throws(PortError) -> any QueueSubscription<QueuedRequest> {
        requests.subscribe(prefetch: prefetch)
    }

    package func depths(of stages: [String]) async throws(PortError) -> [String: Int] {
        guard !isDown else { throw PortError(.transient, "InMemoryJobQueue", "not connected") }
        var depths: [String: Int] = [:]
        for stage in stages { depths[stage] = try queue(stage).waiting.count }
        return depths
    }

    /// Counts a publication; `false` while the broker is away.
    private func beginPublishing() -> Bool {
        state.withLock { state in
            state.publications += 1
            return !state.isDown
        }
    }

    private func queue(_ stage: String) throws(PortError) -> InMemoryQueue<JobMessage, JobDelivery> {
        guard let queue = queues[stage] else {
            throw PortError(.permanent, "InMemoryJobQueue", "stage \(stage) has no queue")
        }
        return queue
    }
}
