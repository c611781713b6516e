package import Domain
package import Ports

/// What deployments have left on clusters.
extension PostgresStore {
    package func leftovers(of deployment: ID<Deployment>) async throws -> [Leftovers] {
        try await leftovers(of: [deployment])
    }

    package func leftovers(where objects: [PlannedObject]) async throws -> [Leftovers] {
        guard !objects.isEmpty else { return [] }
        let rows = try await query(Self.givenUp(objects))
        let places = try Set(rows.map { Place(try $0.id("deployment_id"), try $0.id("cluster_id")) })
        let found = try await leftovers(of: Set(places.map(\.deployment)).sorted())
        return found.filter { places.contains(Place($0.deployment, $0.cluster)) }
    }

    fileprivate struct Place: Hashable {
        let deployment: ID<Deployment>
        let cluster: ID<Cluster>

        init(_ deployment: ID<Deployment>, _ cluster: ID<Cluster>) {
            self.deployment = deployment
            self.cluster = cluster
        }
    }

    private func leftovers(of deployments: [ID<Deployment>]) async throws -> [Leftovers] {
        guard !deployments.isEmpty else { return [] }
        let results = try await pool.pipeline([Self.changed(by: deployments), Self.written(by: deployments)])
        let beside = try Dictionary(grouping: results[1].map { (try $0.place(), try $0.companion()) }) { $0.0 }
        let own = try Dictionary(grouping: results[0].map { (try $0.place(), try $0.leftPolicy()) }) { $0.0 }
        return own.map { place, policies in
            Leftovers(
                deployment: place.deployment, cluster: place.cluster,
                policies: Dictionary(policies.map(\.1)) { first, _ in first },
                companions: (beside[place] ?? []).map(\.1))
        }
        .sorted { ($0.deployment, $0.cluster) < ($1.deployment, $1.cluster) }
    }

    private static func givenUp(_ objects: [PlannedObject]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT DISTINCT object.deployment_id, object.cluster_id
            FROM unnest($1::uuid[], $2::uuid[]) AS wanted (policy_id, cluster_id)
            JOIN deployment_policies AS of_policy ON of_policy.policy_id = wanted.policy_id
            JOIN deployments ON deployments.id = of_policy.deployment_id AND deployments.status = 'Failed'
                AND deployments.state->>'givenUp' = 'true'
            JOIN deployment_objects AS object ON object.deployment_id = deployments.id
                AND object.policy_id = wanted.policy_id AND object.cluster_id = wanted.cluster_id
                AND object.state <> 'old'
            """, .ids(objects.map(\.policy)), .ids(objects.map(\.cluster)))
    }

    private static func changed(by deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT object.deployment_id, object.cluster_id, object.policy_id, policies.api_group, policies.kind,
                policies.namespace, policies.name
            FROM deployment_objects AS object JOIN policies ON policies.id = object.policy_id
            WHERE object.deployment_id = ANY($1) AND object.state <> 'old'
            """, .ids(deployments))
    }

    private static func written(by deployments: [ID<Deployment>]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT deployment_id, cluster_id, api_group, version, kind, plural, namespace, name, before
            FROM rollout_objects WHERE deployment_id = ANY($1) ORDER BY api_group, kind, namespace, name
            """, .ids(deployments))
    }
}

extension PostgresRow {
    fileprivate func place() throws(PortError) -> PostgresStore.Place {
        PostgresStore.Place(try id("deployment_id"), try id("cluster_id"))
    }

    fileprivate func leftPolicy() throws(PortError) -> (ID<Policy>, PolicyKey) {
        (try id("policy_id"), try policyKey())
    }
}
