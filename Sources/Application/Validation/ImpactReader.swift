package import Domain
package import Impact
import MeshModel
package import Ports
package import Validation

/// What documents would do to a cluster: their impact against the live versions, with the traffic of now.
package struct ImpactReader: Sendable {
    private let knowledge: ClusterKnowledge
    private let metrics: (any TrafficMetricsConnecting)?

    /// Of how many documents the impact is told at most.
    package static let limit = 50
    /// How many questions are asked of the mesh's model for all documents together.
    private static let questions = 40_000
    /// Whoever waits for a validation does not wait longer for Prometheus.
    private static let patience = Duration.seconds(1)

    /// - Parameter metrics: `nil`: the traffic is not told.
    package init(_ knowledge: ClusterKnowledge, metrics: (any TrafficMetricsConnecting)? = nil) {
        self.knowledge = knowledge
        self.metrics = metrics
    }

    /// What the change from the live version of an object does, and what is dangerous about it.
    package struct Answer: Sendable {
        package let impact: Impact
        package let findings: [Finding]
    }

    /// One answer for each change of a mesh's object. Each change is looked at alone, beside what is live. Empty where
    /// the cluster cannot be asked: the judgement says so.
    ///
    /// - Parameter changes: The new versions; `new` is `nil` where the object of that name is to go.
    package func answers(
        to changes: [(object: KnownObject.Key, new: JSONValue?)], on cluster: Cluster,
        rootNamespace: String = MeshSettings().rootNamespace
    ) async -> [Answer] {
        let concerned = changes.filter { PolicyKind($0.object.kind.name, group: $0.object.kind.group) != nil }
            .prefix(Self.limit)
        guard !concerned.isEmpty, let live = try? await knowledge.snapshot(of: cluster) else { return [] }
        let rates = await rates(of: cluster)
        let picture = MeshPicture(objects: live.objects, rootNamespace: rootNamespace)
        return concerned.compactMap { change in
            let key = change.object
            let old = live.set.object(key.kind, key.namespace, key.name)?.tree
            let impact = Impact.of(
                old: old, new: change.new, in: picture, questions: Self.questions / concerned.count
            ) { rates[$0] }
            return impact.map {
                Answer(impact: $0, findings: ChangeLint.findings(old: old, new: change.new, in: picture))
            }
        }
    }

    /// Requests per second by service; empty where nobody tells in time.
    private func rates(of cluster: Cluster) async -> [ServiceName: Double] {
        guard let connection = metrics?.metrics(of: cluster) else { return [:] }
        let snapshot = await withTaskGroup(of: TrafficSnapshot?.self) { group in
            group.addTask { try? await connection.snapshot(at: nil) }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return snapshot.map(Self.rates) ?? [:]
    }

    /// What clients count of a service; where none does, what its own pods count.
    private static func rates(_ snapshot: TrafficSnapshot) -> [ServiceName: Double] {
        var sums: [TrafficSide: [ServiceName: Double]] = [:]
        for (key, traffic) in snapshot.rows {
            guard let service = key.service else { continue }
            sums[key.side, default: [:]][service, default: 0] += traffic.requests
        }
        return (sums[.client] ?? [:]).merging(sums[.server] ?? [:]) { client, _ in client }
    }
}
