import Application
import Domain
import Kubernetes
import Ports
import Runtime
import Telemetry

/// The clusters as one process knows them: connections, what lives in each and which schemas it serves. Roles that
/// share a process share it, so that a cluster is read once.
struct ClusterAccess: Sendable {
    let clusters: KubernetesClusters
    let knowledge: ClusterKnowledge
    let schemas: ClusterSchemas

    init(_ configuration: Configuration, _ log: Logger) throws {
        clusters = KubernetesClusters(
            settings: try kubernetesSettings(configuration, log), sealing: try Vault(configuration))
        knowledge = ClusterKnowledge(clusters: clusters, formats: Formats())
        schemas = ClusterSchemas(source: KubernetesSchemas(clusters: clusters))
    }
}
