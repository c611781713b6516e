import Domain
import Mesh
import Ports

/// What deployments that were given up have left, where a rollout begins.
extension RolloutAssessment {
    /// A note for each deployment and cluster where something of it still stands. Those that do not answer say nothing.
    func notes(of leftovers: [Leftovers], on clusters: [Cluster]) async throws -> [String] {
        try await leftovers.concurrentMap(limit: 4) { left -> String? in
            guard let cluster = clusters.first(where: { $0.id == left.cluster }),
                let standing = try await ifItAnswers({ try await standing(left, on: cluster) }), !standing.isEmpty
            else { return nil }
            return "Cluster \(cluster.name): this begins with what deployment \(left.deployment) has left there, which "
                + "was given up: \(standing.joined(separator: ", ")). It counts as what was before, is compared with, "
                + "and stays; rolling that deployment back takes it away"
        }
        .compactMap(\.self)
    }

    /// What is still as the deployment wrote it, each in words.
    private func standing(_ left: Leftovers, on cluster: Cluster) async throws -> [String] {
        let api = try await clusters.objects(of: cluster)
        let own = left.policies.sorted { $0.key < $1.key }.map { policy, key in
            BundleObject(policy: policy, key: key, content: nil, version: nil, state: .unknown, capture: nil)
        }
        let targets = try await TargetReader(api, concurrency: Self.concurrency).targets(of: own)
        let marks = ObjectMarks(deployment: left.deployment, epoch: 0, traceparent: nil)
        var found = targets.filter { $0.live.map(marks.isWriter) ?? false }.map { "\($0.object.key)" }
        for companion in left.companions {
            guard let live = try await api.get(companion.reference), marks.isWriter(of: live) else { continue }
            found.append("\(companion.reference)" + (companion.before == nil ? " (a copy)" : ""))
        }
        let label = Cohort(left.deployment).labelKey
        let labelled = try await pods.pods(of: cluster).pods(namespace: nil, labelSelector: label).count
        if labelled > 0 { found.append("the label \(label) on \(labelled) pod\(labelled == 1 ? "" : "s")") }
        return found
    }
}
