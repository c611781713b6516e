package import Domain
package import Ports

extension PostgresStore: FleetStore {
    package func environments() async throws -> [Environment] {
        try await query(
            PostgresStatement(
                """
                SELECT id, name, is_production, calendar, created_at, revision FROM environments
                WHERE deleted_at IS NULL ORDER BY name
                """)
        ).map { try $0.environment() }
    }

    package func createEnvironment(_ environment: Environment, _ context: WriteContext) async throws {
        let insert = PostgresStatement(
            """
            INSERT INTO environments (id, name, is_production, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING RETURNING 1
            """, .id(environment.id), .text(environment.name), .bool(environment.isProduction),
            .moment(environment.createdAt))
        try await write(context, reading: [insert, FleetStatements.environment(named: environment.name)]) { results in
            guard results[0].isEmpty else { return [] }
            let holder: ID<Environment>? = try results[1].first?.id("id")
            throw StoreRefusal.alreadyExists(holder?.description ?? environment.name)
        }
    }

    package func updateCalendar(
        _ environment: Environment, expecting expected: Int64?, _ context: WriteContext
    ) async throws -> Int64 {
        let lock = PostgresStatement(
            "SELECT revision FROM environments WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE",
            .id(environment.id))
        return try await write(context, reading: [lock]) { results in
            guard let row = results[0].first else { throw StoreRefusal.notFound("environment \(environment.name)") }
            let current = try row.int64("revision")
            guard expected ?? current == current else { throw StoreRefusal.revisionMismatch(current: current) }
            let update = PostgresStatement(
                "UPDATE environments SET calendar = $2::text::json, revision = $3 WHERE id = $1",
                .id(environment.id), .text(environment.calendarJSON.jsonText), .int64(current + 1))
            let again = FleetStatements.askAgain(environment.id)
            return PlannedWrite(statements: [update, again]) { _ in current + 1 }
        }
    }

    package func deleteEnvironment(_ id: ID<Environment>, _ context: WriteContext) async throws {
        // Clusters that are being created hold the row FOR KEY SHARE.
        let lock = PostgresStatement(
            "SELECT name FROM environments WHERE id = $1 AND deleted_at IS NULL FOR UPDATE", .id(id))
        let clusters = PostgresStatement(
            "SELECT name FROM clusters WHERE environment_id = $1 AND deleted_at IS NULL ORDER BY name LIMIT 1", .id(id))
        try await write(context, reading: [lock, clusters]) { results in
            guard !results[0].isEmpty else { throw StoreRefusal.notFound("environment \(id)") }
            if let cluster = try results[1].first?.text("name") {
                throw StoreRefusal.inUse("cluster \(cluster) is in it")
            }
            return [PostgresStatement("UPDATE environments SET deleted_at = now() WHERE id = $1", .id(id))]
        }
    }

    package func createCluster(_ cluster: Cluster, _ context: WriteContext) async throws {
        let reading = [
            FleetStatements.share(cluster.environment), FleetStatements.insert(cluster),
            FleetStatements.cluster(named: cluster.name),
        ]
        try await write(context, reading: reading) { results in
            guard !results[0].isEmpty else { throw StoreRefusal.notFound("environment \(cluster.environment)") }
            guard results[1].isEmpty else { return [] }
            let holder: ID<Cluster>? = try results[2].first?.id("id")
            throw StoreRefusal.alreadyExists(holder?.description ?? cluster.name)
        }
    }

    package func updateCluster(_ cluster: Cluster, _ context: WriteContext) async throws {
        try await write(context, reading: [FleetStatements.update(cluster)]) { results in
            guard !results[0].isEmpty else { throw StoreRefusal.notFound("cluster \(cluster.id)") }
            return []
        }
    }

    package func deleteCluster(_ id: ID<Cluster>, _ context: WriteContext) async throws {
        let reading = [
            FleetStatements.lockCluster(id), FleetStatements.activeDeployment(on: id), FleetStatements.inForce(on: id),
        ]
        try await write(context, reading: reading) { results in
            guard !results[0].isEmpty else { throw StoreRefusal.notFound("cluster \(id)") }
            if let deployment = try results[1].first?.id("deployment_id", of: Deployment.self) {
                throw StoreRefusal.inUse("deployment \(deployment) goes there")
            }
            let policies = try results[2].onlyRow().int64(0)
            guard policies == 0 else {
                throw StoreRefusal.inUse("\(policies) \(policies == 1 ? "policy is" : "policies are") in force on it")
            }
            return [
                PostgresStatement("UPDATE clusters SET deleted_at = now() WHERE id = $1", .id(id)),
                PostgresStatement("DELETE FROM live_versions WHERE cluster_id = $1", .id(id)),
            ]
        }
    }

