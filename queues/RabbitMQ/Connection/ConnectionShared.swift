import Ports
import Synchronization

/// What a connection's thread lets the rest of the program see.
final class ConnectionShared: Sendable {
    /// Why the connection ended.
    let ended = Once<PortError>()
    private let blocked = Mutex<String?>(nil)
    private let onBlocked: @Sendable (String?) -> Void

    /// - Parameter onBlocked: told when the broker stops taking messages (with its reason) and when it takes them again
    ///   (`nil`). Called on the connection's thread; must not wait.
    init(onBlocked: @escaping @Sendable (String?) -> Void) { self.onBlocked = onBlocked }

    /// Why the broker takes no messages at the moment; `nil` while it does.
    var blockedReason: String? { blocked.withLock { $0 } }

    func setBlocked(_ reason: String?) {
        blocked.withLock { $0 = reason }
        onBlocked(reason)
    }
}
