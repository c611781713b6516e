package import Ports
import Synchronization

/// Counts connections and channels.
private let serials = Atomic<UInt64>(0)

/// One connection to the broker, served by a thread of its own. It does not come back once it is lost; see
/// `ReconnectingBroker` for that. Publish and consume on different ones: a broker that is short of memory stops
/// reading from connections that publish, acknowledgements included.
package final class RabbitMQConnection: Sendable {
    /// Unique in this process, never 0.
    let id = serials.wrappingAdd(1, ordering: .relaxed).newValue
    let settings: BrokerSettings
    let mailbox: Mailbox
    private let shared: ConnectionShared

    private init(_ settings: BrokerSettings, _ mailbox: Mailbox, _ shared: ConnectionShared) {
        self.settings = settings
        self.mailbox = mailbox
        self.shared = shared
    }

    deinit { mailbox.post(.close(within: .seconds(1), reason: ConnectionLoop.closedByUs)) }

    /// Connects and logs in.
    /// - Parameter onBlocked: told when the broker stops taking messages (with its reason: a memory or disk alarm) and
    ///   when it takes them again (`nil`). Must not wait.
    /// - Throws: `transient` where nobody answers, `permanent` where the broker refuses us or the settings are wrong.
    package static func connect(
        _ settings: BrokerSettings, onBlocked: @escaping @Sendable (String?) -> Void = { _ in }
    ) async throws(PortError) -> RabbitMQConnection {
        try settings.validate()
        let mailbox = try Mailbox()
        let shared = ConnectionShared(onBlocked: onBlocked)
        let opened: Result<Void, PortError> = await withCheckedContinuation { continuation in
            do throws(PortError) {
                try startThread { serve(settings, mailbox, shared) { continuation.resume(returning: $0) } }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        try opened.get()
        return RabbitMQConnection(settings, mailbox, shared)
    }

    /// The life of the connection's thread.
    private static func serve(
        _ settings: BrokerSettings, _ mailbox: Mailbox, _ shared: ConnectionShared,
        opened: (Result<Void, PortError>) -> Void
    ) {
        do throws(PortError) {
            let loop = ConnectionLoop(try AMQPSession.open(settings), mailbox, shared)
            opened(.success(()))
            loop.run()
        } catch {
            opened(.failure(error))
        }
    }

    /// Whether the connection has not ended yet, as far as anybody knows.
    package var isOpen: Bool { shared.ended.current == nil }

    /// Why the broker takes no messages at the moment; `nil` while it does. Publishing meanwhile waits, up to its
    /// limit.
    package var blockedReason: String? { shared.blockedReason }

    /// Waits for the end, however it comes, and says why.
    package func ended() async -> PortError { await shared.ended.value() }

    /// Sends what was handed over before (acknowledgements too), waits for outstanding confirms, and says farewell to
    /// the broker; what is not done within `limit` is dropped.
    package func close(within limit: Duration) async {
        abandon(within: limit, ConnectionLoop.closedByUs)
        _ = await ended()
    }

    /// Closes in the background, for a reason that whoever waits for `ended` gets to hear.
    func abandon(within limit: Duration, _ reason: PortError) {
        mailbox.post(.close(within: limit, reason: reason))
    }

    // MARK: Channels

    /// Opens a channel and returns its id, unique in this process.
    func openChannel(_ purpose: ChannelPurpose) async throws(PortError) -> UInt64 {
        let id = serials.wrappingAdd(1, ordering: .relaxed).newValue
        let opened = await withCheckedContinuation { continuation in
            mailbox.post(.open(id: id, purpose) { continuation.resume(returning: $0) })
        }
        _ = try opened.get()
        return id
    }

    /// Asks the broker something on a channel.
    @discardableResult
    func request(_ request: Request, on channel: UInt64) async throws(PortError) -> Reply {
        let answer = await withCheckedContinuation { continuation in
            mailbox.post(.request(id: channel, request) { continuation.resume(returning: $0) })
        }
        return try answer.get()
    }

    /// A channel in confirm mode.
    package func publisher() async throws(PortError) -> Publisher {
        let ended = Once<PortError>()
        let channel = try await openChannel(.publishing(ended: { ended.set($0) }))
        try await request(.confirmSelect, on: channel)
        return Publisher(connection: self, channel: channel, endedSignal: ended)
    }

    /// Subscribes to a queue.
    /// - Parameter prefetch: how many deliveries may be unacknowledged, 1 to 65,535.
    /// - Throws: `permanent` where there is no such queue.
    package func consume(_ queue: String, prefetch: Int) async throws(PortError) -> Consumer {
        let consumer = try await consumer(into: DeliveryBuffer())
        try await consumer.begin(queue, prefetch: prefetch)
        return consumer
    }

    /// A consumer that has not begun. Its deliveries will go into `buffer`, which may outlive the connection; whoever
    /// takes them from there must know the consumer already, to acknowledge them.
    func consumer(into buffer: DeliveryBuffer) async throws(PortError) -> Consumer {
        let (ended, mailbox) = (Once<PortError>(), mailbox)
        let deliver: @Sendable ([Delivery]) -> Void = { deliveries in
            guard let channel = deliveries.first?.tag.channel else { return }
            let refused = buffer.append(deliveries).map(\.tag.number)
            if !refused.isEmpty { mailbox.post(.reject(id: channel, refused, requeue: true)) }
        }
        let channel = try await openChannel(.consuming(deliver: deliver, ended: { ended.set($0) }))
        return Consumer(connection: self, channel: channel, buffer: buffer, endedSignal: ended)
    }
}
