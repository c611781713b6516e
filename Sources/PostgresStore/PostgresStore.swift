package import Ports
import Synchronization

/// All of HotSwap's state in PostgreSQL: it is every store port of `Ports`, one extension each.
///
/// Nothing is kept between calls but names that never change, so any number of processes may share a database. Every
/// call throws `StoreRefusal` for what a person asked wrongly and `PortError` for everything else.
///
/// **Locks are taken in one order**, so that writers cannot wait for each other in a circle: idempotency keys,
/// environments, policies, clusters, deployments, jobs, object locks; inside of each by key. Where PostgreSQL breaks
/// a circle all the same, the transaction is run again (`write`).
package struct PostgresStore: Sendable {
    package let pool: PostgresPool
    /// When messages of new jobs are due again, should their publisher die before the broker confirms.
    let republish: RepublishSchedule
    let names = NameCache()
    let sweep = SweepCounter()

    /// Opens nothing; the schema must be current (`Migrator`).
    package init(_ pool: PostgresPool, republish: RepublishSchedule = RepublishSchedule()) {
        self.pool = pool
        self.republish = republish
    }
}

/// Says now and then that expired idempotency keys are to be swept: often enough that they do not pile up, since every
/// sweep removes more than the batches in between can have made.
final class SweepCounter: Sendable {
    private let calls = Atomic<UInt64>(0)

    func isDue() -> Bool { calls.add(1, ordering: .relaxed).oldValue % 16 == 0 }
}

/// Who lost a race is told to start again by PostgreSQL; the other one has gone on meanwhile.
private let maximumTries = 5

extension PostgresStore {
    /// Runs `body` in a transaction, again where PostgreSQL broke a deadlock or could not serialize it. A body that
    /// ends with `commit` saves the round trip of the COMMIT.
    func transaction<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            for _ in 1..<maximumTries {
                do { return try connection.attempt(body) } catch let error as PostgresError where error.isRaceLost {}
            }
            return try connection.attempt(body)
        }
    }

    /// Runs one statement, again where PostgreSQL broke a deadlock.
    @discardableResult
    func query(_ statement: PostgresStatement) async throws -> PostgresResult {
        try await pool.withConnection { connection in
            for _ in 1..<maximumTries {
                do { return try connection.query(statement) } catch let error as PostgresError where error.isRaceLost {}
            }
            return try connection.query(statement)
        }
    }
}

extension PostgresConnection {
    /// One try of a transaction; without awaiting, so that nothing comes between its statements.
    fileprivate func attempt<Value>(_ body: (isolated PostgresConnection) throws -> Value) throws -> Value {
        try begin(.readCommitted)
        do {
            let value = try body(self)
            if transaction == .open { _ = try exchange([], commit: true) }
            transaction = .none
            return value
        } catch {
            rollback()
            throw error
        }
    }

    /// The last statements of a transaction and its COMMIT in one round trip.
    func commit(_ statements: [PostgresStatement]) throws(PostgresError) -> [PostgresResult] {
        let steps = statements.enumerated().map { PostgresExchange.Step(statement: $1, index: $0) }
        return try exchange(steps, commit: true).compactMap { $0 }
    }
}

extension PostgresError {
    /// Whether the same transaction may succeed when it is simply run again.
    var isRaceLost: Bool { sqlState == SQLState.deadlock || sqlState == SQLState.serializationFailure }
}
