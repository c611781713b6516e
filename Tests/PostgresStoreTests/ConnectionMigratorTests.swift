import Foundation
import Ports
import Testing

@testable import PostgresStore

/// Steps are applied once, in order, by whoever comes first; and what does not fit is refused.
@Suite(.enabled(if: ConnectionFixture.mustRun)) struct ConnectionMigratorTests {
    static let first = Migration(1, "first", Array("CREATE TABLE a (n int); CREATE TABLE b (n int)".utf8))
    static let second = Migration(2, "second", Array("SELECT pg_sleep(0.05); ALTER TABLE a ADD m int".utf8))

    static func migrate(_ pool: PostgresPool, _ migrations: [Migration]) async throws -> [Int64] {
        try await Migrator(pool.configuration, migrations: migrations).migrate()
    }

    @Test func appliesWhatIsPending() async throws {
        try await ConnectionFixture.withPool { pool in
            try await pool.query(PostgresStatement("DROP SCHEMA \(pool.configuration.schema)"))
            let fresh = Migrator(pool.configuration, migrations: [Self.second, Self.first])
            #expect(try await fresh.state().pending == [1, 2])
            #expect(try await Self.migrate(pool, [Self.first]) == [1])
            let behind = await #expect(throws: PortError.self) { try await fresh.requireCurrent() }
            #expect(behind?.kind == .transient)
            #expect(try await fresh.migrate() == [2])
            #expect(try await fresh.migrate() == [])
            #expect(try await fresh.state() == Migrator.State(applied: [1, 2], pending: []))
            try await fresh.requireCurrent()
            try await pool.query(PostgresStatement("INSERT INTO a (n, m) VALUES (1, 2)"))
        }
    }

    @Test func manyAtOnceApplyEachStepOnce() async throws {
        try await ConnectionFixture.withPool { pool in
            let applied = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<4 { group.addTask { try await Self.migrate(pool, [Self.first, Self.second]) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 2])
        }
    }

    @Test func aFailingStepLeavesNothing() async throws {
        try await ConnectionFixture.withPool { pool in
            let broken = Migration(2, "broken", Array("CREATE TABLE c (n int); SELECT 1/0; SELECT 2".utf8))
            let error = await #expect(throws: PortError.self) { try await Self.migrate(pool, [Self.first, broken]) }
            #expect(error?.message.contains("step 2 'broken'") == true)
            #expect(try await Migrator(pool.configuration, migrations: [Self.first]).state().applied == [1])
            let gone = try await pool.query(PostgresStatement("SELECT to_regclass('c') IS NULL"))
            #expect(try gone.onlyRow().bool(0))
            #expect(try await Self.migrate(pool, [Self.first, Self.second]) == [2])
        }
    }

    @Test func newerSchemasAndEditedStepsAreRefused() async throws {
        try await ConnectionFixture.withPool { pool in
            _ = try await Self.migrate(pool, [Self.first, Self.second])
            let newer = await #expect(throws: PortError.self) { try await Self.migrate(pool, [Self.first]) }
            #expect(newer?.kind == .fatal)
            #expect(newer?.message.contains("newer version") == true)
            let edited = Migration(1, "first", Self.first.script + [UInt8(ascii: " ")])
            let changed = await #expect(throws: PortError.self) { try await Self.migrate(pool, [edited, Self.second]) }
            #expect(changed?.kind == .fatal)
            #expect(changed?.message.contains("edited") == true)
        }
    }

    @Test func theRealStepsApplyBehindAPoolerToo() async throws {
        try await ConnectionFixture.withPool {
            $0.preparedStatements = false
        } _: { pool in
            let applied = try await Migrator(pool.configuration).migrate()
            #expect(applied == Migration.all.map(\.version))
        }
    }
}

/// Embedded files cannot be listed at run time, so the list in Swift is compared with the folder here.
@Suite struct ConnectionMigrationListTests {
    @Test func theListIsTheFolder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/PostgresStore/Migrations").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let listed = Migration.all.map { migration in
            "v" + String(repeating: "0", count: 4 - String(migration.version).count)
                + "\(migration.version)_\(migration.name).sql"
        }
        #expect(files == listed)
        #expect(Migration.all.map(\.version) == Array(1...Int64(Migration.all.count)))
        for (file, migration) in zip(files, Migration.all) {
            #expect(try Data(contentsOf: folder.appending(path: file)) == Data(migration.script), "\(file)")
        }
    }
}
