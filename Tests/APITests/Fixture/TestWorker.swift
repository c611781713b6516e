import Application
import Domain
import Ports
import PostgresStore
import Runtime
import TestKit
import Testing

/// Plays the workers: does the jobs of a deployment as told, through the same decisions as real ones.
struct TestWorker: Sendable {
    let store: PostgresStore
    let ids: SystemIDs

    /// Does the deployment's open jobs, those that follow from them too, until no more than `steps` rounds are done.
    /// Objects become `new` by apply jobs and `old` by rollback jobs.
    ///
    /// - Parameter meanwhile: What else they do while they hold the jobs.
    func work(
        _ deployment: String, steps: Int = 9, result: StageResult = .done,
        meanwhile: ([ClaimedJob]) async throws -> Void = { _ in }
    ) async throws {
        let id = try #require(ID<Deployment>(deployment))
        for _ in 0..<steps {
            let jobs = try await store.jobs(JobFilter(state: .available, deployment: id), PageRequest(limit: 500)).items
                .map(\.job).filter { $0.stage != .notify }
            let claimed = try await store.claim(jobs.map(\.id), worker: "test", lease: .seconds(3600))
            guard !claimed.isEmpty else { return }
            try await meanwhile(claimed)
            try await report(claimed, of: id, result)
        }
    }

    private func report(_ claimed: [ClaimedJob], of id: ID<Deployment>, _ result: StageResult) async throws {
        let objects = try await store.objects(of: id)
        let reports = claimed.map { claim in
            JobReport(
                job: claim.job, claim: claim.claim, result: result,
                objects: result == .done ? Self.reports(claim.job, objects) : [])
        }
        let begun = claimed.contains(where: \.deploymentIsPending) ? [id] : []
        let ids = ids
        _ = try await store.settle(reports: reports, deployments: begun, nil) { loaded in
            ReportSettling(ids: ids).settle(loaded, starting: begun)
        }
    }

    private static func reports(_ job: Job, _ objects: [DeploymentObject]) -> [ObjectReport] {
        guard job.stage == .apply || job.stage == .rollback else { return [] }
        // The rollback of a finished deployment is a deployment of its own, whose objects become what it planned.
        let state: ObjectState = job.stage == .apply || job.step != Plan.wayBack ? .new : .old
        return objects.filter { $0.cluster == job.cluster }.map {
            ObjectReport(cluster: $0.cluster, policy: $0.policy, state: state)
        }
    }
}

extension APIFixture {
    var worker: TestWorker { TestWorker(store: database.store, ids: ids) }
}
