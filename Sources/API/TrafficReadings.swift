import Domain
import Ports
import Synchronization

/// The last good answer of each cluster's Prometheus, as this process has had it: what is shown while it is away.
final class TrafficReadings: Sendable {
    /// A reading, and why there is no newer one.
    struct Reading: Sendable {
        let snapshot: TrafficSnapshot?
        let problem: String?
    }

    private let metrics: any TrafficMetricsConnecting
    private let last = Mutex<[ID<Cluster>: TrafficSnapshot]>([:])

    init(metrics: any TrafficMetricsConnecting) { self.metrics = metrics }

    /// Asks now; `nil` where the cluster has no Prometheus.
    func read(_ cluster: Cluster) async -> Reading? {
        guard let connection = metrics.metrics(of: cluster) else { return nil }
        do {
            let snapshot = try await connection.snapshot(at: nil)
            last.withLock { $0[cluster.id] = snapshot }
            return Reading(snapshot: snapshot, problem: nil)
        } catch { return Reading(snapshot: last.withLock { $0[cluster.id] }, problem: "\(error)") }
    }

    /// Asks all of them at the same time; those without a Prometheus are left out. In the order of the clusters.
    func read(_ clusters: [Cluster]) async -> [(cluster: Cluster, reading: Reading)] {
        await withTaskGroup(of: (Int, Reading?).self) { group in
            for (index, cluster) in clusters.enumerated() {
                group.addTask { (index, await self.read(cluster)) }
            }
            var readings: [Int: Reading] = [:]
            for await (index, reading) in group { readings[index] = reading }
            return clusters.enumerated().compactMap { index, cluster in readings[index].map { (cluster, $0) } }
        }
    }
}

extension TrafficSnapshot {
    /// The traffic of the services of that name, by namespace and by who measured it.
    func traffic(of service: String, namespace: String?) -> [String: [TrafficSide: Traffic]] {
        var sums: [String: [TrafficSide: Traffic]] = [:]
        for (key, traffic) in rows {
            guard let name = key.service, name.name == service, namespace == nil || name.namespace == namespace else {
                continue
            }
            sums[name.namespace, default: [:]][key.side, default: Traffic()] += traffic
        }
        return sums
    }
}
