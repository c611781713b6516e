package import Domain
package import Ports

/// Records the outcomes of jobs, many in one transaction, and wakes the workers of what comes next.
package final class JobRecorder: Sendable {
    private let commits: GroupCommit<Input, Void>

    /// A report of a finished job, or a deployment whose first job has begun.
    private enum Input: Sendable {
        case report(JobReport)
        case started(ID<Deployment>)
    }

    package init(store: any RolloutStore, dispatcher: JobDispatcher, ids: any IDSource, maxBatch: Int = 256) {
        let reports = ReportSettling(ids: ids)
        commits = GroupCommit(maxBatch: maxBatch, concurrency: 2) { batch in
            let settlement = try await Self.settle(batch, store, reports, ids)
            dispatcher.dispatch(settlement.newJobs)
            return batch.map { _ in .success(()) }
        }
    }

    /// Records `report`; returns when the transaction is committed. A late report changes nothing, without an error.
    package func record(_ report: JobReport) async throws { try await commits.submit(.report(report)) }

    /// Announces that work on the deployment has begun.
    package func recordStart(of deployment: ID<Deployment>) async throws {
        try await commits.submit(.started(deployment))
    }

    private static func settle(
        _ batch: [Input], _ store: any RolloutStore, _ reports: ReportSettling, _ ids: any IDSource
    ) async throws -> Settlement {
        var finished: [JobReport] = []
        var started: [ID<Deployment>] = []
        for input in batch {
            switch input {
            case .report(let report): finished.append(report)
            case .started(let deployment): started.append(deployment)
            }
        }
        let begun = started
        let judged = finished.flatMap(\.watch.verdicts).map(\.deployment)
        return try await store.settle(reports: finished, deployments: begun + judged, nil) { loaded in
            reports.settle(loaded, starting: begun)
        }
    }
}
