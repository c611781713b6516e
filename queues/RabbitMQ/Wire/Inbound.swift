/// What the broker says, one thing at a time, copied out of C memory.
enum Inbound {
    /// A message for the consumer on `channel`.
    case delivery(channel: UInt16, InboundMessage)
    /// A mandatory message that no queue took.
    case returned(channel: UInt16, InboundMessage, BrokerReason)
    /// A publisher confirm, or (`taken` false) the broker's admission that it could not store the message.
    case confirm(channel: UInt16, number: UInt64, multiple: Bool, taken: Bool)
    /// The answer to a request.
    case reply(channel: UInt16, Reply)
    /// The broker has ended the consumer on `channel`, for example because its queue was deleted.
    case consumerCancelled(channel: UInt16)
    case channelClosed(channel: UInt16, BrokerReason)
    case connectionClosed(BrokerReason)
    /// The answer to our own closing.
    case connectionCloseOK
    /// The broker takes no more messages for now (memory or disk alarm), or takes them again.
    case blocked(String)
    case unblocked
}

/// A message with what its frames say about its way.
struct InboundMessage {
    /// The delivery's number; 0 for a returned message.
    let number: UInt64
    let redelivered: Bool
    let exchange: String
    let routingKey: String
    var content = Delivery.Content()
}

/// The answer to a request: which one it answers, and the one number that some answers carry.
struct Reply: Sendable {
    /// The AMQP method id.
    let method: UInt32
    /// Messages that are ready, in the answers to declaring and deleting a queue.
    var messages: UInt32 = 0
}
