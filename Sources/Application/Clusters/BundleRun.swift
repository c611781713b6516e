package import Domain
import Ports

/// Writes the waves of a bundle, one after the other and the objects of a wave at once, and keeps account of every
/// object.
package struct BundleRun: Sendable {
    private let concurrency: Int

    package init(concurrency: Int) { self.concurrency = concurrency }

    /// Stops after the first wave in which a write fails; the others of that wave are finished.
    package func write(
        _ waves: [[ClusterTarget]], on cluster: Cluster,
        _ write: @escaping @Sendable (ClusterTarget) async throws -> Void
    ) async throws -> BundleAccount {
        var account = BundleAccount(clusterName: cluster.name)
        for wave in waves {
            let ends = try await wave.concurrentMap(limit: concurrency) { target -> (any Error)? in
                do { try await write(target) } catch { return error }
                return nil
            }
            for (target, error) in zip(wave, ends) { account.add(target, error) }
            if let lost = account.lost { throw lost }
            if account.failure != nil { break }
        }
        return account
    }
}

/// What became of the objects of a bundle on a cluster.
package struct BundleAccount {
    let clusterName: String
    /// Objects that were written, or may have been; what is not here was not touched.
    package private(set) var objects: [(target: ClusterTarget, state: ObjectState, note: String?)] = []
    /// The first write that failed.
    package private(set) var failure: (target: ClusterTarget, error: any Error)?
    /// The writer lost its right to write: nothing of this account may be reported.
    private(set) var lost: (any Error)?

    init(clusterName: String) { self.clusterName = clusterName }

    mutating func add(_ target: ClusterTarget, _ error: (any Error)?) {
        guard let error else {
            objects.append((target, .new, target.note))
            return
        }
        if error is LeaseLost || error is Overtaken || error is CancellationError {
            lost = lost ?? error
            return
        }
        failure = failure ?? (target, error)
        // A refusal means that nothing was written; after anything else nobody knows.
        guard !(error is ClusterRefusal) else { return }
        objects.append((target, .unknown, "\(error)"))
    }

    /// The reports of all objects: of those that this run did not touch, what was read before it tells whether an
    /// earlier attempt has written them.
    package func reports(
        cluster: ID<Cluster>, untouched targets: [ClusterTarget], _ marks: ObjectMarks
    ) -> [ObjectReport] {
        let touched = Set(objects.map(\.target.object.policy))
        let rest = targets.filter { !touched.contains($0.object.policy) }.map { target in
            let isWritten = target.live.map(marks.isWriter) ?? (target.document == nil && target.object.capture != nil)
            return ObjectReport(cluster: cluster, policy: target.object.policy, state: isWritten ? .new : .old)
        }
        return rest
            + objects.map {
                ObjectReport(cluster: cluster, policy: $0.target.object.policy, state: $0.state, note: $0.note)
            }
    }

    /// In words, what failed.
    package var failureText: String? {
        guard let failure else { return nil }
        let why = (failure.error as? ClusterRefusal)?.explanation ?? "\(failure.error)"
        return "Cluster \(clusterName), \(failure.target.object.key): \(why)"
    }

    /// Whether trying again can help.
    package var isTransient: Bool {
        guard let error = failure?.error else { return false }
        return (error as? PortError).map { $0.kind == .transient } ?? false
    }
}
