package import Ports
import Synchronization

/// A bounded number of connections, lent to one caller each, in the order in which they ask.
///
/// Connections are opened when they are first needed, looked at before they are lent, and opened anew after the server
/// was restarted. While PostgreSQL cannot be reached callers are refused at once (`PortError`, transient) and one of
/// them tries again every `reconnectPause`. What leaves the pool is always a `PortError`, a `CancellationError`, or
/// what the caller's own closure threw.
package final class PostgresPool: Sendable {
    package let configuration: PostgresConfiguration
    let queue: Mutex<PoolQueue<PostgresConnection>>
    private let nextWaiter = Atomic<UInt64>(0)

    /// Opens nothing yet, so that a process can start before its database has.
    package init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
        let connections = (0..<max(1, configuration.maximumConnections)).map {
            PostgresConnection(configuration, label: "hotswap.postgres.\($0)")
        }
        queue = Mutex(PoolQueue(connections, reconnectPause: configuration.reconnectPause))
    }

    /// Lends a connection to `body`, which runs on the connection's own thread: its statements need no `await`. What
    /// `body` leaves open is rolled back. Inside, failed statements throw `PostgresError`.
    ///
    ///     try await pool.withConnection { connection in try connection.query(…) }
    ///
    /// - Throws: `PortError` for what PostgreSQL refused; transient where no connection is to be had.
    package func withConnection<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await lease()
        let outcome = await connection.serve(body)
        giveBack(connection, after: outcome.ending)
        switch outcome.value {
        case .success(let value): return value
        case .failure(let error): throw (error as? PostgresError)?.portError ?? error
        }
    }

    /// Runs `body` in a transaction: see `PostgresConnection.transaction`.
    package func transaction<Value: Sendable>(
        _ isolation: PostgresIsolation = .readCommitted,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await withConnection { connection in try await connection.transaction(isolation, body) }
    }

    /// Runs one statement.
    @discardableResult
    package func query(_ statement: PostgresStatement) async throws -> PostgresResult {
        try await withConnection { connection in try connection.query(statement) }
    }

    /// Runs statements in one round trip and one transaction: see `PostgresConnection.pipeline`.
    @discardableResult
    package func pipeline(_ statements: [PostgresStatement]) async throws -> [PostgresResult] {
        try await withConnection { connection in try connection.pipeline(statements) }
    }

    /// The same in an explicit transaction of the given isolation.
    @discardableResult
    package func pipeline(
        _ statements: [PostgresStatement], isolation: PostgresIsolation
    ) async throws -> [PostgresResult] {
        try await withConnection { connection in try connection.pipeline(statements, isolation: isolation) }
    }

    /// One round trip, for `/ready`.
    /// - Throws: `PortError` that says why PostgreSQL cannot be used.
    package func check() async throws {
        try await query(PostgresStatement("SELECT"))
    }

    /// Refuses new callers, waits until lent connections are back, and closes all. Statements that run end by their
    /// own time limit.
    package func close() async {
        for waiter in queue.withLock({ $0.close() }) { waiter.resume(.refused(PoolRefusal.closed)) }
        await withCheckedContinuation { continuation in
            let isHome = queue.withLock { $0.awaitHome { continuation.resume() } }
            if isHome { continuation.resume() }
        }
        for connection in queue.withLock({ $0.takeConnected() }) { await connection.disconnect() }
    }
}

extension PostgresPool {
    /// What the pool is doing, for metrics and `/ready`.
    package struct Status: Sendable, Hashable {
        /// Connections that the pool has at most.
        package let capacity: Int
        /// Open ones that nobody uses.
        package let idle: Int
        /// Those that callers hold.
        package let busy: Int
        /// Callers in the queue.
        package let waiting: Int
        /// Why PostgreSQL cannot be reached, where the last attempt failed.
        package let failure: PortError?
        /// Whether `close()` was called.
        package let isClosed: Bool
    }

    /// A look without asking the server.
    package var status: Status {
        queue.withLock {
            Status(
                capacity: $0.capacity, idle: $0.idle, busy: $0.lent, waiting: $0.waiting, failure: $0.failure,
                isClosed: $0.isClosed)
        }
    }

    private func lease() async throws -> PostgresConnection {
        if case .now(let grant) = queue.withLock({ $0.request(now: .now) }) { return try grant.get() }
        let id = nextWaiter.add(1, ordering: .relaxed).newValue
        let grant = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(id, $0) }
        } onCancel: {
            queue.withLock { $0.remove(id) }?.resume(.cancelled)
        }
        return try grant.get()
    }

    /// Queues the caller. A cancellation before this is seen here, one after it finds the waiter in the queue.
    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<PoolGrant<PostgresConnection>, Never>) {
        let now = ContinuousClock.now
        let waiter = PoolWaiter<PostgresConnection>(id: id, deadline: now + configuration.waitLimit) {
            continuation.resume(returning: $0)
        }
        let (grant, mustWatch) = queue.withLock { queue -> (PoolGrant<PostgresConnection>?, Bool) in
            if Task.isCancelled { return (.cancelled, false) }
            switch queue.request(now: now) {
            case .now(let grant): return (grant, false)
            case .wait: return (nil, queue.enqueue(waiter))
            }
        }
        if let grant { continuation.resume(returning: grant) }
        if mustWatch { Task { await watchDeadlines() } }
    }

    /// Runs while somebody waits: one timer for all, since all wait equally long.
    private func watchDeadlines() async {
        while let deadline = queue.withLock({ $0.deadlineToWatch() }) {
            try? await Task.sleep(until: deadline, clock: .continuous)
            let refusal = PoolRefusal.exhausted(configuration)
            for waiter in queue.withLock({ $0.expire(now: .now) }) { waiter.resume(.refused(refusal)) }
        }
    }

    private func giveBack(_ connection: PostgresConnection, after ending: PostgresConnection.Ending) {
        let calls = queue.withLock { $0.giveBack(connection, after: ending, now: .now) }
        for call in calls { call() }
    }
}
