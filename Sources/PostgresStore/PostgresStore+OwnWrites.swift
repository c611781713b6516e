package import Domain
package import Ports

extension PostgresStore: OwnWrites {
    package func writes(on cluster: ID<Cluster>, since: Timestamp?) async throws -> RecentWrites {
        var statements = [PostgresStatement("SELECT clock_timestamp() AS now")]
        if let since {
            let overlapping = since + (.zero - Self.longestCommit)
            statements.append(PostgresStatement(Self.recentWritesQuery, .id(cluster), .moment(overlapping)))
        }
        let results = try await pool.pipeline(statements)
        let marks = try results.dropFirst().flatMap { rows in
            try rows.map { row in
                (RecentWrites.Kind(name: try row.text("kind"), group: try row.text("api_group")), try row.text("mark"))
            }
        }
        let asOf = try results[0].onlyRow().moment("now")
        return RecentWrites(marks: Dictionary(marks) { first, _ in first }, asOf: asOf)
    }

    /// A transaction bears the time of its beginning, and is seen from its end on.
    private static let longestCommit = Duration.seconds(2)
    private static let recentWritesQuery = EmbeddedSQL(PackageResources.recent_writes_sql)
}
