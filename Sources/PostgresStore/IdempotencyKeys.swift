import Domain
package import Ports

/// The statements about idempotency keys and the audit log, which go with every write that a person asks for.
enum RequestTraces {
    /// Takes the keys of `records`; returns a row (subject, key) for each that was free. No key may be there twice.
    static func reserve(_ records: [IdempotencyRecord]) -> PostgresStatement {
        PostgresStatement(
            reserveQuery, .texts(records.map(\.subject)), .texts(records.map(\.key)),
            .texts(records.map(\.requestHash)), .ints(records.map(\.response.status)),
            .texts(records.map(\.response.location)), .texts(records.map(\.response.body.jsonText)))
    }

    /// The stored answers for keys.
    static func stored(_ keys: [(subject: String, key: String)]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT subject, key, request_hash, status, location, body FROM idempotency_keys
            JOIN unnest($1::text[], $2::text[]) AS asked (subject, key) USING (subject, key)
            WHERE created_at >= now() - interval '24 hours'
            """, .texts(keys.map(\.subject)), .texts(keys.map(\.key)))
    }

    /// How a request is refused whose key was used before; `nil` where the stored row has gone meanwhile.
    static func refusal(of record: IdempotencyRecord, storedAs row: PostgresRow?) throws -> StoreRefusal? {
        guard let row else { return nil }
        guard try row.text("request_hash") == record.requestHash else { return .idempotencyKeyReused }
        return .replayed(try row.storedResponse())
    }

    static func release(_ records: [IdempotencyRecord]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM idempotency_keys AS kept USING unnest($1::text[], $2::text[]) AS refused (subject, key)
            WHERE kept.subject = refused.subject AND kept.key = refused.key
            """, .texts(records.map(\.subject)), .texts(records.map(\.key)))
    }

    static var sweep: PostgresStatement { PostgresStatement(sweepQuery) }

    static func audit(_ entries: [AuditEntry]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO audit_log (actor, address, action, subject, details)
            SELECT actor, address, action, subject, details::json
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                AS entry (actor, address, action, subject, details)
            """, .texts(entries.map(\.actor)), .texts(entries.map(\.address)), .texts(entries.map(\.action)),
            .texts(entries.map(\.subject)), .texts(entries.map(\.details.jsonText)))
    }

    private static let reserveQuery = EmbeddedSQL(PackageResources.idempotency_reserve_sql)
    private static let sweepQuery = EmbeddedSQL(PackageResources.idempotency_sweep_sql)
}

extension PostgresRow {
    fileprivate func storedResponse() throws -> StoredResponse {
        StoredResponse(
            status: try int("status"), location: try optionalText("location"), body: try document("body"))
    }
}

extension PostgresStore {
    package func storedResponse(subject: String, key: String, requestHash: String) async throws -> StoredResponse? {
        guard let row = try await query(RequestTraces.stored([(subject, key)])).first else { return nil }
        guard try row.text("request_hash") == requestHash else { throw StoreRefusal.idempotencyKeyReused }
        return try row.storedResponse()
    }
}
