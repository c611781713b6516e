import Ports

/// One step of the database schema: a file of `Migrations/`. Once released, a step is never edited.
package struct Migration: Sendable, Hashable {
    /// From 1, without gaps.
    package let version: Int64
    /// The file's name without number and ending.
    package let name: String
    /// The file's bytes, whose checksum is recorded.
    package let script: [UInt8]

    package init(_ version: Int64, _ name: String, _ script: [UInt8]) {
        self.version = version
        self.name = name
        self.script = script
    }
}

/// Brings the schema to the version of this program: forwards only, one transaction a step, any number of migrators at
/// once (each step is taken under a lock of the schema's own).
package struct Migrator: Sendable {
    /// How the database stands to this program.
    package struct State: Sendable, Hashable {
        /// Applied steps, ascending.
        package let applied: [Int64]
        /// Steps that are still to be applied, ascending.
        package let pending: [Int64]
    }

    private let configuration: PostgresConfiguration
    private let migrations: [Migration]

    /// - Parameters:
    ///   - stepLimit: how long one statement of a step, or the wait for another migrator, may take.
    package init(
        _ configuration: PostgresConfiguration, migrations: [Migration] = Migration.all,
        stepLimit: Duration = .seconds(600)
    ) {
        var patient = configuration
        patient.statementTimeout = stepLimit
        patient.applicationName += " migrate"
        self.configuration = patient
        self.migrations = migrations.sorted { $0.version < $1.version }
    }

    /// Applies what is pending; creates the schema where there is none.
    /// - Returns: the versions that this call applied.
    /// - Throws: `PortError`, fatal where the database was migrated by a newer program or a released step was edited.
    package func migrate() async throws -> [Int64] {
        try await withConnection { connection in
            var applied: [Int64] = []
            while let version = try await applyNext(connection) { applied.append(version) }
            return applied
        }
    }

    /// What is applied and what is not, without changing anything.
    /// - Throws: as `migrate`.
    package func state() async throws -> State {
        try await withConnection { connection in try inspect(connection) }
    }

    /// For the roles that do not migrate: waits for nobody.
    /// - Throws: `PortError`: transient where `hotswap migrate` has yet to run, fatal as `migrate`.
    package func requireCurrent() async throws {
        let pending = try await state().pending
        guard let first = pending.first else { return }
        throw PortError(
            .transient, "PostgreSQL",
            "schema '\(configuration.schema)' lacks step \(first): run hotswap migrate with this version of the program"
        )
    }

    private func withConnection<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = PostgresConnection(configuration, label: "hotswap.postgres.migrate")
        let outcome = await connection.serve(body)
        await connection.disconnect()
        switch outcome.value {
        case .success(let value): return value
        case .failure(let error): throw (error as? PostgresError)?.portError ?? error
        }
    }
}

extension Migrator {
    /// Applies the first pending step; `nil` where there is none.
    private func applyNext(_ connection: isolated PostgresConnection) async throws -> Int64? {
        try await connection.transaction { [configuration, migrations] connection in
            try connection.pipeline([
                // The lock ends with the transaction, so it works behind a pooler, too.
                PostgresStatement("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", .text(lockName)),
                PostgresStatement("CREATE SCHEMA IF NOT EXISTS \(configuration.schema)"),
                PostgresStatement(Self.bookkeeping),
            ])
            let pending = try inspect(connection).pending
            guard let next = migrations.first(where: { $0.version == pending.first }) else { return nil }
            do { try connection.script(String(decoding: next.script, as: UTF8.self)) } catch let error as PostgresError
            {
                throw located(error, in: next)
            }
            try connection.query(
                PostgresStatement(
                    """
                    INSERT INTO schema_migrations (version, name, checksum)
                    VALUES ($1, $2, encode(sha256($3), 'hex'))
                    """, .int64(next.version), .text(next.name), .bytes(next.script)))
            return next.version
        }
    }

    /// Compares what is applied with what this program knows.
    private func inspect(_ connection: isolated PostgresConnection) throws -> State {
        let exists = try connection.query(
            PostgresStatement("SELECT to_regclass($1) IS NOT NULL", .text("\(configuration.schema).schema_migrations")))
        guard try exists.onlyRow().bool(0) else { return State(applied: [], pending: migrations.map(\.version)) }
        let rows = try connection.query(
            PostgresStatement(
                Self.appliedQuery, .int64s(migrations.map(\.version)), .byteStrings(migrations.map(\.script))))
        var applied: [Int64] = []
        for row in rows {
            let version = try row.int64("version")
            try check(version, try row.text("name"), matches: try row.optionalBool("matches"))
            applied.append(version)
        }
        return State(applied: applied, pending: migrations.map(\.version).filter { !applied.contains($0) })
    }

    private func check(_ version: Int64, _ name: String, matches: Bool?) throws(PortError) {
        switch matches {
        case true: return
        case false:
            throw PortError(
                .fatal, "PostgreSQL",
                "step \(version) '\(name)' of schema '\(configuration.schema)' is not the one that was applied: its file "
                    + "was edited after its release. Restore it and put the change into a new step")
        case nil:
            throw PortError(
                .fatal, "PostgreSQL",
                "schema '\(configuration.schema)' has step \(version) '\(name)', which this program does not know: "
                    + "a newer version has migrated it. Run that version")
        }
    }

    private func located(_ error: PostgresError, in migration: Migration) -> PostgresError {
        PostgresError(
            error.sqlState, "step \(migration.version) '\(migration.name)' failed and was undone: \(error.message)",
            constraint: error.constraint)
    }

    private var lockName: String { "hotswap migrations of \(configuration.schema)" }

    private static let appliedQuery = EmbeddedSQL(PackageResources.migrations_applied_sql)

    private static let bookkeeping = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version bigint PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """
}
