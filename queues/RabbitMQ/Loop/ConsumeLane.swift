import Ports

/// A channel with one consumer: what was delivered in this turn, and what is still to be said about earlier deliveries.
/// Belongs to the connection's thread.
final class ConsumeLane {
    private let id: UInt64
    private let deliver: @Sendable ([Delivery]) -> Void
    private let ended: @Sendable (PortError) -> Void
    private var ledger = AckLedger()
    private var arrived: [Delivery] = []
    private var isEnded = false
    /// Whether the channel is to be closed once nothing is held.
    var isRetiring = false

    init(
        id: UInt64, deliver: @escaping @Sendable ([Delivery]) -> Void, ended: @escaping @Sendable (PortError) -> Void
    ) {
        self.id = id
        self.deliver = deliver
        self.ended = ended
    }

    var hasNews: Bool { ledger.hasNews }
    var isDone: Bool { isRetiring && ledger.held == 0 && !ledger.hasNews }

    /// A delivery has come.
    func receive(_ message: InboundMessage) throws(WireFailure) {
        guard ledger.deliver(message.number) else {
            throw .violation("delivery \(message.number) is out of order")
        }
        arrived.append(
            Delivery(
                tag: DeliveryTag(channel: id, number: message.number), redelivered: message.redelivered,
                exchange: message.exchange, routingKey: message.routingKey, content: message.content))
    }

    /// Hands over what has come.
    func flushArrived() {
        guard !arrived.isEmpty else { return }
        deliver(arrived)
        arrived.removeAll(keepingCapacity: true)
    }

    func ack(_ numbers: [UInt64]) {
        for number in numbers { ledger.ack(number) }
    }

    func reject(_ numbers: [UInt64], requeue: Bool) {
        for number in numbers { ledger.reject(number, requeue: requeue) }
    }

    /// Tells the broker what was acknowledged and rejected since the last time.
    func sendNews(channel: UInt16, by session: AMQPSession) throws(WireFailure) {
        for frame in ledger.takeFrames() { try session.send(frame, channel: channel) }
    }

    /// No delivery will come any more.
    func end(_ error: PortError) {
        guard !isEnded else { return }
        isEnded = true
        ended(error)
    }
}
