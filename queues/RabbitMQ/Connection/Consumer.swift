package import Ports

/// A subscription to one queue, for the life of one connection.
package final class Consumer: Sendable {
    private let connection: RabbitMQConnection
    let channel: UInt64
    private let buffer: DeliveryBuffer
    private let endedSignal: Once<PortError>

    init(connection: RabbitMQConnection, channel: UInt64, buffer: DeliveryBuffer, endedSignal: Once<PortError>) {
        self.connection = connection
        self.channel = channel
        self.buffer = buffer
        self.endedSignal = endedSignal
    }

    /// Subscribes; once.
    func begin(_ queue: String, prefetch: Int) async throws(PortError) {
        try await connection.request(.prefetch(min(prefetch, Int(UInt16.max))), on: channel)
        try await connection.request(.consume(queue: queue), on: channel)
    }

    /// Waits for at least one delivery and returns what is there, up to `max`; `nil` after `cancel`, or when the
    /// calling task is cancelled. It does not end with the connection: see `ended`.
    package func next(max: Int) async -> [Delivery]? { await buffer.next(max) }

    /// Acknowledges deliveries; those of other connections are ignored. Returns at once.
    package func ack(_ tags: [DeliveryTag]) {
        let numbers = tags.filter { $0.channel == channel }.map(\.number)
        if !numbers.isEmpty { connection.mailbox.post(.ack(id: channel, numbers)) }
    }

    /// Gives deliveries back: to the queue, or (`requeue` false) to its dead-letter queue. Returns at once.
    package func reject(_ tags: [DeliveryTag], requeue: Bool) {
        let numbers = tags.filter { $0.channel == channel }.map(\.number)
        if !numbers.isEmpty { connection.mailbox.post(.reject(id: channel, numbers, requeue: requeue)) }
    }

    /// Waits until no delivery will come any more, and says why.
    package func ended() async -> PortError { await endedSignal.value() }

    /// Takes no new delivery and gives back what `next` has not returned. The channel stays until the last delivery
    /// that `next` did return is acknowledged or rejected.
    package func cancel() async {
        _ = try? await connection.request(.cancelConsumer, on: channel)
        reject(buffer.finish().map(\.tag), requeue: true)
        retire()
    }

    /// Closes the channel when nothing is held any more.
    func retire() { connection.mailbox.post(.retire(id: channel)) }
}
