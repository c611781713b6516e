import Domain
import Glibc
package import Ports
package import PostgresStore

/// A migrated schema of a test's own in the PostgreSQL of HOTSWAP_TEST_POSTGRES, dropped when the test ends.
///
///     @Test(.enabled(if: TestDatabase.mustRun)) func something() async throws {
///         try await TestDatabase.with { database in … }
///     }
package struct TestDatabase: Sendable {
    package let store: PostgresStore
    package let pool: PostgresPool

    /// Whether the tests run: there is a server, or one is demanded (and its absence then fails them).
    package static var mustRun: Bool { serverURL != nil || variable("HOTSWAP_REQUIRE_SERVICES") == "1" }

    private static var serverURL: String? { variable("HOTSWAP_TEST_POSTGRES") }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Messages that are due again so late that no machine is slow enough to see it.
    package static let patient = RepublishSchedule(
        unconfirmed: .seconds(3_600), unclaimed: .seconds(3_600), ceiling: .seconds(7_200))

    /// Gives `body` a database of its own. `connections` of it are the most that work at the same time.
    package static func with<Value>(
        connections: Int = 4, republish: RepublishSchedule = patient,
        _ body: (TestDatabase) async throws -> Value
    ) async throws -> Value {
        await gate.enter()
        defer { gate.leave() }
        guard let url = serverURL else {
            throw PortError(.permanent, "PostgreSQL", "set HOTSWAP_TEST_POSTGRES to the URL of a server for tests")
        }
        let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
        var configuration = try PostgresConfiguration.patient(url: url, schema: "test_\(unique)")
        configuration.maximumConnections = connections
        _ = try await Migrator(configuration).migrate()
        let pool = PostgresPool(configuration)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(
                try await body(TestDatabase(store: PostgresStore(pool, republish: republish), pool: pool)))
        } catch { outcome = .failure(error) }
        await pool.close()
        try await drop(configuration)
        return try outcome.get()
    }

    private static func drop(_ configuration: PostgresConfiguration) async throws {
        let connection = PostgresConnection(configuration)
        try await connection.connect()
        try await connection.script("DROP SCHEMA IF EXISTS \(configuration.schema) CASCADE")
        await connection.disconnect()
    }

    /// Tests run all at once; a server that has to migrate a hundred schemas at the same time answers none of them.
    private static let gate = Gate(places: 6)

    /// Runs SQL of a test's own, e.g. to move a lease into the past.
    @discardableResult
    package func run(_ sql: String, _ parameters: PostgresParameter...) async throws -> PostgresResult {
        try await pool.query(PostgresStatement(sql, parameters: parameters))
    }

    /// The only value of a query, for assertions about rows that no port shows.
    package func count(_ sql: String, _ parameters: PostgresParameter...) async throws -> Int {
        try await pool.query(PostgresStatement(sql, parameters: parameters)).onlyRow().int(0)
    }
}

extension PostgresConfiguration {
    /// With limits that no machine is slow enough to reach.
    package static func patient(url: String, schema: String) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: url, schema: schema)
        configuration.connectTimeout = patience
        configuration.waitLimit = patience
        configuration.statementTimeout = patience
        configuration.answerGrace = patience
        configuration.idleTransactionTimeout = .seconds(600)
        return configuration
    }
}
