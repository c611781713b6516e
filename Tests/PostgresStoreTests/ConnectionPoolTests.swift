import Ports
import PostgresStore
import Synchronization
import Testing

/// Lending, waiting, giving up and closing.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionPoolTests {
    /// Takes `count` connections of the pool and holds them until `body` has ended.
    static func holding(
        _ count: Int, of pool: PostgresPool, _ body: @Sendable () async throws -> Void
    ) async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let holders = (0..<count).map { _ in
            Task { try await pool.withConnection { _ in for await _ in gate {} } }
        }
        try await eventually("all are lent") { pool.status.busy == count }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        open.finish()
        for holder in holders { try await holder.value }
        try outcome.get()
    }

    @Test func whoFindsNoneIsToldAfterTheLimit() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
            $0.waitLimit = .milliseconds(50)
        } _: { pool in
            try await Self.holding(1, of: pool) {
                for _ in 0..<2 {
                    let error = await #expect(throws: PortError.self) { try await pool.check() }
                    #expect(error?.kind == .transient)
                    #expect(error?.message.contains("all 1 connections") == true)
                }
                #expect(pool.status.waiting == 0)
            }
            try await pool.check()
        }
    }

    /// libpq keeps the largest buffer that it ever needed, in both directions.
    @Test(arguments: ["SELECT octet_length($1)::bigint AS found", "SELECT $1 AS found"])
    func whatALargeMessageHasTakenIsGivenBack(_ sql: String) async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            func server(after size: Int) async throws -> Int64? {
                let bytes = [UInt8](repeating: 7, count: size)
                try await pool.query(PostgresStatement(sql, .bytes(bytes)))
                return try await pool.withConnection { $0.serverProcessID }
            }
            let first = try await server(after: 64 << 10)
            #expect(try await server(after: 64 << 10) == first)
            #expect(try await server(after: 2 << 20) != first)
        }
    }

    @Test func waitersAreServedInTheirOrder() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            let order = Recorder<[Int]>([])
            var waiters: [Task<Void, any Error>] = []
            try await Self.holding(1, of: pool) {}
            let (gate, open) = AsyncStream<Void>.makeStream()
            let holder = Task { try await pool.withConnection { _ in for await _ in gate {} } }
            try await eventually("it is lent") { pool.status.busy == 1 }
            for number in 0..<5 {
                waiters.append(
                    Task { try await pool.withConnection { _ in order.value.withLock { $0.append(number) } } })
                try await eventually("it waits") { pool.status.waiting == number + 1 }
            }
            open.finish()
            try await holder.value
            for waiter in waiters { try await waiter.value }
            #expect(order.value.withLock { $0 } == [0, 1, 2, 3, 4])
        }
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            try await Self.holding(1, of: pool) {
                let waiter = Task { try await pool.check() }
                try await eventually("it waits") { pool.status.waiting == 1 }
                waiter.cancel()
                await #expect(throws: CancellationError.self) { try await waiter.value }
                #expect(pool.status.waiting == 0)
                let late = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await pool.check()
                }
                await #expect(throws: CancellationError.self) { try await late.value }
            }
            try await pool.check()
            #expect(pool.status.busy == 0)
        }
    }

    @Test func manyCallersShareFewConnections() async throws {
        try await ConnectionFixture.withPool { pool in
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await pool.query(PostgresStatement("SELECT $1 + 1", .int(number))).onlyRow().int64(0)
                    }
                }
                let sum = try await group.reduce(0, +)
                #expect(sum == 200 * 201 / 2)
            }
            let status = pool.status
            #expect(status.busy == 0 && status.waiting == 0 && status.idle <= 3 && status.idle > 0)
        }
    }

    @Test func whatABorrowerLeavesOpenIsUndone() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            try await pool.query(PostgresStatement("CREATE TABLE t (n int)"))
            try await pool.withConnection { connection in
                try connection.script("BEGIN; INSERT INTO t VALUES (1)")
            }
            #expect(try await pool.query(PostgresStatement("SELECT count(*) FROM t")).onlyRow().int64(0) == 0)
        }
    }

    @Test func anIdleConnectionThatTheServerEndedIsReplaced() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            let victim = try await pool.withConnection { $0.serverProcessID }
            let killer = PostgresConnection(pool.configuration)
            try await killer.connect()
            try await killer.query(PostgresStatement("SELECT pg_terminate_backend($1::int)", .int64(victim)))
            let alive = PostgresStatement("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", .int64(victim))
            try await eventually("it is gone") { try await killer.query(alive).onlyRow().int64(0) == 0 }
            await killer.disconnect()
            let next = try await pool.withConnection { $0.serverProcessID }
            #expect(next != nil && next != victim)
            try await pool.check()
        }
    }

    @Test func closingWaitsForTheBusyAndRefusesTheRest() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 1
        } _: { pool in
            let closed = Recorder(false)
            let (gate, open) = AsyncStream<Void>.makeStream()
            let holder = Task {
                try await pool.withConnection { connection in
                    for await _ in gate {}
                    #expect(!closed.value.withLock { $0 })
                    try connection.query(PostgresStatement("SELECT 1"))
                }
            }
            try await eventually("it is lent") { pool.status.busy == 1 }
            let waiter = Task { try await pool.check() }
            try await eventually("it waits") { pool.status.waiting == 1 }
            let closing = Task {
                await pool.close()
                closed.value.withLock { $0 = true }
            }
            await #expect(throws: PortError.self) { try await waiter.value }
            await #expect(throws: PortError.self) { try await pool.check() }
            open.finish()
            try await holder.value
            await closing.value
            #expect(pool.status.isClosed && pool.status.idle == 0 && pool.status.busy == 0)
        }
    }

    @Test func blockedStatementsDoNotBlockTheProcess() async throws {
        try await ConnectionFixture.withPool {
            $0.maximumConnections = 8
        } _: { pool in
            let holdLock = PostgresStatement("SELECT pg_advisory_lock(hashtext($1))", .text(pool.configuration.schema))
            try await pool.withConnection { connection in
                try connection.query(holdLock)
                let blocked = (0..<7).map { _ in Task { try await pool.query(holdLock) } }
                let waiting = PostgresStatement(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'advisory'",
                    .text(pool.configuration.applicationName))
                try await eventually("all wait in the server") {
                    try connection.query(waiting).onlyRow().int64(0) == 7
                }
                try connection.script(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        + "WHERE application_name = '\(connection.configuration.applicationName)' AND pid <> pg_backend_pid()"
                )
                for task in blocked { _ = await task.result }
            }
        }
    }
}

/// A lock that several tasks can hold on to.
private final class Recorder<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
}
