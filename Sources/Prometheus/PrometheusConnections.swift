package import Domain
import HTTPClient
package import Ports
import Synchronization

/// Connections to the Prometheus of each cluster, one for each address, made when first asked for and kept.
package final class PrometheusConnections: TrafficMetricsConnecting {
    /// The same Prometheus may serve several clusters.
    private struct Key: Hashable {
        let url: String
        let mesh: Mesh
        let matcher: String?
    }

    private let settings: PrometheusSettings
    private let client: HTTPClient
    private let connected = Mutex<[Key: PrometheusMetrics]>([:])

    package init(settings: PrometheusSettings = PrometheusSettings()) {
        self.settings = settings
        client = PrometheusAPI.client(settings)
    }

    package func metrics(of cluster: Cluster) -> (any TrafficMetrics)? {
        guard let url = cluster.prometheus, !url.isEmpty else { return nil }
        let key = Key(url: url, mesh: cluster.mesh, matcher: cluster.prometheusMatcher)
        return connected.withLock { connected in
            if let known = connected[key] { return known }
            let made = PrometheusMetrics(
                url: url, mesh: cluster.mesh, matcher: cluster.prometheusMatcher, settings: settings, client: client)
            connected[key] = made
            return made
        }
    }
}
