import Runtime

/// One connection to PostgreSQL with a thread of its own, on which its blocking calls run.
///
/// The actor outlives its network connection: once that is lost, the next `connect()` opens another one and statements
/// are prepared anew. Its calls are synchronous inside the actor, so that a closure that is isolated to it
/// (`PostgresPool.withConnection`) goes from statement to statement without changing threads. Whoever uses a connection
/// must have it to himself; the pool sees to that.
package actor PostgresConnection {
    package nonisolated let configuration: PostgresConfiguration
    private nonisolated let executor: BlockingExecutor
    private var link: PostgresLink?
    var transaction = TransactionState.none

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens nothing yet.
    package init(_ configuration: PostgresConfiguration, label: String = "hotswap.postgres") {
        self.configuration = configuration
        executor = BlockingExecutor(label: label)
    }

    /// Makes sure of an open connection: looks whether the present one is alive, and opens one where it is not.
    /// Blocks the connection's own thread for `connectTimeout` at most.
    /// - Throws: `PostgresError` 08001 (transient) where no connection can be had.
    package func connect() throws(PostgresError) {
        if let link, link.isAlive() { return }
        disconnect()
        link = try PostgresLink(configuration)
    }

    /// Closes the network connection; an open transaction is rolled back by the server.
    package func disconnect() {
        link = nil
        transaction = .none
    }

    /// Closes the network connection where a large message has left it with much memory.
    func disconnectIfBloated() {
        if link?.isBloated == true { disconnect() }
    }

    /// Whether there is a network connection that was in order when it was last used.
    package var isConnected: Bool { link.map { !$0.isLost } ?? false }

    /// The process id of the server's side; `nil` without a connection.
    package var serverProcessID: Int64? { link?.processID }

    /// Runs one statement, in one round trip.
    /// - Throws: `PostgresError`.
    @discardableResult
    package func query(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        let results = try exchange([PostgresExchange.Step(statement: statement, index: 0)])
        guard let result = results.first ?? nil else { throw Self.noAnswer }
        return result
    }

    /// Runs statements in one round trip, in order. Outside of `transaction` they are one transaction together: all
    /// of them or none. The statements after a failing one are not run.
    /// - Throws: `PostgresError` whose `statementIndex` says which statement failed.
    @discardableResult
    package func pipeline(_ statements: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        guard !statements.isEmpty else { return [] }
        let steps = statements.enumerated().map { PostgresExchange.Step(statement: $1, index: $0) }
        let results = try exchange(steps).compactMap { $0 }
        guard results.count == statements.count else { throw Self.noAnswer }
        return results
    }

    /// The same with an explicit `BEGIN … COMMIT` of the given isolation, still in one round trip.
    @discardableResult
    package func pipeline(
        _ statements: [PostgresStatement], isolation: PostgresIsolation
    ) throws(PostgresError) -> [PostgresResult] {
        try begin(isolation)
        do {
            let steps = statements.enumerated().map { PostgresExchange.Step(statement: $1, index: $0) }
            let results = try exchange(steps, commit: true)
            return results.compactMap { $0 }
        } catch {
            rollback()
            throw error
        }
    }

    /// Runs SQL text of several statements without parameters, as migrations are. Not prepared; results are dropped.
    /// Behind a pooler it has to be inside of `transaction`, or name its schema.
    /// - Throws: `PostgresError` of the first statement that failed.
    package func script(_ sql: String) throws(PostgresError) {
        let link = try openLink()
        if transaction != .none { _ = try exchange([]) }
        try link.script(sql, lossState: lossState(commit: false))
    }

    /// Sends the steps, after the BEGIN that is still due and before the COMMIT that is asked for.
    /// - Returns: the results of the steps alone.
    func exchange(
        _ steps: [PostgresExchange.Step], commit: Bool = false
    ) throws(PostgresError) -> [PostgresResult?] {
        let link = try openLink()
        if link.prepared.count >= Self.preparedLimit, transaction == .none { try forgetPrepared(link) }
        let head = openingSteps()
        var all = head + steps
        if commit { all.append(.init(statement: PostgresStatement("COMMIT"), index: nil)) }
        let loss = lossState(commit: commit)
        if transaction != .none { transaction = .open }
        let results = try PostgresExchange.run(all, on: link, lossState: loss)
        if commit { try finishCommit(results.last ?? nil) }
        return Array(results[head.count..<(head.count + steps.count)])
    }

    /// SQL text that is built per call would fill the server's memory with prepared statements.
    private func forgetPrepared(_ link: PostgresLink) throws(PostgresError) {
        try link.script("DEALLOCATE ALL", lossState: SQLState.connectionLost)
        link.prepared.removeAll()
    }

    private func openLink() throws(PostgresError) -> PostgresLink {
        guard let link, !link.isLost else {
            throw PostgresError(SQLState.connectionLost, "the connection is closed")
        }
        return link
    }

    /// Whether the server says that a transaction is open.
    var serverHasTransaction: Bool { link?.isInTransaction ?? false }

    /// Prepared statements that a connection keeps at most.
    private static let preparedLimit = 500

    private static let noAnswer = PostgresError(SQLState.protocolViolation, "the server gave no result for a statement")
}
