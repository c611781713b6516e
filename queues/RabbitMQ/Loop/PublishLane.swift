import Ports

/// A channel in confirm mode: what waits to be sent, what is in flight, and whom to tell. Belongs to the connection's
/// thread.
final class PublishLane {
    private struct Slot {
        let batch: PublishBatch
        let index: Int
        let exchange: String
        let routingKey: String
        let messageID: String?
    }

    private let settings: BrokerSettings
    private let ended: @Sendable (PortError) -> Void
    private var ledger = ConfirmLedger<Slot>()
    /// Batches with something left to send, in order.
    private var unsent = Fifo<PublishBatch>()
    /// Batches that somebody waits for, in the order of their deadlines.
    private var open = Fifo<PublishBatch>()
    private var waiting = 0

    init(_ settings: BrokerSettings, ended: @escaping @Sendable (PortError) -> Void) {
        self.settings = settings
        self.ended = ended
    }

    var isIdle: Bool { ledger.count == 0 && waiting == 0 }
    /// When to look for messages that take too long; `nil` where none is open.
    var deadline: ContinuousClock.Instant? { open.first?.deadline }
    /// Whether something can be sent now.
    var hasWork: Bool { waiting > 0 && ledger.count < settings.maximumInFlight }

    /// Takes over a batch.
    func add(
        _ messages: [OutgoingMessage], now: ContinuousClock.Instant,
        _ completion: @escaping Command.Completion<[PublishOutcome]>
    ) {
        guard waiting + messages.count <= settings.maximumWaiting else {
            let reason = "more than \(settings.maximumWaiting) messages wait for the broker"
            return completion(Array(repeating: .lost(reason), count: messages.count))
        }
        let batch = PublishBatch(messages, deadline: now + settings.publishLimit, completion: completion)
        guard !batch.isSettled else { return }
        waiting += messages.count
        unsent.append(batch)
        open.append(batch)
    }

    /// Sends up to `quota` messages, as far as the bound on messages in flight allows.
    func send(_ quota: Int, channel: UInt16, by session: AMQPSession) throws(WireFailure) {
        var left = quota
        while left > 0, ledger.count < settings.maximumInFlight, let batch = unsent.first {
            guard batch.waiting > 0 else {
                _ = unsent.popFirst()
                continue
            }
            left -= 1
            try sendNext(of: batch, channel: channel, by: session)
        }
    }

    private func sendNext(
        of batch: PublishBatch, channel: UInt16, by session: AMQPSession
    ) throws(WireFailure) {
        let index = batch.next
        let message = batch.messages[index]
        batch.advance()
        waiting -= 1
        if let objection = message.objection(maximumBody: settings.maximumBody) {
            return batch.settle(index, .refused(objection))
        }
        ledger.append(
            Slot(
                batch: batch, index: index, exchange: message.exchange, routingKey: message.routingKey,
                messageID: message.messageID))
        try session.publish(message, channel: channel)
    }

    /// The broker has answered for `number`, or for all up to it.
    func confirm(_ number: UInt64, multiple: Bool, taken: Bool) {
        for entry in ledger.settle(number, multiple: multiple) {
            let outcome: PublishOutcome
            if let reason = entry.returned {
                outcome = .refused(reason)
            } else {
                outcome = taken ? .confirmed : .lost("the broker could not store the message")
            }
            entry.slot.batch.settle(entry.slot.index, outcome)
        }
        dropSettled()
    }

    /// The broker has handed `message` back. It does not say which of ours that is, but returns come in the order of
    /// publishing, and the frames repeat where it should have gone and its id.
    func returned(_ message: InboundMessage, _ reason: BrokerReason) {
        let place = message.exchange.isEmpty ? "queue" : "exchange \(message.exchange), routing key"
        let text = "no queue takes it (\(place) \(message.routingKey): \(reason.text))"
        _ = ledger.markReturned(text) { slot in
            slot.messageID == message.content.messageID && slot.routingKey == message.routingKey
                && slot.exchange == message.exchange
        }
    }

    /// Gives up batches whose time is over; their messages may still arrive.
    func expire(now: ContinuousClock.Instant, blocked: String?) {
        while let batch = open.first, batch.isSettled || batch.deadline <= now {
            _ = open.popFirst()
            waiting -= batch.waiting
            let why = blocked.map { "the broker takes no messages (\($0))" } ?? "the broker did not confirm"
            batch.giveUp("\(why) within \(settings.publishLimit)")
        }
    }

    /// Answers everybody: the channel is gone.
    func end(_ error: PortError) {
        while let batch = open.popFirst() { batch.giveUp(error.message) }
        waiting = 0
        unsent = Fifo()
        ledger = ConfirmLedger()
        ended(error)
    }

    private func dropSettled() {
        while let batch = open.first, batch.isSettled { _ = open.popFirst() }
    }
}
