import Domain
import Ports

extension PostgresRow {
    /// Throws `UnknownSchema` where a newer program wrote the calendar.
    func environment() throws -> Environment {
        let calendar = try document("calendar")
        return Environment(
            id: try id("id"), name: try text("name"), isProduction: try bool("is_production"),
            windows: try (calendar["windows"]?.array ?? []).map { try ChangeWindow(json: $0) },
            freezes: try (calendar["freezes"]?.array ?? []).map { try Freeze(json: $0) },
            createdAt: try moment("created_at"), revision: try int64("revision"))
    }

    /// What `cluster()` reads, up to where conditions may follow.
    static let clusterSelect = """
        SELECT clusters.id, clusters.name, clusters.environment_id, environments.name AS environment_name, \
        clusters.mesh, clusters.mesh_version, clusters.server, clusters.certificate_authority, \
        clusters.sealed_credentials, clusters.prometheus, clusters.prometheus_matcher, \
        clusters.created_at \
        FROM clusters JOIN environments ON environments.id = clusters.environment_id
        """

    func cluster() throws(PortError) -> Cluster {
        Cluster(
            id: try id("id"), name: try text("name"), environment: try id("environment_id"),
            environmentName: try text("environment_name"), mesh: try word("mesh"),
            meshVersion: try text("mesh_version"), server: try text("server"),
            certificateAuthority: try optionalText("certificate_authority"),
            sealedCredentials: try bytes("sealed_credentials"), prometheus: try optionalText("prometheus"),
            prometheusMatcher: try optionalText("prometheus_matcher"), createdAt: try moment("created_at"))
    }
}

extension Environment {
    /// The stored form of its windows and freezes.
    var calendarJSON: JSONValue {
        ["windows": .array(windows.map(\.json)), "freezes": .array(freezes.map(\.json))]
    }
}
