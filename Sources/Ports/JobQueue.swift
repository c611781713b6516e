/// What a queue carries about a job: enough to find its row, nothing that could grow stale while it waits.
package struct JobMessage: Hashable, Sendable {
    /// The job's id: a UUID as text, lower case.
    package let jobID: String
    /// The stage that is to do it, e.g. `apply`; it names the queue.
    package let stage: String
    /// The W3C `traceparent` of the request that caused the job; `nil` where there was none.
    package let traceparent: String?

    package init(jobID: String, stage: String, traceparent: String? = nil) {
        self.jobID = jobID
        self.stage = stage
        self.traceparent = traceparent
    }
}

/// What became of one message that was to be published.
package enum PublishOutcome: Hashable, Sendable {
    /// The broker has it on disk (a publisher confirm).
    case confirmed
    /// It was not taken, for the reason given, and the same message will not be taken a second time either
    /// (malformed, or no such queue); a queue that was deleted is declared anew at once, so a later try may pass.
    case refused(String)
    /// Nobody knows: not connected, connection lost, blocked, timed out. Publish it again; a duplicate does no harm.
    case lost(String)

    package var isConfirmed: Bool { self == .confirmed }
}

/// Puts jobs into the queues of their stages.
package protocol JobPublishing: Sendable {
    /// Publishes `jobs` in one batch and returns their outcomes in the same order, when every one is known: after a
    /// limit set by the adapter the rest counts as lost. Never throws; while the broker is away everything is lost at
    /// once.
    func publish(jobs: [JobMessage]) async -> [PublishOutcome]
}

/// A delivery's name within the connection that brought it. One that has outlived its connection is worth nothing:
/// acknowledging it does nothing, and the broker delivers that message again.
package struct DeliveryTag: Hashable, Sendable {
    /// The channel that brought it, unique in this process.
    package let channel: UInt64
    /// The broker's number, rising within the channel.
    package let number: UInt64

    package init(channel: UInt64, number: UInt64) {
        self.channel = channel
        self.number = number
    }
}

/// One job as a queue delivered it. It stays the subscriber's until it is acknowledged, rejected, or lost with the
/// connection.
package struct JobDelivery: Hashable, Sendable {
    package let message: JobMessage
    package let tag: DeliveryTag
    /// Whether somebody had it before; a first delivery can be a duplicate all the same.
    package let redelivered: Bool

    package init(message: JobMessage, tag: DeliveryTag, redelivered: Bool) {
        self.message = message
        self.tag = tag
        self.redelivered = redelivered
    }
}

/// Deliveries of one queue, in batches. It outlives the connection: after a loss it goes on by itself, and what was
/// delivered but not acknowledged comes again, to this subscriber or another.
package protocol QueueSubscription<Element>: Sendable {
    associatedtype Element: Sendable

    /// Waits until at least one delivery is there and returns what is there, at most `max` (at least 1), oldest first.
    /// `nil` when the subscription was cancelled or the calling task was. Several tasks may wait at once.
    func next(max: Int) async -> [Element]?

    /// The work is recorded: the broker may forget these. Returns at once; acknowledgements given close together go
    /// out together.
    func ack(_ tags: [DeliveryTag])

    /// Gives these back: to the queue again (`requeue`), where the delivery limit counts, or to its dead-letter queue.
    func reject(_ tags: [DeliveryTag], requeue: Bool)

    /// Takes no new delivery, gives back what `next` has not returned yet, and ends `next`. What `next` has returned
    /// can still be acknowledged. Returns when the broker knows, or cannot be told.
    func cancel() async
}

/// Takes jobs out of the queues of their stages.
package protocol JobConsuming: Sendable {
    /// Subscribes to the queue of `stage`, holding at most `prefetch` unacknowledged deliveries (1 to 65,535). A broker
    /// that is away is no error: deliveries begin when it is back. What is no job message goes to the dead-letter queue
    /// and is never returned.
    /// - Throws: `permanent` for a stage that has no queue.
    func consume(stage: String, prefetch: Int) async throws(PortError) -> any QueueSubscription<JobDelivery>
}

/// How much waits in the queues; the sweeper holds back while it is as much as what is due.
package protocol QueueDepths: Sendable {
    /// The number of messages ready for delivery (not those already with a worker) per stage of `stages`.
    /// - Throws: `transient` while the broker is away, `permanent` for a stage that has no queue.
    func depths(of stages: [String]) async throws(PortError) -> [String: Int]
}
