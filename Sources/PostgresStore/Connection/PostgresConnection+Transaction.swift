/// How much a transaction sees of others.
package enum PostgresIsolation: String, Hashable, Sendable {
    /// Each statement sees what was committed when it began.
    case readCommitted = "BEGIN ISOLATION LEVEL READ COMMITTED"
    /// All statements see one moment; a write to a row that changed since fails with 40001 (transient).
    case repeatableRead = "BEGIN ISOLATION LEVEL REPEATABLE READ"
    /// As if one transaction ran after the other, else 40001 (transient).
    case serializable = "BEGIN ISOLATION LEVEL SERIALIZABLE"
    /// All statements see one moment and none writes: consistent lists and exports.
    case readOnlySnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
}

/// Where a connection's explicit transaction stands.
enum TransactionState: Hashable {
    case none
    /// BEGIN is sent with the first statement, which saves a round trip.
    case due(PostgresIsolation)
    case open
}

extension PostgresConnection {
    /// Runs `body` in a transaction: commits when it returns, rolls back when it throws. BEGIN travels with the first
    /// statement; a body that runs none costs no round trip at all.
    ///
    /// - Throws: what `body` throws; `PostgresError` 08007 where the connection was lost during the commit, so that
    ///   nobody knows whether it happened; 25P02 where `body` swallowed the error of a statement, after which
    ///   PostgreSQL can only roll back.
    package func transaction<Value: Sendable>(
        _ isolation: PostgresIsolation = .readCommitted,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try begin(isolation)
        let value: Value
        do { value = try await body(self) } catch {
            rollback()
            throw error
        }
        if transaction == .open {
            do { _ = try exchange([], commit: true) } catch {
                rollback()
                throw error
            }
        }
        transaction = .none
        return value
    }

    /// Marks a transaction as begun; nothing is sent yet.
    func begin(_ isolation: PostgresIsolation) throws(PostgresError) {
        guard transaction == .none else {
            throw PostgresError(SQLState.noTransaction, "a transaction is open already: PostgreSQL does not nest them")
        }
        transaction = .due(isolation)
    }

    /// Ends the transaction without its changes. Where that fails the connection is closed, which does the same.
    func rollback() {
        transaction = .none
        guard isConnected else { return disconnect() }
        guard serverHasTransaction else { return }
        do { _ = try exchange([.init(statement: PostgresStatement("ROLLBACK"), index: nil)]) } catch { disconnect() }
    }

    /// Leaves the connection fit for its next user, whatever the last one did.
    func settle() {
        if transaction != .none || serverHasTransaction { rollback() }
        if !isConnected { disconnect() }
    }

    /// The answer to COMMIT is the success "ROLLBACK" where a statement had failed before.
    func finishCommit(_ result: PostgresResult?) throws(PostgresError) {
        transaction = .none
        guard let result, result.commandTag == "COMMIT" else {
            throw PostgresError(
                SQLState.rolledBack,
                "the transaction was rolled back, since one of its statements had failed and the error was ignored")
        }
    }

    /// What has to go before the next statement: BEGIN where it is due, and behind a pooler the settings.
    func openingSteps() -> [PostgresExchange.Step] {
        var steps: [PostgresExchange.Step] = []
        if case .due(let isolation) = transaction {
            steps.append(.init(statement: PostgresStatement(isolation.rawValue), index: nil))
        }
        if transaction != .open, !configuration.preparedStatements, !serverHasTransaction {
            steps.append(.init(statement: configuration.transactionSettings, index: nil))
        }
        return steps
    }

    /// Inside of a transaction that is not being committed, a lost connection has certainly changed nothing.
    func lossState(commit: Bool) -> String {
        transaction != .none && !commit ? SQLState.connectionLost : SQLState.outcomeUnknown
    }
}
