package import JobEnvelope
package import Ports
import Synchronization

/// The broker as the rest of the program sees it: always there, sometimes not reachable. Two connections, one to
/// publish and one to consume (made with the first subscription), each brought back when it is lost.
package final class ReconnectingBroker: Sendable {
    private let settings: BrokerSettings
    package let topology: Topology
    let tell: @Sendable (BrokerEvent) -> Void
    private let publishing: Link<Publisher>
    private let consuming: Link<Void>
    private let subscriptions: Subscriptions
    private let repair = Repair()

    /// - Parameter onEvent: told what happens, on any thread; must not wait.
    /// - Throws: `permanent` where the settings are wrong. Nothing is connected yet.
    package init(
        settings: BrokerSettings, topology: Topology = Topology(),
        onEvent: @escaping @Sendable (BrokerEvent) -> Void = { _ in }
    ) throws(PortError) {
        try settings.validate()
        self.settings = settings
        self.topology = topology
        tell = onEvent
        let subscriptions = Subscriptions()
        self.subscriptions = subscriptions
        publishing = Link(.publishing, settings, topology, tell: onEvent) { connection throws(PortError) in
            let publisher = try await connection.publisher()
            Task { connection.abandon(within: .seconds(1), await publisher.ended()) }
            return publisher
        }
        consuming = Link(.consuming, settings, topology, tell: onEvent) { connection throws(PortError) in
            subscriptions.serve(connection)
        }
    }

    /// Begins to connect and stays at it until `close`. A broker that is away, or refuses us, is no error: see
    /// `status`.
    package func start() { publishing.start() }

    /// Whether we can publish, and consume where that was asked for. For readiness.
    package var isConnected: Bool { publishing.isUp && (!consuming.isStarted || consuming.isUp) }

    /// The same with reasons.
    package var status: BrokerStatus {
        BrokerStatus(
            isConnected: isConnected, lastError: Self.error(publishing) ?? Self.error(consuming),
            blocked: publishing.up?.0.blockedReason)
    }

    private static func error<Prepared>(_ link: Link<Prepared>) -> PortError? {
        guard case .down(let error) = link.phase.value else { return nil }
        return error
    }

    /// Waits until `isConnected`, at most `limit`.
    /// - Returns: whether it is.
    package func waitUntilConnected(within limit: Duration) async -> Bool {
        let end = ContinuousClock.now + limit
        _ = await publishing.phase.wait(within: limit) { if case .up = $0 { true } else { false } }
        if consuming.isStarted {
            _ = await consuming.phase.wait(within: end - .now) { if case .up = $0 { true } else { false } }
        }
        return isConnected
    }

    /// Publishes with confirms; see `Publisher.publish`. While there is no connection everything is lost at once.
    package func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        guard let (connection, publisher) = publishing.up else {
            let reason = Self.error(publishing).map { "not connected: \($0.message)" } ?? "not connected"
            return Array(repeating: .lost(reason), count: messages.count)
        }
        let outcomes = await publisher.publish(messages)
        if outcomes.contains(where: { if case .refused = $0 { true } else { false } }) {
            repair.declare(topology, on: connection)
        }
        return outcomes
    }

    /// Subscribes to `queue`; deliveries begin when the broker is there and the queue exists.
    func subscribe(_ queue: String, prefetch: Int) -> Subscription {
        let subscription = Subscription(queue, prefetch: prefetch, topology, tell: tell)
        subscriptions.add(subscription)
        if let (connection, _) = consuming.up { Task { await subscription.serve(connection) } }
        consuming.start()
        return subscription
    }

    /// See `RabbitMQConnection.messageCounts`. Asks on the consuming connection where there is one, because a blocked
    /// broker still answers there.
    package func messageCounts(_ queues: [String]) async throws(PortError) -> [String: Int] {
        guard let connection = consuming.up?.0 ?? publishing.up?.0 else {
            throw Self.error(publishing) ?? PortError(.transient, "RabbitMQ", "not connected to \(settings.address)")
        }
        return try await connection.messageCounts(queues)
    }

    /// Ends all subscriptions, sends outstanding acknowledgements, waits for outstanding confirms, and disconnects;
    /// what is not done within `limit` is dropped (and comes again, from the broker or the sweeper). For good.
    package func close(within limit: Duration) async {
        let end = ContinuousClock.now + limit
        async let published: Void = publishing.close(within: limit)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.subscriptions.cancel() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            // Ends the cancelling too, where the broker has not answered.
            await consuming.close(within: max(.zero, end - .now))
            group.cancelAll()
        }
        await published
    }
}
