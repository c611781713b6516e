package import Domain
package import Ports

/// Asks clusters what they would say to a policy version, without a deployment.
package struct PolicyChecks: Sendable {
    private let clusters: any ClusterConnecting
    private let concurrency: Int

    package init(clusters: any ClusterConnecting, concurrency: Int) {
        self.clusters = clusters
        self.concurrency = concurrency
    }

    /// What one cluster says.
    package struct Answer: Sendable {
        package let cluster: String
        /// `nil` where the cluster could not be asked.
        package let verdict: DryRunVerdict?
        /// Why it could not be asked.
        package let failure: String?
    }

    /// Sends `content` as a dry-run to every cluster of `targets`, at once. A cluster that cannot be asked is an
    /// answer, not an error.
    package func dryRun(
        _ policy: Policy, _ version: PolicyVersion, on targets: [Cluster], onConflict: ConflictPolicy
    ) async throws -> [Answer] {
        let object = BundleObject(
            policy: policy.id, key: policy.key, content: version.content, version: version.number, state: .old,
            capture: nil)
        return try await dryRun(object, on: targets, onConflict: onConflict)
    }

    /// The same for a document that nobody stores.
    package func dryRun(
        _ document: PolicyDocument, on targets: [Cluster], onConflict: ConflictPolicy
    ) async throws -> [Answer] {
        let object = BundleObject(
            policy: ID(high: 0, low: 0), key: document.key, content: .document(document.body), version: nil,
            state: .old, capture: nil)
        return try await dryRun(object, on: targets, onConflict: onConflict)
    }

    private func dryRun(
        _ object: BundleObject, on targets: [Cluster], onConflict: ConflictPolicy
    ) async throws -> [Answer] {
        let marks = ObjectMarks(deployment: ID(high: 0, low: 0), epoch: .max, traceparent: nil)
        return try await targets.concurrentMap(limit: concurrency) { cluster in
            do {
                let objects = try await clusters.objects(of: cluster)
                let verdicts = try await DryRun(objects, concurrency: 1, onConflict: onConflict).check(
                    [object], marks: marks)
                return Answer(cluster: cluster.name, verdict: verdicts.first, failure: nil)
            } catch let error as PortError {
                return Answer(cluster: cluster.name, verdict: nil, failure: "\(error)")
            } catch let refusal as ClusterRefusal {
                return Answer(cluster: cluster.name, verdict: nil, failure: refusal.explanation)
            }
        }
    }
}
