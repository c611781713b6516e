import Ports
import Testing

@testable import PostgresStore

/// Many statements in one round trip: their order, their errors, and that they are one transaction.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionPipelineTests {
    static let insert = "INSERT INTO t (n) VALUES ($1) RETURNING n * 2 AS doubled"

    @Test(arguments: [true, false]) func resultsComeInTheOrderOfTheStatements(prepared: Bool) async throws {
        try await ConnectionFixture.withConnection {
            $0.preparedStatements = prepared
        } _: { connection in
            try connection.script("CREATE TABLE \(connection.configuration.schema).t (n bigint)")
            for round in 0..<2 {
                let results = try connection.pipeline([
                    PostgresStatement(Self.insert, .int64(1)), PostgresStatement("SELECT 'between' AS word"),
                    PostgresStatement(Self.insert, .int64(2)), PostgresStatement("SELECT count(*) FROM t"),
                ])
                #expect(results.count == 4)
                #expect(try results[0].onlyRow().int64("doubled") == 2)
                #expect(try results[1].onlyRow().text("word") == "between")
                #expect(try results[2].onlyRow().int64("doubled") == 4)
                #expect(try results[3].onlyRow().int64(0) == Int64(2 * round + 2))
            }
            #expect(try connection.pipeline([]).isEmpty)
        }
    }

    /// More than libpq is given to keep at once, both ways.
    @Test func megabytesGoThere() async throws {
        try await ConnectionFixture.withConnection { connection in
            let texts = (0..<40).map { String(repeating: "\($0 % 10)", count: 100_000) }
            let results = try connection.pipeline(texts.map { PostgresStatement("SELECT $1::text AS back", .text($0)) })
            #expect(try results.map { try $0.onlyRow().text("back") } == texts)
        }
    }

    @Test(arguments: [nil, PostgresIsolation.readCommitted, .serializable])
    func anErrorInTheMiddleUndoesAllAndIsLocated(isolation: PostgresIsolation?) async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script("CREATE TABLE t (n bigint CONSTRAINT small CHECK (n < 10))")
            let statements = [1, 2, 30, 4].map { PostgresStatement(Self.insert, .int64($0)) }
            let error = #expect(throws: PostgresError.self) {
                if let isolation {
                    try connection.pipeline(statements, isolation: isolation)
                } else {
                    try connection.pipeline(statements)
                }
            }
            #expect(error?.statementIndex == 2)
            #expect(error?.sqlState == "23514")
            #expect(error?.constraint == "small")
            #expect(error?.kind == .permanent)
            #expect(error?.message.contains("30") == false, "values must not be in errors")
            #expect(try connection.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 0)
            if let isolation {
                try connection.pipeline(Array(statements.prefix(2)), isolation: isolation)
                #expect(try connection.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 2)
            }
        }
    }

    @Test func aStatementThatDoesNotParseIsLocatedToo() async throws {
        try await ConnectionFixture.withConnection { connection in
            let error = #expect(throws: PostgresError.self) {
                try connection.pipeline([PostgresStatement("SELECT 1"), PostgresStatement("SELEC 1")])
            }
            #expect(error?.statementIndex == 1)
            #expect(error?.sqlState == "42601")
            // The same text as before the error: prepared, or prepared again.
            let results = try connection.pipeline([PostgresStatement("SELECT 1")])
            #expect(results.count == 1)
        }
    }

    @Test func whatFailsOnlyAtTheCommitIsAnError() async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script("CREATE TABLE t (n bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let twice = [1, 1].map { PostgresStatement("INSERT INTO t VALUES ($1)", .int64($0)) }
            for isolation in [nil, PostgresIsolation.readCommitted] {
                let error = #expect(throws: PostgresError.self) {
                    if let isolation {
                        try connection.pipeline(twice, isolation: isolation)
                    } else {
                        try connection.pipeline(twice)
                    }
                }
                #expect(error?.isUniqueViolation() == true, "\(String(describing: error))")
                #expect(try connection.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 0)
            }
        }
    }

    @Test func muchInBothDirectionsDoesNotLockUp() async throws {
        try await ConnectionFixture.withConnection { connection in
            let block = String(repeating: "0123456789abcdef", count: 1024)
            let results = try connection.pipeline(
                (0..<2000).map { _ in PostgresStatement("SELECT $1 AS it", .text(block)) })
            #expect(results.count == 2000)
            #expect(try results.last?.onlyRow().text("it") == block)
        }
    }

    @Test func aFullStatementCacheIsEmptied() async throws {
        try await ConnectionFixture.withConnection { connection in
            for number in 0..<1200 {
                #expect(try connection.query(PostgresStatement("SELECT \(number)")).count == 1)
            }
            let held = try connection.query(PostgresStatement("SELECT count(*) FROM pg_prepared_statements")).onlyRow()
            #expect(try held.int64(0) <= 501)
        }
    }

    @Test func aTableThatChangedUnderAPreparedStatementFailsOnceAtMost() async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
            let all = PostgresStatement("SELECT * FROM t")
            #expect(try connection.query(all).onlyRow().int64("a") == 1)
            try connection.script("ALTER TABLE t ADD b text DEFAULT 'new'")
            let error = #expect(throws: PostgresError.self) { try connection.query(all) }
            #expect(error?.kind == .transient)
            #expect(try connection.query(all).onlyRow().text("b") == "new")
        }
    }

    @Test func sessionsAreSetUp() async throws {
        try await ConnectionFixture.withConnection {
            $0.statementTimeout = .milliseconds(181_500)
        } _: { connection in
            let row = try connection.query(
                PostgresStatement(
                    """
                    SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
                        current_setting('statement_timeout') AS time, current_setting('application_name') AS name,
                        current_setting('client_min_messages') AS messages
                    """)
            ).onlyRow()
            #expect(try row.text("path") == connection.configuration.schema)
            #expect(try row.text("zone") == "UTC")
            #expect(try row.text("time") == "181500ms")
            #expect(try row.text("name") == connection.configuration.applicationName)
            #expect(try row.text("messages") == "warning")
        }
    }
}
