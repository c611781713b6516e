import Glibc
import Ports
import TestKit
import Testing

@testable import PostgresStore

/// A schema of a test's own in the PostgreSQL of HOTSWAP_TEST_POSTGRES, dropped when the test ends.
struct ConnectionFixture {
    let configuration: PostgresConfiguration

    /// The server's URL; `nil` where none is given, which is a failure where services are required.
    static var serverURL: String? {
        if let url = getenv("HOTSWAP_TEST_POSTGRES") { return String(cString: url) }
        return nil
    }

    static var mustRun: Bool {
        serverURL != nil || getenv("HOTSWAP_REQUIRE_SERVICES").map { String(cString: $0) } == "1"
    }

    static func configuration(_ change: (inout PostgresConfiguration) -> Void = { _ in }) throws
        -> PostgresConfiguration
    {
        let url = try #require(serverURL, "set HOTSWAP_TEST_POSTGRES to the URL of a PostgreSQL server")
        let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
        var configuration = try PostgresConfiguration.patient(url: url, schema: "test_\(unique)")
        configuration.applicationName = "hotswap test \(unique)"
        configuration.maximumConnections = 3
        change(&configuration)
        return configuration
    }

    /// Gives `body` an open connection whose schema exists, and drops the schema afterwards.
    static func withConnection(
        _ change: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @Sendable (isolated PostgresConnection) async throws -> Void
    ) async throws {
        let connection = PostgresConnection(try configuration(change))
        try await connection.inFreshSchema(body)
    }

    /// Gives `body` a pool whose schema exists, and drops the schema afterwards.
    static func withPool(
        _ change: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @Sendable (PostgresPool) async throws -> Void
    ) async throws {
        let configuration = try configuration(change)
        let owner = PostgresConnection(configuration)
        try await owner.inFreshSchema { owner in
            let pool = PostgresPool(configuration)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
            await pool.close()
            try outcome.get()
        }
    }
}

extension PostgresConnection {
    fileprivate func inFreshSchema(_ body: @Sendable (isolated PostgresConnection) async throws -> Void) async throws {
        try connect()
        try script("CREATE SCHEMA IF NOT EXISTS \(configuration.schema)")
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(self)) } catch { outcome = .failure(error) }
        try connect()
        settle()
        try script("DROP SCHEMA IF EXISTS \(configuration.schema) CASCADE")
        disconnect()
        try outcome.get()
    }
}

/// Waits until `condition` holds; the tests' only clock.
func eventually(
    _ what: String, isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("not within \(patience): \(what)")
            return
        }
        try await Task.sleep(for: .milliseconds(2))
    }
}
