package import Domain
package import Ports

/// A message as a queue delivered it.
package struct Delivery: Hashable, Sendable {
    package let tag: DeliveryTag
    /// Whether somebody had it before.
    package let redelivered: Bool
    /// Where it was published to; empty for the default exchange.
    package let exchange: String
    package let routingKey: String
    package let content: Content

    /// The message itself, as its sender made it.
    package struct Content: Hashable, Sendable {
        package var contentType: String?
        package var messageID: String?
        package var correlationID: String?
        package var replyTo: String?
        /// Kinds of value that JSON does not have become `null`.
        package var headers: [String: JSONValue] = [:]
        package var body: [UInt8] = []
        /// Whether the body was larger than the settings allow; it is empty then.
        package var isTooLarge = false
    }
}
