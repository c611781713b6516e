package import Domain
import Ports

/// Restores the objects of a bundle in order; unlike a write, a failure does not stop it: every object that can be
/// brought back is.
package struct RestoreRun: Sendable {
    private let restorer: ObjectRestorer
    private let concurrency: Int

    package init(restorer: ObjectRestorer, concurrency: Int) {
        self.restorer = restorer
        self.concurrency = concurrency
    }

    /// - Parameter isSplit: The objects have had other documents than the planned ones on the way.
    package func restore(
        _ waves: [[ClusterTarget]], cluster: Cluster, isSplit: Bool = false
    ) async throws -> RestoreAccount {
        var account = RestoreAccount(clusterName: cluster.name)
        for wave in waves {
            let ends = try await wave.concurrentMap(limit: concurrency) { target -> Result<RestoreOutcome, any Error> in
                guard let capture = target.object.capture else {
                    return .success(RestoreOutcome(state: .old, note: nil, hasWritten: false))
                }
                do {
                    return .success(try await restorer.restore(target, to: capture, isSplit: isSplit))
                } catch { return .failure(error) }
            }
            for (target, end) in zip(wave, ends) { account.add(target, end) }
            if let lost = account.lost { throw lost }
        }
        return account
    }
}

/// What became of the objects that were to be restored on a cluster.
package struct RestoreAccount {
    let clusterName: String
    private var outcomes: [(policy: ID<Policy>, outcome: RestoreOutcome)] = []
    private var failures: [String] = []
    /// What others have made of objects since, which stays.
    private var othersWork: [(policy: ID<Policy>, what: String)] = []
    /// Whether trying again can help.
    package private(set) var isTransient = false
    /// The writer lost its right to write.
    private(set) var lost: (any Error)?

    init(clusterName: String) { self.clusterName = clusterName }

    mutating func add(_ target: ClusterTarget, _ end: Result<RestoreOutcome, any Error>) {
        switch end {
        case .success(let outcome):
            outcomes.append((target.object.policy, outcome))
            guard outcome.state == .unknown else { return }
            othersWork.append((target.object.policy, "\(target.object.key): \(outcome.note ?? "not restored")"))
        case .failure(let error) where error is LeaseLost || error is Overtaken || error is CancellationError:
            lost = lost ?? error
        case .failure(let error):
            let why = (error as? ClusterRefusal)?.explanation ?? "\(error)"
            outcomes.append((target.object.policy, RestoreOutcome(state: .unknown, note: why)))
            failures.append("\(target.object.key): \(why)")
            isTransient = isTransient || (error as? PortError)?.kind == .transient
        }
    }

    /// In words, what was not restored; `nil`: everything was that is not others' work.
    package var failure: String? {
        failures.isEmpty
            ? nil : "Cluster \(clusterName): \((failures + othersWork.map(\.what)).joined(separator: "; "))"
    }

    /// Each of the objects that were left as they are, because others have replaced them since.
    package var left: [String] { othersWork.map(\.what) }

    /// Their policies.
    package var leftPolicies: Set<ID<Policy>> { Set(othersWork.map(\.policy)) }

    /// Whether the cluster is no longer as it was read before.
    package var hasWritten: Bool { outcomes.contains(where: \.outcome.hasWritten) }

    /// - Parameters:
    ///   - restored: What a restored object is to the deployment that reports it.
    ///   - remarks: What was found of an object before it was restored.
    package func reports(
        cluster: ID<Cluster>, restored: ObjectState, remarks: [ID<Policy>: String] = [:]
    ) -> [ObjectReport] {
        outcomes.map { policy, outcome in
            let notes = [remarks[policy], outcome.note].compactMap(\.self)
            return ObjectReport(
                cluster: cluster, policy: policy, state: outcome.state == .old ? restored : outcome.state,
                note: notes.isEmpty ? nil : notes.joined(separator: "; "))
        }
    }
}
