package import Domain
package import Ports

/// Records the outcomes of jobs, many in one transaction, and wakes the workers of what comes next.
package final class JobRecorder: Sendable {
    private let commits: GroupCommit<Input, Void>

    /// A report of a finished job, or a deployment whose first job has begun.
    private enum Input: Sendable {
        case report(JobReport)
        case started(ID<Deployment>)
        /// A job that is under way waits for something; `nil`: no more.
        case waiting(Job, String?)
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

    /// Tells what a job waits for in the middle of its work, so that its deployment's reason says so; `nil`: it goes
    /// on. What cannot be stored now is left: the work does not depend on it.
    package func tell(_ job: Job, waitsFor why: String?) async { try? await commits.submit(.waiting(job, why)) }

    private static func settle(
        _ batch: [Input], _ store: any RolloutStore, _ reports: ReportSettling, _ ids: any IDSource
    ) async throws -> Settlement {
        var finished: [JobReport] = []
        var started: [ID<Deployment>] = []
        var waiting: [(Job, String?)] = []
        for input in batch {
            switch input {
            case .report(let report): finished.append(report)
            case .started(let deployment): started.append(deployment)
            case .waiting(let job, let why): waiting.append((job, why))
            }
        }
        let (begun, waits) = (started, waiting)
        let judged = finished.flatMap(\.watch.verdicts).map(\.deployment) + waits.compactMap(\.0.deployment)
        return try await store.settle(reports: finished, deployments: begun + judged, nil) { loaded in
            reports.settle(loaded, starting: begun, waiting: waits)
        }
    }
}
