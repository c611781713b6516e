/// A place that deployments go to: Development, Staging and Production to start with.
package struct Environment: Hashable, Sendable {
    package let id: ID<Environment>
    package let name: String
    /// Production asks for more rights (`DESIGN.md` 7) and, later, approvals.
    package let isProduction: Bool
    /// When it may be changed; always, where there is none.
    package let windows: [ChangeWindow]
    /// When it may not.
    package let freezes: [Freeze]
    package let createdAt: Timestamp
    /// Rises with every change of it, from 1.
    package let revision: Int64

    package init(
        id: ID<Environment>, name: String, isProduction: Bool, windows: [ChangeWindow] = [], freezes: [Freeze] = [],
        createdAt: Timestamp, revision: Int64 = 1
    ) {
        self.id = id
        self.name = name
        self.isProduction = isProduction
        self.windows = windows
        self.freezes = freezes
        self.createdAt = createdAt
        self.revision = revision
    }
}

/// A Kubernetes cluster with a mesh in it.
package struct Cluster: Hashable, Sendable {
    package let id: ID<Cluster>
    /// Unique; used in paths and messages.
    package let name: String
    package let environment: ID<Environment>
    package let environmentName: String
    package let mesh: Mesh
    /// The version of the mesh as its owner states it, e.g. `1.21`; empty where not stated.
    package let meshVersion: String
    /// The API server, `https://host:port`.
    package let server: String
    /// The certificate authority of the API server in PEM; `nil`: the system's.
    package let certificateAuthority: String?
    /// The credentials, encrypted with the master key; only the adapter that connects opens them.
    package let sealedCredentials: [UInt8]
    /// Where the cluster's Prometheus answers; `nil` where there is none.
    package let prometheus: String?
    /// What its series have there and those of other clusters have not, as matchers of PromQL: `cluster="west"`; `nil`
    /// where the Prometheus measures no other.
    package let prometheusMatcher: String?
    package let createdAt: Timestamp

    package init(
        id: ID<Cluster>, name: String, environment: ID<Environment>, environmentName: String, mesh: Mesh,
        meshVersion: String, server: String, certificateAuthority: String?, sealedCredentials: [UInt8],
        prometheus: String?, prometheusMatcher: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.environment = environment
        self.environmentName = environmentName
        self.mesh = mesh
        self.meshVersion = meshVersion
        self.server = server
        self.certificateAuthority = certificateAuthority
        self.sealedCredentials = sealedCredentials
        self.prometheus = prometheus
        self.prometheusMatcher = prometheusMatcher
        self.createdAt = createdAt
    }
}

extension Cluster {
    /// The clusters of `fleet` whose traffic is summed with this one's, because one Prometheus measures them and
    /// nothing is said that tells their series apart.
    package func measured(with fleet: [Cluster]) -> [Cluster] {
        guard let prometheus, !prometheus.isEmpty else { return [] }
        return fleet.filter { other in
            other.id != id && other.prometheus == prometheus && other.mesh == mesh
                && (prometheusMatcher == nil || prometheusMatcher == other.prometheusMatcher)
        }
    }
}
