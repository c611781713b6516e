import JobEnvelope
import Ports
import Synchronization

/// Every subscription that is not cancelled.
final class Subscriptions: Sendable {
    private let all = Mutex<[Subscription]>([])

    func add(_ subscription: Subscription) {
        all.withLock { all in
            all.removeAll { $0.isCancelled }
            all.append(subscription)
        }
    }

    /// Begins to consume on a new connection, each subscription for itself: one queue in a bad state must not hold up
    /// the others.
    func serve(_ connection: RabbitMQConnection) {
        for subscription in all.withLock({ $0 }) {
            Task { await subscription.serve(connection) }
        }
    }

    /// Cancels all; returns when the broker has answered, or the connection has ended.
    func cancel() async {
        let ended = all.withLock { $0 }
        await withTaskGroup(of: Void.self) { group in
            for subscription in ended { group.addTask { await subscription.cancel() } }
        }
    }
}

/// Declares the topology anew when messages found no queue, because somebody has deleted one; at most one at a time,
/// and not more often than once a second.
final class Repair: Sendable {
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    func declare(_ topology: Topology, on connection: RabbitMQConnection) {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < .seconds(1) { return false }
            last = now
            return true
        }
        if isDue { Task { try? await connection.declare(topology) } }
    }
}
