/// Puts messages together: a message comes as a method frame, a header frame, and as many body frames as its size
/// says, each channel for itself.
struct ContentAssembler {
    /// The largest body that is kept, in bytes.
    let maximumBody: Int
    private var partial: [UInt16: Partial] = [:]

    private struct Partial {
        var message: InboundMessage
        /// Why it came back, where this is a returned message.
        let returned: BrokerReason?
        /// Bytes of body still to come; `nil` until the header has come.
        var remaining: UInt64?
    }

    init(maximumBody: Int) { self.maximumBody = maximumBody }

    /// A message begins on `channel`.
    mutating func begin(
        _ message: InboundMessage, channel: UInt16, returned: BrokerReason? = nil
    ) throws(WireFailure) {
        let before = partial.updateValue(Partial(message: message, returned: returned), forKey: channel)
        guard before == nil else { throw .violation("a message began before the one in front of it was complete") }
    }

    /// Its header: the properties and the size of the body.
    mutating func header(
        _ content: Delivery.Content, size: UInt64, channel: UInt16
    ) throws(WireFailure) -> Inbound? {
        guard var message = partial[channel], message.remaining == nil else {
            throw .violation("a content header without a message")
        }
        message.message.content = content
        message.message.content.isTooLarge = size > UInt64(maximumBody)
        if size <= UInt64(maximumBody) { message.message.content.body.reserveCapacity(Int(size)) }
        message.remaining = size
        partial[channel] = message
        return finished(channel)
    }

    /// A part of its body.
    mutating func body(_ bytes: UnsafeRawBufferPointer, channel: UInt16) throws(WireFailure) -> Inbound? {
        guard let remaining = partial[channel]?.remaining, remaining >= UInt64(bytes.count) else {
            throw .violation("more of a body than its header said")
        }
        partial[channel]?.remaining = remaining - UInt64(bytes.count)
        if partial[channel]?.message.content.isTooLarge == false {
            partial[channel]?.message.content.body.append(contentsOf: bytes)
        }
        return finished(channel)
    }

    /// Forgets the half message of a channel that is closed.
    mutating func drop(channel: UInt16) { partial[channel] = nil }

    private mutating func finished(_ channel: UInt16) -> Inbound? {
        guard let done = partial[channel], done.remaining == 0 else { return nil }
        partial[channel] = nil
        guard let reason = done.returned else { return .delivery(channel: channel, done.message) }
        return .returned(channel: channel, done.message, reason)
    }
}
