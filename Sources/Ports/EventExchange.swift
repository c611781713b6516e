/// An event for whoever listens: a CloudEvent as JSON bytes.
package struct OutgoingEvent: Hashable, Sendable {
    /// The topic, words separated by dots, e.g. `deployment.completed`: what listeners bind their queues with. At most
    /// 255 bytes.
    package let routingKey: String
    /// The event's id: duplicates of one event share it. At most 255 bytes.
    package let id: String
    /// The CloudEvent, structured mode.
    package let body: [UInt8]
    /// The W3C `traceparent` of what caused it.
    package let traceparent: String?

    package init(routingKey: String, id: String, body: [UInt8], traceparent: String? = nil) {
        self.routingKey = routingKey
        self.id = id
        self.body = body
        self.traceparent = traceparent
    }
}

/// Tells the world. Nobody listening is no error.
package protocol EventPublishing: Sendable {
    /// Publishes `events` in order and returns their outcomes in the same order; see `JobPublishing.publish(jobs:)`.
    func publish(events: [OutgoingEvent]) async -> [PublishOutcome]
}

/// A request that came in through the queue instead of HTTP; everything in it is the sender's word.
package struct QueuedRequest: Hashable, Sendable {
    package let tag: DeliveryTag
    package let body: [UInt8]
    /// Textual headers by their name as sent; other types are left out.
    package let headers: [String: String]
    /// The AMQP properties of the same names; `nil` where not set.
    package let messageID: String?
    package let correlationID: String?
    package let contentType: String?
    package let redelivered: Bool

    package init(
        tag: DeliveryTag, body: [UInt8], headers: [String: String], messageID: String?, correlationID: String? = nil,
        contentType: String? = nil, redelivered: Bool = false
    ) {
        self.tag = tag
        self.body = body
        self.headers = headers
        self.messageID = messageID
        self.correlationID = correlationID
        self.contentType = contentType
        self.redelivered = redelivered
    }
}

/// Takes requests out of the requests queue.
package protocol RequestConsuming: Sendable {
    /// Like `JobConsuming.consume`. Bodies above the adapter's limit go to the dead-letter queue and are never
    /// returned.
    func consumeRequests(prefetch: Int) async throws(PortError) -> any QueueSubscription<QueuedRequest>
}