    package func cluster(named name: String) async throws -> Cluster? {
        try await query(FleetStatements.cluster(named: name)).first?.cluster()
    }

    package func clusters(_ filter: ClusterFilter) async throws -> [Cluster] {
        var list = ListStatement()
        list.add("clusters.deleted_at IS NULL")
        if let environment = filter.environment { list.add("clusters.environment_id = $", .id(environment)) }
        if let mesh = filter.mesh { list.add("clusters.mesh = $", .word(mesh)) }
        return try await query(list.all(PostgresRow.clusterSelect, order: "clusters.name")).map { try $0.cluster() }
    }
}

/// The statements about environments and clusters.
enum FleetStatements {
    static func environment(named name: String) -> PostgresStatement {
        PostgresStatement("SELECT id FROM environments WHERE name = $1 AND deleted_at IS NULL", .text(name))
    }

    /// Jobs that the environment's calendar has put off are due now: what they wait for may be no more. A delay has a
    /// time at which it is asked again only where it comes of a calendar.
    static func askAgain(_ environment: ID<Environment>) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE jobs SET run_at = now(), publish_after = now()
            FROM deployments
            WHERE deployments.environment_id = $1 AND deployments.finished_at IS NULL
                AND jobs.deployment_id = deployments.id AND jobs.epoch = deployments.epoch
                AND jobs.state = 'available' AND jobs.run_at > now()
                AND deployments.state -> 'delays' -> jobs.cluster_id::text ->> 'until' IS NOT NULL
            """, .id(environment))
    }

    static func cluster(named name: String) -> PostgresStatement {
        PostgresStatement(
            "\(PostgresRow.clusterSelect) WHERE clusters.name = $1 AND clusters.deleted_at IS NULL", .text(name))
    }

    /// Keeps the environment from being deleted until the transaction ends.
    static func share(_ environment: ID<Environment>) -> PostgresStatement {
        PostgresStatement(
            "SELECT 1 FROM environments WHERE id = $1 AND deleted_at IS NULL FOR KEY SHARE", .id(environment))
    }

    /// Returns no row where the name is taken, or the environment is gone (`share` has told).
    static func insert(_ cluster: Cluster) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO clusters (id, name, environment_id, mesh, mesh_version, server, certificate_authority,
                sealed_credentials, prometheus, prometheus_matcher, created_at)
            SELECT $1, $2, environments.id, $4, $5, $6, $7, $8, $9, $10, $11 FROM environments WHERE environments.id = $3
            ON CONFLICT (name) WHERE deleted_at IS NULL DO NOTHING RETURNING 1
            """, .id(cluster.id), .text(cluster.name), .id(cluster.environment), .word(cluster.mesh),
            .text(cluster.meshVersion), .text(cluster.server), .text(cluster.certificateAuthority),
            .bytes(cluster.sealedCredentials), .text(cluster.prometheus), .text(cluster.prometheusMatcher),
            .moment(cluster.createdAt))
    }

    static func update(_ cluster: Cluster) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE clusters SET mesh = $2, mesh_version = $3, server = $4, certificate_authority = $5,
                sealed_credentials = $6, prometheus = $7, prometheus_matcher = $8, updated_at = now()
            WHERE id = $1 AND deleted_at IS NULL RETURNING 1
            """, .id(cluster.id), .word(cluster.mesh), .text(cluster.meshVersion), .text(cluster.server),
            .text(cluster.certificateAuthority), .bytes(cluster.sealedCredentials), .text(cluster.prometheus),
            .text(cluster.prometheusMatcher))
    }

    /// Deployments that are being accepted hold the row FOR KEY SHARE.
    static func lockCluster(_ id: ID<Cluster>) -> PostgresStatement {
        PostgresStatement("SELECT 1 FROM clusters WHERE id = $1 AND deleted_at IS NULL FOR UPDATE", .id(id))
    }

    static func activeDeployment(on id: ID<Cluster>) -> PostgresStatement {
        PostgresStatement("SELECT deployment_id FROM object_locks WHERE cluster_id = $1 LIMIT 1", .id(id))
    }

    /// How many policies have an object there: versions without content have none.
    static func inForce(on id: ID<Cluster>) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT count(*) FROM live_versions
            JOIN policy_versions ON policy_versions.policy_id = live_versions.policy_id AND number = version
            WHERE cluster_id = $1 AND content IS NOT NULL
            """, .id(id))
    }
}
