import Domain
import JobEnvelope
import Ports
import Synchronization

/// A subscription to one queue that goes on over all connections: each new one gets a consumer whose deliveries go into
/// the same buffer.
final class Subscription: Sendable {
    private struct State {
        var consumer: Consumer?
        var servedConnection: UInt64 = 0
        var isCancelled = false
    }

    let queue: String
    private let prefetch: Int
    private let topology: Topology
    private let tell: @Sendable (BrokerEvent) -> Void
    private let buffer = DeliveryBuffer()
    private let state = Mutex(State())

    init(_ queue: String, prefetch: Int, _ topology: Topology, tell: @escaping @Sendable (BrokerEvent) -> Void) {
        self.queue = queue
        self.prefetch = prefetch
        self.topology = topology
        self.tell = tell
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func next(max: Int) async -> [Delivery]? { await buffer.next(max) }

    func ack(_ tags: [DeliveryTag]) { consumer?.ack(tags) }

    func reject(_ tags: [DeliveryTag], requeue: Bool) { consumer?.reject(tags, requeue: requeue) }

    private var consumer: Consumer? { state.withLock { $0.consumer } }

    /// Ends it, see `QueueSubscription.cancel`.
    func cancel() async {
        let consumer = state.withLock { state in
            state.isCancelled = true
            return state.consumer
        }
        if let consumer { await consumer.cancel() } else { _ = buffer.finish() }
    }

    /// Consumes on `connection` until that ends or the subscription is cancelled. A consumer that ends before (its
    /// queue was deleted, its node went away) is replaced, after the topology was declared anew. Called twice for the
    /// same connection, the second call returns at once.
    func serve(_ connection: RabbitMQConnection) async {
        let isNew = state.withLock { state in
            defer { state.servedConnection = connection.id }
            return state.servedConnection != connection.id
        }
        guard isNew else { return }
        var pause = ReconnectPause(
            first: connection.settings.firstBackoff, longest: connection.settings.longestBackoff)
        while connection.isOpen, !isCancelled {
            let error = await consume(on: connection)
            guard connection.isOpen, !isCancelled else { return }
            tell(.subscriptionLost(queue: queue, error))
            try? await Task.sleep(for: pause.next(jitter: .random(in: 0..<1)))
            try? await connection.declare(topology)
        }
    }

    /// One consumer, from beginning to end; says what ended it.
    private func consume(on connection: RabbitMQConnection) async -> PortError {
        do throws(PortError) {
            let consumer = try await connection.consumer(into: buffer)
            defer { abandon(consumer) }
            guard adopt(consumer) else {
                consumer.retire()
                return ConnectionLoop.channelGone
            }
            try await consumer.begin(queue, prefetch: prefetch)
            if isCancelled { await consumer.cancel() }
            return await consumer.ended()
        } catch {
            return error
        }
    }

    private func adopt(_ consumer: Consumer) -> Bool {
        state.withLock { state in
            if !state.isCancelled { state.consumer = consumer }
            return !state.isCancelled
        }
    }

    /// What it has brought and nobody has taken is worth nothing any more: the broker delivers it again. By now another
    /// connection may have its successor at work.
    private func abandon(_ consumer: Consumer) {
        buffer.drop(channel: consumer.channel)
        state.withLock { if $0.consumer === consumer { $0.consumer = nil } }
    }
}
