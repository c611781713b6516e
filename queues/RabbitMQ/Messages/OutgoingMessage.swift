/// A message to be published; always persistent.
package struct OutgoingMessage: Hashable, Sendable {
    /// The exchange; empty for the default one, which routes by queue name. At most 255 bytes, as is every name here.
    package var exchange: String
    package var routingKey: String
    package var body: [UInt8]
    package var contentType: String?
    package var messageID: String?
    package var correlationID: String?
    package var replyTo: String?
    /// At most 32 KiB of names and values together.
    package var headers: [String: String]
    /// Whether it is refused where no queue takes it; else it is dropped without a word.
    package var mandatory: Bool

    package init(
        exchange: String = "", routingKey: String, body: [UInt8], contentType: String? = nil, messageID: String? = nil,
        correlationID: String? = nil, replyTo: String? = nil, headers: [String: String] = [:], mandatory: Bool = true
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.contentType = contentType
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.headers = headers
        self.mandatory = mandatory
    }

    /// Why AMQP cannot carry it; `nil` where it can. Checked before the first byte is sent, because a message that
    /// fails half way would leave the connection useless.
    func objection(maximumBody: Int) -> String? {
        guard body.count <= maximumBody else { return "the body has \(body.count) bytes; the limit is \(maximumBody)" }
        let short = [exchange, routingKey, contentType, messageID, correlationID, replyTo]
        guard short.allSatisfy({ ($0?.utf8.count ?? 0) <= 255 }) else { return "a name or id is longer than 255 bytes" }
        guard !headers.isEmpty else { return nil }
        guard headers.keys.allSatisfy({ $0.utf8.count <= 128 }) else {
            return "a header's name is longer than 128 bytes"
        }
        let size = headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        return size <= 32 << 10 ? nil : "the headers have \(size) bytes; the limit is 32768"
    }
}
