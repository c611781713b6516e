import Application
import Domain
import Ports
import Testing

/// Jobs that cannot be done now: closed environments, and clusters that do not answer on the way back.
@Suite struct PutOffTests {
    private let now = Timestamp(seconds: 1_790_000_000)
    private let cluster = ID<Cluster>(high: 0, low: 1)
    private let id = ID<Deployment>(high: 0, low: 2)
    private let claim = ID<Claim>(high: 0, low: 3)

    private struct Ids: IDSource {
        func next<Entity>(_: Entity.Type) -> ID<Entity> { ID(high: 9, low: 9) }
        func jitter() -> Double { 1 }
    }

    private func deployment(_ phase: Phase, deadline: Duration?) -> Deployment {
        let plan = Plan(
            clusters: [cluster],
            steps: [PlannedStep(.validate), PlannedStep(.apply), PlannedStep(.awaitPropagation)], onFailure: .rollback,
            progressDeadline: deadline)
        return Deployment(
            id: id, policies: [], environment: ID(high: 0, low: 4), strategy: .direct, plan: plan, onConflict: .refuse,
            rollbackOf: nil, requestedBy: "ada", reason: "", traceparent: nil, createdAt: now,
            state: DeploymentState(phase: phase, epoch: 1), sequence: 1, revision: 1, updatedAt: now)
    }

    private func settle(
        _ result: StageResult, of stage: Stage, step: Int, attempt: Int, _ phase: Phase, deadline: Duration? = nil
    ) -> Settlement {
        let job = Job(
            id: ID(high: 0, low: 5), stage: stage, deployment: id, epoch: 1, step: step, cluster: cluster,
            attempt: attempt, maxAttempts: 12, payload: [:], traceparent: nil)
        let loaded = LoadedRollouts(
            now: now, deployments: [id: deployment(phase, deadline: deadline)], freshEpochs: [id: 7],
            reports: [JobReport(job: job, claim: claim, result: result)])
        return ReportSettling(ids: Ids()).settle(loaded)
    }

    @Test(arguments: [1, 3, 8, 12, 500]) func theWayBackIsNeverGivenUp(attempt: Int) throws {
        let back = Restoration(cause: .requested, reason: "wrong", outstanding: [cluster])
        let settlement = settle(
            .retry(reason: "Cluster south: away"), of: .rollback, step: Plan.wayBack, attempt: attempt, .restoring(back)
        )
        let update = try #require(settlement.jobs.first)
        #expect(update.state == .available && update.refundsAttempt == (attempt >= 8))
        #expect(try #require(update.runAt) <= now + .seconds(30))
        guard case .restoring(let restoration)? = settlement.deployments.first?.deployment.state.phase else {
            Issue.record("\(settlement.deployments)")
            return
        }
        #expect(restoration.delays[cluster]?.reason == "Cluster south: away")
        #expect(restoration.delays[cluster]?.since == now)
    }

    /// Other stages still end: nothing is written yet, or everything is taken back.
    @Test func theWayForwardIs() {
        let at = Phase.advancing(Position(step: 1, outstanding: [cluster]))
        let settlement = settle(.retry(reason: "away"), of: .apply, step: 1, attempt: 12, at)
        #expect(settlement.jobs.first?.state == .dead)
        #expect(settlement.deployments.first?.deployment.status == .rollingBack)
    }

    /// A cluster that does not answer is asked for as long as the step may wait, however many attempts that are; the
    /// last one is for an answer.
    @Test(arguments: [(Stage.apply, 1), (.apply, 11), (.promote, 12)])
    func aSilentClusterIsAskedAgain(_ stage: Stage, _ attempt: Int) throws {
        func settle(_ at: Position, deadline: Duration? = nil) -> Settlement {
            self.settle(
                .unanswered(reason: "cluster south: away"), of: stage, step: 1, attempt: attempt, .advancing(at),
                deadline: deadline)
        }
        let first = settle(Position(step: 1, outstanding: [cluster]))
        let job = try #require(first.jobs.first)
        #expect(job.state == .available && job.refundsAttempt == (attempt >= 11))
        #expect(try #require(job.runAt) <= now + .seconds(5))
        guard case .advancing(var position)? = first.deployments.first?.deployment.state.phase else {
            Issue.record("\(first.deployments)")
            return
        }
        #expect(position.delays[cluster]?.since == now)
        // Silent for nearly ten minutes of looks, and for ten.
        for (counted, isOver) in [(Int64(599), false), (600, true)] {
            position.delays[cluster]?.counted = .seconds(counted)
            let later = settle(position)
            #expect(later.jobs.first?.state == (isOver ? .dead : .available))
            #expect(later.deployments.first?.deployment.status != (isOver ? .inProgress : .rollingBack))
            #expect(settle(position, deadline: .seconds(3_600)).jobs.first?.state == .available)
        }
    }

    /// Before anything is written nobody waits for a cluster: the request can be repeated.
    @Test func aSilentClusterFailsTheValidation() {
        let at = Phase.advancing(Position(step: 0, outstanding: [cluster]))
        let settlement = settle(.unanswered(reason: "away"), of: .validate, step: 0, attempt: 12, at)
        #expect(settlement.jobs.first?.state == .dead)
        #expect(settlement.deployments.first?.deployment.status == .failed)
    }

    /// Ten seconds are allowed, and half a minute of freeze does not count.
    @Test func aFreezeIsTheReasonAndStopsTheClock() throws {
        let at = Phase.advancing(Position(step: 1, outstanding: [cluster]))
        let frozen = StageResult.closed(for: .seconds(30), reason: "Staging is frozen")
        let settlement = settle(frozen, of: .apply, step: 1, attempt: 1, at, deadline: .seconds(10))
        let job = try #require(settlement.jobs.first)
        #expect(job.state == .available && job.runAt == now + .seconds(30) && job.refundsAttempt)
        let update = try #require(settlement.deployments.first)
        #expect(update.deadline == now + .seconds(40))
        #expect(update.deployment.state.reason == "Staging is frozen" && update.deployment.status == .inProgress)
        #expect(update.changes.map(\.reason) == ["Staging is frozen"])
    }
}
