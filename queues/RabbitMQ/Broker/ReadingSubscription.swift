import JobEnvelope
import Ports

/// A subscription whose messages are read into `Element`; what cannot be read goes to the dead-letter queue.
struct ReadingSubscription<Element: Sendable>: QueueSubscription {
    private let subscription: Subscription
    private let tell: @Sendable (BrokerEvent) -> Void
    private let read: @Sendable (Delivery) throws(EnvelopeError) -> Element

    init(
        _ subscription: Subscription, tell: @escaping @Sendable (BrokerEvent) -> Void,
        read: @escaping @Sendable (Delivery) throws(EnvelopeError) -> Element
    ) {
        self.subscription = subscription
        self.tell = tell
        self.read = read
    }

    func next(max: Int) async -> [Element]? {
        while let deliveries = await subscription.next(max: max) {
            var (elements, poison): ([Element], [DeliveryTag]) = ([], [])
            elements.reserveCapacity(deliveries.count)
            for delivery in deliveries {
                do throws(EnvelopeError) {
                    guard !delivery.content.isTooLarge else { throw EnvelopeError("the body is too large") }
                    elements.append(try read(delivery))
                } catch {
                    poison.append(delivery.tag)
                    tell(.poison(queue: subscription.queue, reason: error.reason))
                }
            }
            if !poison.isEmpty { subscription.reject(poison, requeue: false) }
            if !elements.isEmpty { return elements }
        }
        return nil
    }

    func ack(_ tags: [DeliveryTag]) { subscription.ack(tags) }

    func reject(_ tags: [DeliveryTag], requeue: Bool) { subscription.reject(tags, requeue: requeue) }

    func cancel() async { await subscription.cancel() }
}
