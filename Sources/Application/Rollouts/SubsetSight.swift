import Domain
import Mesh
import Ports

/// Whether shares of requests can be told apart by subset, of which Envoy's own numbers alone know.
enum SubsetSight {
    /// Why they cannot.
    static let lack =
        "the proxies of the callers do not export Envoy's numbers of their upstream clusters, which alone tell subsets "
        + "apart (they do with \(SubsetNumbers.need))"

    /// The same with what a person can do instead.
    static let advice = "\(lack); ask for unit workloads, or have them exported"

    /// Asked where a policy may need it. Where Prometheus does not answer, nobody knows, and nothing is said.
    static func isGiven(
        on cluster: Cluster, for targets: [ClusterTarget], by metrics: any TrafficMetricsConnecting
    ) async -> Bool {
        guard targets.contains(where: { $0.object.key.kind == .destinationRule }),
            let metrics = metrics.metrics(of: cluster)
        else { return true }
        return (try? await metrics.countsSubsets()) ?? true
    }
}
