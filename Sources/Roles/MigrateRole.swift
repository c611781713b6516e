import PostgresStore
package import Runtime

/// `hotswap migrate`: brings the database's schema up to this program's version. Repeatable; several at once are safe.
package struct MigrateRole: Sendable {
    let configuration: Configuration

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package func run() async throws {
        let applied = try await Migrator(try Backbone.database("migrate", configuration)).migrate()
        sayAtOnce(
            applied.isEmpty ? "The schema is up to date" : "Applied \(applied.map { "v\($0)" }.joined(separator: ", "))"
        )
    }
}
