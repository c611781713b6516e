import Domain
import Ports
import Testing

@testable import Prometheus

@Suite struct ConnectionsTests {
    /// One connection for each address and mesh, whatever the cluster's name.
    @Test func connectionsAreShared() throws {
        let connections = PrometheusConnections()
        let west = connections.metrics(of: cluster(.istio, "http://127.0.0.1:9")) as? PrometheusMetrics
        #expect(west != nil)
        #expect(connections.metrics(of: cluster(.istio, "http://127.0.0.1:9")) as? PrometheusMetrics === west)
        #expect(connections.metrics(of: cluster(.linkerd, "http://127.0.0.1:9")) as? PrometheusMetrics !== west)
        #expect(connections.metrics(of: cluster(.istio, "http://127.0.0.1:8")) as? PrometheusMetrics !== west)
        #expect(
            connections.metrics(of: cluster(.istio, nil)) == nil && connections.metrics(of: cluster(.istio, "")) == nil)
    }

    @Test func whatTellsClustersApartIsAConnectionOfItsOwn() {
        let connections = PrometheusConnections()
        let all = connections.metrics(of: cluster(.istio, "http://127.0.0.1:9")) as? PrometheusMetrics
        let own = connections.metrics(of: cluster(.istio, "http://127.0.0.1:9", "a=\"b\"")) as? PrometheusMetrics
        #expect(all !== own && own != nil)
        #expect(connections.metrics(of: cluster(.istio, "http://127.0.0.1:9", "a=\"b\"")) as? PrometheusMetrics === own)
    }

    private func cluster(_ mesh: Mesh, _ prometheus: String?, _ matcher: String? = nil) -> Cluster {
        Cluster(
            id: ID(high: 0, low: 1), name: "west", environment: ID(high: 0, low: 2), environmentName: "Staging",
            mesh: mesh,
            meshVersion: "", server: "https://127.0.0.1", certificateAuthority: nil, sealedCredentials: [],
            prometheus: prometheus, prometheusMatcher: matcher, createdAt: Timestamp(microseconds: 0))
    }
}
