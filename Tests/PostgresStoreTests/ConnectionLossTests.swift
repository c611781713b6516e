import Ports
import PostgresStore
import TestKit
import Testing

/// Servers that refuse, vanish, restart or fall silent.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionLossTests {
    /// A pool whose way to the server goes through a proxy.
    static func withProxiedPool(
        _ change: @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @Sendable (PostgresPool, ConnectionProxy) async throws -> Void
    ) async throws {
        let serverURL = try #require(ConnectionFixture.serverURL)
        let proxy = try ConnectionProxy(serverURL: serverURL)
        defer { proxy.stop() }
        try await ConnectionFixture.withPool { direct in
            var configuration = try PostgresConfiguration.patient(
                url: try proxy.url(like: serverURL), schema: direct.configuration.schema)
            configuration.maximumConnections = 3
            configuration.reconnectPause = .milliseconds(1)
            change(&configuration)
            let pool = PostgresPool(configuration)
            try await direct.query(PostgresStatement("CREATE TABLE t (n int)"))
            try await body(pool, proxy)
            await pool.close()
        }
    }

    @Test func aRestartOfTheServerIsNotNoticedBetweenCalls() async throws {
        try await Self.withProxiedPool { pool, proxy in
            let insert = PostgresStatement("INSERT INTO t VALUES ($1)", .int(1))
            try await pool.query(insert)
            proxy.stop()
            try proxy.listen()
            // The proxy's goodbye may still be on its way, and then the answer is a transient error.
            try await eventually("a new connection") { (try? await pool.query(insert)) != nil }
            #expect(try await pool.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 2)
        }
    }

    @Test func whileTheServerIsDownCallsFailAtOnce() async throws {
        try await Self.withProxiedPool {
            $0.reconnectPause = .milliseconds(100)
        } _: { pool, proxy in
            try await pool.check()
            proxy.stop()
            try await eventually("the loss is noticed") { (try? await pool.check()) == nil }
            for _ in 0..<50 {
                let error = await #expect(throws: PortError.self) { try await pool.check() }
                #expect(error?.kind == .transient)
                #expect(error?.code == "08001")
            }
            #expect(pool.status.failure?.kind == .transient)
            try proxy.listen()
            try await eventually("the server is back") { (try? await pool.check()) != nil }
            #expect(pool.status.failure == nil)
        }
    }

    @Test func aConnectionLostInsideATransactionHasChangedNothing() async throws {
        try await ConnectionFixture.withPool { pool in
            try await pool.query(PostgresStatement("CREATE TABLE t (n int)"))
            let error = await #expect(throws: PortError.self) {
                try await pool.transaction { connection in
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (1)"))
                    let victim = connection.serverProcessID
                    try await pool.query(PostgresStatement("SELECT pg_terminate_backend($1::int)", .int64(victim)))
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (2)"))
                }
            }
            #expect(error?.kind == .transient)
            #expect(error?.code != "08007")
            #expect(try await pool.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 0)
        }
    }

    @Test func aCommitWhoseAnswerIsLostIsSaidToBeUnknown() async throws {
        try await Self.withProxiedPool { pool, proxy in
            let error = await #expect(throws: PortError.self) {
                try await pool.transaction { connection in
                    try connection.query(PostgresStatement("INSERT INTO t VALUES (1)"))
                    proxy.set(.cutAtAnswer)
                }
            }
            proxy.set(.pass)
            #expect(error?.kind == .transient)
            #expect(error?.code == "08007")
            let rows = try await pool.query(PostgresStatement("SELECT * FROM t"))
            #expect(rows.count == 1)
        }
    }

    @Test func aServerThatFallsSilentIsGivenUp() async throws {
        try await Self.withProxiedPool {
            $0.statementTimeout = .milliseconds(100)
            $0.answerGrace = .milliseconds(100)
        } _: { pool, proxy in
            // A busy server may need longer than that at first.
            try await eventually("it answers") { (try? await pool.check()) != nil }
            proxy.set(.swallowAnswers)
            let error = await #expect(throws: PortError.self) { try await pool.check() }
            #expect(error?.kind == .transient)
            #expect(error?.message.contains("silent") == true)
            proxy.set(.pass)
            try await eventually("it answers again") { (try? await pool.check()) != nil }
        }
    }

    @Test func nothingPrintsThePassword() async throws {
        let configuration = try PostgresConfiguration(url: "postgres://someone:h%40nter2@127.0.0.1:1/nowhere")
        let error = await #expect(throws: PortError.self) { try await PostgresPool(configuration).check() }
        #expect(error?.kind == .transient)
        let bad = #expect(throws: PortError.self) { try PostgresConfiguration(url: "postgres://u:hunter2@[host") }
        #expect(bad?.kind == .fatal)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(String(describing: error))", "\(String(describing: bad))", "\(configuration)", dumped] {
            #expect(!text.contains("nter2"))
        }
        #expect(throws: PortError.self) { try PostgresConfiguration(url: "postgres://h", schema: "a b; DROP") }
    }
}
