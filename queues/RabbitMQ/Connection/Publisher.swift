package import Ports

/// Publishes with confirms. Any number of callers may publish at once; their messages share the channel and go out in
/// the order of the calls.
package final class Publisher: Sendable {
    private let connection: RabbitMQConnection
    private let channel: UInt64
    private let endedSignal: Once<PortError>

    init(connection: RabbitMQConnection, channel: UInt64, endedSignal: Once<PortError>) {
        self.connection = connection
        self.channel = channel
        self.endedSignal = endedSignal
    }

    /// Waits until nothing can be published any more, and says why: the connection is lost, or the broker closed the
    /// channel because a message named an exchange that does not exist.
    package func ended() async -> PortError { await endedSignal.value() }

    /// Publishes `messages` and waits until the fate of each is known, at most `publishLimit`; outcomes are in the
    /// order of the messages. Not cut short by cancellation.
    package func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            connection.mailbox.post(.publish(id: channel, messages) { continuation.resume(returning: $0) })
        }
    }
}
