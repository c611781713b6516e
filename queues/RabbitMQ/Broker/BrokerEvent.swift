package import Ports

/// What happened between us and the broker, for the log and the metrics.
package enum BrokerEvent: Hashable, Sendable {
    /// Which of the two connections.
    package enum Side: String, Hashable, Sendable {
        case publishing
        case consuming
    }

    case connected(Side)
    /// Lost, or not reached; it is tried again.
    case disconnected(Side, PortError)
    /// The broker takes no messages (memory or disk alarm), for this reason.
    case blocked(String)
    case unblocked
    /// A subscription has ended although the connection lives, or could not begin; it is tried again.
    case subscriptionLost(queue: String, PortError)
    /// A message that cannot be read went to the dead-letter queue of `queue`.
    case poison(queue: String, reason: String)
}

/// How we stand with the broker.
package struct BrokerStatus: Hashable, Sendable {
    /// Whether we can publish, and consume where that was asked for.
    package let isConnected: Bool
    /// Why not, as far as known.
    package let lastError: PortError?
    /// Why the broker takes no messages although we are connected; `nil` where it does.
    package let blocked: String?

    package init(isConnected: Bool, lastError: PortError?, blocked: String?) {
        self.isConnected = isConnected
        self.lastError = lastError
        self.blocked = blocked
    }
}
