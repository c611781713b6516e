package import Domain
package import Ports
import Synchronization

/// Connections to Kubernetes clusters, one for each, made when first asked for and kept.
package final class KubernetesClusters: ClusterConnecting, ClusterPodsConnecting {
    /// A cluster's connection, and what it was made of: a change of any of it makes a new one.
    private struct Connected {
        let server: String
        let authority: String?
        let sealedCredentials: [UInt8]
        let objects: KubernetesObjects

        func isOf(_ cluster: Cluster) -> Bool {
            server == cluster.server && authority == cluster.certificateAuthority
                && sealedCredentials == cluster.sealedCredentials
        }
    }

    private let settings: KubernetesSettings
    private let sealing: any CredentialSealing
    private let connected = Mutex<[ID<Cluster>: Connected]>([:])

    /// `sealing` opens the `ClusterCredentials` that are stored sealed.
    package init(settings: KubernetesSettings = KubernetesSettings(), sealing: any CredentialSealing) {
        self.settings = settings
        self.sealing = sealing
    }

    package func objects(of cluster: Cluster) async throws -> any ClusterObjects { try connection(to: cluster) }

    package func pods(of cluster: Cluster) async throws -> any ClusterPods { try connection(to: cluster) }

    func connection(to cluster: Cluster) throws -> KubernetesObjects {
        if let known = connected.withLock({ $0[cluster.id] }), known.isOf(cluster) { return known.objects }
        let objects = try Self.objects(of: cluster, credentials: credentials(of: cluster), settings: settings)
        let made = Connected(
            server: cluster.server, authority: cluster.certificateAuthority,
            sealedCredentials: cluster.sealedCredentials, objects: objects)
        return connected.withLock { connected in
            // Somebody else may have been faster: all callers share one pool of connections.
            if let known = connected[cluster.id], known.isOf(cluster) { return known.objects }
            connected[cluster.id] = made
            return made.objects
        }
    }

    /// The objects of a cluster that is not stored yet, with credentials that are not sealed yet: for checking both
    /// before they are. Opens nothing; throws a `PortError` where the credentials cannot be used.
    package static func objects(
        of cluster: Cluster, credentials: ClusterCredentials, settings: KubernetesSettings = KubernetesSettings()
    ) throws -> KubernetesObjects {
        try objects(
            name: cluster.name, server: cluster.server, authority: cluster.certificateAuthority,
            credentials: credentials, settings: settings)
    }

    /// The objects of a cluster that nobody stores, such as one of a kubeconfig file. `name` is for messages.
    package static func objects(
        name: String, server: String, authority: String?, credentials: ClusterCredentials,
        settings: KubernetesSettings = KubernetesSettings()
    ) throws -> KubernetesObjects {
        let connection = try APIConnection(
            cluster: name, server: server, authority: authority, credentials: credentials, settings: settings)
        let discovery = Discovery(connection: connection, lifetime: settings.discoveryLifetime)
        return KubernetesObjects(connection: connection, discovery: discovery)
    }

    private func credentials(of cluster: Cluster) throws -> ClusterCredentials {
        try ClusterCredentials(sealing.open(cluster.sealedCredentials, for: cluster.id))
    }
}
