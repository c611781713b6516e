import Ports

/// How a request for a connection ended.
enum PoolGrant<Connection: Sendable>: Sendable {
    case connection(Connection)
    case refused(PortError)
    case cancelled

    func get() throws -> Connection {
        switch self {
        case .connection(let connection): connection
        case .refused(let error): throw error
        case .cancelled: throw CancellationError()
        }
    }
}

/// Somebody who waits for a connection, and how he is told.
struct PoolWaiter<Connection: Sendable>: Sendable {
    let id: UInt64
    let deadline: ContinuousClock.Instant
    let resume: @Sendable (PoolGrant<Connection>) -> Void
}

/// Who has which connection, who waits, and whether PostgreSQL can be reached: the pool's decisions, without its
/// waiting. A value behind the pool's lock; it returns the calls that are to be made once the lock is released.
struct PoolQueue<Connection: Sendable> {
    /// What became of a request that was just made.
    enum Answer {
        case now(PoolGrant<Connection>)
        case wait
    }

    let capacity: Int
    let reconnectPause: Duration
    /// Connected ones are lent first, the last one used before the others: its caches are warm.
    private var connected: [Connection] = []
    private var unconnected: [Connection]
    private var waiters: [PoolWaiter<Connection>] = []
    private(set) var lent = 0
    private(set) var isClosed = false
    /// Whether somebody already watches the deadlines of the waiters.
    private var isWatched = false
    /// Set while PostgreSQL cannot be reached: why, and when one caller may try again.
    private var outage: (error: PortError, retryAt: ContinuousClock.Instant)?
    /// Told once the pool is closed and nothing is lent any more.
    private var homecoming: [@Sendable () -> Void] = []

    init(_ connections: [Connection], reconnectPause: Duration) {
        capacity = connections.count
        unconnected = connections
        self.reconnectPause = reconnectPause
    }

    var waiting: Int { waiters.count }
    var idle: Int { connected.count }
    var failure: PortError? { outage?.error }

    /// A free connection at once, or a refusal; else the caller has to queue.
    mutating func request(now: ContinuousClock.Instant) -> Answer {
        if isClosed { return .now(.refused(PoolRefusal.closed)) }
        guard waiters.isEmpty else { return .wait }
        if let connection = connected.popLast() { return .now(lend(connection)) }
        guard let connection = unconnected.last else { return .wait }
        if let outage {
            if now < outage.retryAt { return .now(.refused(outage.error)) }
            // One caller tries; until it knows, the others are refused as before.
            self.outage = (outage.error, now + reconnectPause)
        }
        unconnected.removeLast()
        return .now(lend(connection))
    }

    /// - Returns: whether somebody must now start to watch the deadlines.
    mutating func enqueue(_ waiter: PoolWaiter<Connection>) -> Bool {
        waiters.append(waiter)
        defer { isWatched = true }
        return !isWatched
    }

    /// The next deadline to watch; `nil` where nobody waits, which ends the watch.
    mutating func deadlineToWatch() -> ContinuousClock.Instant? {
        isWatched = !waiters.isEmpty
        return waiters.first?.deadline
    }

    /// Takes a waiter out whose task was cancelled; `nil` where he has been served meanwhile.
    mutating func remove(_ id: UInt64) -> PoolWaiter<Connection>? {
        waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0) }
    }

    /// Takes out those whose time is over; they stand at the front, since all wait equally long.
    mutating func expire(now: ContinuousClock.Instant) -> [PoolWaiter<Connection>] {
        let expired = Array(waiters.prefix { $0.deadline <= now })
        waiters.removeFirst(expired.count)
        return expired
    }

    /// Takes a lent connection back.
    /// - Returns: the calls to make after the lock is released.
    mutating func giveBack(
        _ connection: Connection, after ending: PostgresConnection.Ending, now: ContinuousClock.Instant
    ) -> [@Sendable () -> Void] {
        lent -= 1
        switch ending {
        case .connected:
            outage = nil
            connected.append(connection)
        case .lost: unconnected.append(connection)
        case .unreachable(let error):
            outage = (error, now + reconnectPause)
            unconnected.append(connection)
        }
        if isClosed { return lent == 0 ? takeHomecoming() : [] }
        return serveWaiters(now)
    }

    /// Refuses everyone from now on, those in the queue too, whom it returns.
    mutating func close() -> [PoolWaiter<Connection>] {
        isClosed = true
        defer { waiters.removeAll() }
        return waiters
    }

    /// - Returns: whether nothing is lent at all; else `call` is made when that is so.
    mutating func awaitHome(_ call: @escaping @Sendable () -> Void) -> Bool {
        if lent > 0 { homecoming.append(call) }
        return lent == 0
    }

    /// Once closed: the connections that are still open.
    mutating func takeConnected() -> [Connection] {
        defer { connected.removeAll() }
        unconnected += connected
        return connected
    }

    /// Gives what is free to who waits. Without a server all who wait are told at once: they would only find out the
    /// same, one after the other.
    private mutating func serveWaiters(_ now: ContinuousClock.Instant) -> [@Sendable () -> Void] {
        guard let waiter = waiters.first else { return [] }
        if let connection = connected.popLast() {
            waiters.removeFirst()
            let grant = lend(connection)
            return [{ waiter.resume(grant) }]
        }
        if let outage {
            defer { waiters.removeAll() }
            return waiters.map { waiter in { waiter.resume(.refused(outage.error)) } }
        }
        guard let connection = unconnected.popLast() else { return [] }
        waiters.removeFirst()
        let grant = lend(connection)
        return [{ waiter.resume(grant) }]
    }

    private mutating func lend(_ connection: Connection) -> PoolGrant<Connection> {
        lent += 1
        return .connection(connection)
    }

    private mutating func takeHomecoming() -> [@Sendable () -> Void] {
        defer { homecoming.removeAll() }
        return homecoming
    }
}

/// What the pool itself refuses a caller with.
enum PoolRefusal {
    static let closed = PortError(.transient, "PostgreSQL", "the connections are closed: this process is shutting down")

    static func exhausted(_ configuration: PostgresConfiguration) -> PortError {
        PortError(
            .transient, "PostgreSQL",
            "all \(configuration.maximumConnections) connections were busy for \(configuration.waitLimit): "
                + "try again, or allow more connections")
    }
}
