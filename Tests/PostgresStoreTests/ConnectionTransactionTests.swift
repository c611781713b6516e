import Ports
import PostgresStore
import Testing

/// What a transaction keeps, what it undoes, and what its errors are.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionTransactionTests {
    struct ChangedMyMind: Error {}

    static func count(_ connection: isolated PostgresConnection) throws -> Int64 {
        try connection.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0)
    }

    @Test(arguments: [true, false]) func commitsWhatReturnsAndUndoesWhatThrows(prepared: Bool) async throws {
        try await ConnectionFixture.withConnection {
            $0.preparedStatements = prepared
        } _: { connection in
            try connection.script("CREATE TABLE \(connection.configuration.schema).t (n int)")
            let seen = try await connection.transaction { connection in
                try connection.query(PostgresStatement("INSERT INTO t VALUES (1)"))
                return try Self.count(connection)
            }
            #expect(seen == 1)
            await #expect(throws: ChangedMyMind.self) {
                try await connection.transaction { connection in
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (2)"))
                    throw ChangedMyMind()
                }
            }
            #expect(try Self.count(connection) == 1)
        }
    }

    @Test func aBodyWithoutStatementsNeedsNoServer() async throws {
        let connection = PostgresConnection(try ConnectionFixture.configuration())
        #expect(try await connection.transaction { _ in 5 } == 5)
    }

    @Test func anIgnoredErrorCannotPassForACommit() async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script("CREATE TABLE t (n int)")
            await #expect {
                try await connection.transaction { connection in
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (1)"))
                    _ = try? connection.query(PostgresStatement("SELECT 1/0"))
                }
            } throws: { ($0 as? PostgresError)?.sqlState == "25P02" }
            #expect(try Self.count(connection) == 0)
        }
    }

    @Test func transactionsDoNotNest() async throws {
        try await ConnectionFixture.withConnection { connection in
            await #expect {
                try await connection.transaction { connection in
                    try await connection.transaction { connection in try connection.query(PostgresStatement("SELECT 1"))
                    }
                }
            } throws: { ($0 as? PostgresError)?.kind == .permanent }
            let rows = try connection.query(PostgresStatement("SELECT 1"))
            #expect(rows.count == 1)
        }
    }

    @Test func readOnlySnapshotsRefuseWrites() async throws {
        try await ConnectionFixture.withConnection { connection in
            try connection.script("CREATE TABLE t (n int)")
            await #expect {
                try await connection.transaction(.readOnlySnapshot) { connection in
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (1)"))
                }
            } throws: { ($0 as? PostgresError)?.sqlState == "25006" }
        }
    }

    @Test func uniqueViolationsNameTheirConstraint() async throws {
        try await ConnectionFixture.withPool { pool in
            try await pool.query(PostgresStatement("CREATE TABLE t (n int CONSTRAINT only_one UNIQUE)"))
            let insert = PostgresStatement("INSERT INTO t VALUES (1)")
            try await pool.query(insert)
            let isKnown = try await pool.withConnection { connection in
                do throws(PostgresError) {
                    try connection.query(insert)
                    return false
                } catch { return error.isUniqueViolation(of: "only_one") && !error.isUniqueViolation(of: "other") }
            }
            #expect(isKnown)
            let error = await #expect(throws: PortError.self) { try await pool.query(insert) }
            #expect(error?.kind == .permanent)
            #expect(error?.code == "23505")
            #expect(error?.message.contains("only_one") == true)
        }
    }

    @Test func statementsEndByTheirTimeLimit() async throws {
        try await ConnectionFixture.withPool { patient in
            var configuration = patient.configuration
            configuration.statementTimeout = .milliseconds(50)
            let pool = PostgresPool(configuration)
            let error = await #expect(throws: PortError.self) {
                try await pool.query(PostgresStatement("SELECT pg_sleep(60)"))
            }
            #expect(error?.kind == .transient)
            #expect(error?.code == "57014")
            #expect(pool.status.idle == 1, "the connection is still good")
            await pool.close()
        }
    }

    @Test func missingTablesMeanAnotherVersion() async throws {
        try await ConnectionFixture.withPool { pool in
            let error = await #expect(throws: PortError.self) {
                try await pool.query(PostgresStatement("SELECT * FROM nowhere"))
            }
            #expect(error?.kind == .fatal)
        }
    }

    @Test func aLostRaceIsTransient() async throws {
        try await ConnectionFixture.withPool { pool in
            try await pool.pipeline([
                PostgresStatement("CREATE TABLE t (n int)"), PostgresStatement("INSERT INTO t VALUES (1)"),
            ])
            let error = await #expect(throws: PortError.self) {
                try await pool.transaction(.repeatableRead) { connection in
                    try connection.query(PostgresStatement("SELECT * FROM t"))
                    try await pool.query(PostgresStatement("UPDATE t SET n = 2"))
                    try connection.query(PostgresStatement("UPDATE t SET n = 3"))
                }
            }
            #expect(error?.kind == .transient)
            #expect(error?.code == "40001")
        }
    }

    @Test func aDeadlockIsTransientForOneAndNothingForTheOther() async throws {
        try await ConnectionFixture.withPool { pool in
            try await pool.pipeline([
                PostgresStatement("CREATE TABLE t (n int PRIMARY KEY, hits int DEFAULT 0)"),
                PostgresStatement("INSERT INTO t VALUES (1), (2)"),
            ])
            let meeting = Meeting(of: 2)
            let errors = await withTaskGroup(of: PortError?.self) { group in
                for order in [[1, 2], [2, 1]] {
                    group.addTask {
                        let hit = "UPDATE t SET hits = hits + 1 WHERE n = $1"
                        do {
                            try await pool.transaction { connection in
                                try connection.query(PostgresStatement(hit, .int(order[0])))
                                await meeting.arrive()
                                try connection.query(PostgresStatement(hit, .int(order[1])))
                            }
                            return nil
                        } catch { return error as? PortError ?? PortError(.fatal, "test", "\(error)") }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let refused = errors.compactMap { $0 }
            #expect(refused.map(\.code) == ["40P01"])
            #expect(refused.map(\.kind) == [.transient])
            let hits = try await pool.query(PostgresStatement("SELECT array_agg(hits) AS hits FROM t"))
            #expect(try hits.onlyRow().array("hits", of: .int64) == [1, 1])
        }
    }
}

/// A point where `count` tasks wait for each other.
actor Meeting {
    private var missing: Int
    private var present: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in present { continuation.resume() }
            return
        }
        await withCheckedContinuation { present.append($0) }
    }
}
