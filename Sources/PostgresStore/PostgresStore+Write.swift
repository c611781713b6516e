import Domain
import Ports

/// What a write does after it has read: its statements, and how their results become the answer.
struct PlannedWrite<Value> {
    var statements: [PostgresStatement]
    let answer: ([PostgresResult]) throws -> Value
}

extension PostgresStore {
    /// A write in two round trips. The first takes the idempotency key and runs `reading`, whose statements lock the
    /// rows that `plan` decides about; the second runs what `plan` says, the audit entry and the COMMIT. What `plan`
    /// throws rolls everything back, the idempotency key too. May run again after a deadlock.
    func write<Value: Sendable>(
        _ context: WriteContext?, reading: [PostgresStatement],
        _ plan: @escaping @Sendable ([PostgresResult]) throws -> PlannedWrite<Value>
    ) async throws -> Value {
        try await transaction { connection in
            var results = try connection.pipeline(Self.reservation(context) + reading)
            if let record = context?.idempotency, results.removeFirst().isEmpty {
                throw try connection.refusal(of: record)
            }
            let write = try plan(results)
            let trace = context.map { [RequestTraces.audit([$0.audit])] } ?? []
            return try write.answer(try connection.commit(write.statements + trace))
        }
    }

    /// The same for a write without an answer of its own.
    func write(
        _ context: WriteContext?, reading: [PostgresStatement],
        _ plan: @escaping @Sendable ([PostgresResult]) throws -> [PostgresStatement]
    ) async throws {
        try await write(context, reading: reading) { results in
            PlannedWrite(statements: try plan(results), answer: { _ in })
        }
    }

    static func reservation(_ context: WriteContext?) -> [PostgresStatement] {
        (context?.idempotency).map { [RequestTraces.reserve([$0])] } ?? []
    }
}

extension PostgresConnection {
    /// Why a key could not be taken. A row that has gone meanwhile is a lost race: the transaction is run again.
    func refusal(of record: IdempotencyRecord) throws -> any Error {
        let stored = try query(RequestTraces.stored([(record.subject, record.key)]))
        return try RequestTraces.refusal(of: record, storedAs: stored.first)
            ?? PostgresError(SQLState.serializationFailure, "an idempotency key was released while it was asked for")
    }
}
