import Application
import Domain
import Ports
import Testing

/// What a tick tells while it goes on counts like what it tells in the end; its job ends with the end.
@Suite struct TickSettlingTests {
    private let begun = Timestamp(seconds: 1_790_000_000)
    private let cluster = ID<Cluster>(high: 0, low: 1)
    private let id = ID<Deployment>(high: 0, low: 2)

    private struct Ids: IDSource {
        func next<Entity>(_: Entity.Type) -> ID<Entity> { ID(high: 9, low: 9) }
        func jitter() -> Double { 1 }
    }

    private var soaking: Deployment {
        let plan = Plan(
            clusters: [cluster], steps: [PlannedStep(.arrange(.promoted)), PlannedStep(.soak(.seconds(60)))],
            onFailure: .rollback)
        return Deployment(
            id: id, policies: [], environment: ID(high: 0, low: 4), strategy: .canary, plan: plan, onConflict: .refuse,
            rollbackOf: nil, requestedBy: "ada", reason: "", traceparent: nil, createdAt: begun,
            state: DeploymentState(phase: .advancing(Position(step: 1, outstanding: [cluster])), epoch: 1), sequence: 1,
            revision: 1, updatedAt: begun)
    }

    private func settle(_ result: StageResult) -> Settlement {
        let place = WatchPlace(deployment: id, cluster: cluster, epoch: 1, step: 1, slot: 7)
        var watch = WatchReport()
        watch.add(
            WatchUpdate(at: place, state: [:], evaluation: [:]),
            WatchVerdict(
                deployment: id, cluster: cluster, epoch: 1, step: 1, outcome: .breached(reason: "too many errors")))
        let job = Job(
            id: ID(high: 0, low: 5), stage: .soakMonitor, deployment: nil, epoch: 0, step: 0, cluster: cluster,
            attempt: 1, maxAttempts: 1, payload: ["slot": 7], traceparent: nil)
        let report = JobReport(job: job, claim: ID(high: 0, low: 3), result: result, watch: watch)
        return ReportSettling(ids: Ids()).settle(
            LoadedRollouts(now: begun, deployments: [id: soaking], freshEpochs: [id: 7], reports: [report]))
    }

    @Test(arguments: [StageResult.underWay, .done]) func aBreachGoesBackAtOnce(_ result: StageResult) {
        let settlement = settle(result)
        #expect(settlement.watches.count == 1)
        #expect(settlement.deployments.map(\.deployment.status) == [.rollingBack])
        #expect(settlement.newJobs.contains { $0.stage == .rollback && $0.epoch == 7 })
        #expect(settlement.jobs.map(\.state) == (result == .done ? [.done] : []))
    }
}
