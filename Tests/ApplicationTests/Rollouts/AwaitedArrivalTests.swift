import Application
import Domain
import Ports
import Testing

/// Proxies that have not got what was written: the deployment says so, and it has an end. Only the time counts in which
/// somebody has looked.
@Suite struct AwaitedArrivalTests {
    private let begun = Timestamp(seconds: 1_790_000_000)
    private let cluster = ID<Cluster>(high: 0, low: 1)
    private let id = ID<Deployment>(high: 0, low: 2)
    private let claim = ID<Claim>(high: 0, low: 3)

    private struct Ids: IDSource {
        func next<Entity>(_: Entity.Type) -> ID<Entity> { ID(high: 9, low: 9) }
        func jitter() -> Double { 1 }
    }

    private func deployment(deadline: Duration?) -> Deployment {
        let plan = Plan(
            clusters: [cluster], steps: [PlannedStep(.apply), PlannedStep(.awaitPropagation)], onFailure: .rollback,
            progressDeadline: deadline)
        let position = Position(step: 1, outstanding: [cluster])
        return Deployment(
            id: id, policies: [], environment: ID(high: 0, low: 4), strategy: .direct, plan: plan, onConflict: .refuse,
            rollbackOf: nil, requestedBy: "ada", reason: "", traceparent: nil, createdAt: begun,
            state: DeploymentState(phase: .advancing(position), epoch: 1), sequence: 1, revision: 1, updatedAt: begun)
    }

    /// A look at the proxies at `second`, which finds that they have nothing yet; keeps what is to be stored.
    private func look(
        at second: Double, _ deployment: inout Deployment, reason: String = "1 of 3 has nothing"
    ) throws -> (update: DeploymentUpdate?, job: JobUpdate) {
        let job = Job(
            id: ID(high: 0, low: 5), stage: .apply, deployment: id, epoch: 1, step: 1, cluster: cluster, attempt: 1,
            maxAttempts: 12, payload: [:], traceparent: nil)
        let report = JobReport(job: job, claim: claim, result: .awaiting(for: .milliseconds(250), reason: reason))
        let settlement = ReportSettling(ids: Ids()).settle(
            LoadedRollouts(
                now: begun + .seconds(second), deployments: [id: deployment], freshEpochs: [id: 7], reports: [report]))
        let update = settlement.deployments.first
        // As the database gives it back.
        if let stored = update?.deployment {
            deployment = stored
            deployment.state = try DeploymentState(json: stored.state.json)
        }
        return (update, try #require(settlement.jobs.first))
    }

    @Test func itIsToldAndAskedAgain() throws {
        var deployment = deployment(deadline: .seconds(60))
        _ = try look(at: 0, &deployment, reason: "2 of 3 have nothing")
        let (update, job) = try look(at: 5, &deployment)
        #expect(job.state == .available && job.runAt == begun + .seconds(5.25) && job.refundsAttempt)
        #expect(deployment.state.reason?.hasSuffix("1 of 3 has nothing") == true)
        #expect(update?.changes.count == 1)
        // Whoever looks counts the time: a clock that runs while nobody does would not know.
        #expect(update?.deadline == nil)
    }

    @Test(arguments: [nil, Duration.seconds(20)])
    func whatNeverComesHasAnEnd(deadline: Duration?) throws {
        var deployment = deployment(deadline: deadline)
        let end = Double((deadline ?? .seconds(600)).components.seconds)
        var second = 0.0
        while second < end {
            #expect(try look(at: second, &deployment).job.state == .available, "at \(second)")
            second += 0.25
        }
        let (update, job) = try look(at: end, &deployment)
        #expect(job.state == .cancelled)
        #expect(deployment.status == .rollingBack)
        let reason = try #require(update?.deployment.state.reason)
        #expect(reason.hasPrefix("\(Plan.lateness); waiting since ") && reason.hasSuffix("1 of 3 has nothing"))
    }

    /// Nobody was there for an hour: that is no reason to take a good rollout back.
    @Test func timeInWhichNobodyLooksDoesNotCount() throws {
        var deployment = deployment(deadline: nil)
        for second in stride(from: 0.0, through: 60, by: 1) { _ = try look(at: second, &deployment) }
        let hour = 3_660.0
        #expect(try look(at: hour, &deployment).job.state == .available)
        // A minute was counted before, but for the looks that were not kept; the hour counts as half a minute.
        for second in stride(from: hour, through: hour + 510, by: 1) {
            #expect(try look(at: second, &deployment).job.state == .available, "at \(second)")
        }
        #expect(try look(at: hour + 520, &deployment).job.state == .cancelled)
    }

    /// What is looked at often is not written every time.
    @Test func looksThatFindNothingNewAreSeldomStored() throws {
        var deployment = deployment(deadline: nil)
        var stored = 0
        for second in stride(from: 0.0, to: 100, by: 0.25) where try look(at: second, &deployment).update != nil {
            stored += 1
        }
        #expect((10...12).contains(stored), "\(stored)")
    }
}
