import Domain
import Testing

/// Promoting to the end where the clusters are the share.
@Suite struct PromoteByClusterTests {
    private let clusters = [Fixture.east, Fixture.west, Fixture.north]

    /// Goes on from `state` with every cluster reporting at once; returns the steps that were entered.
    private func run(_ state: inout DeploymentState, _ plan: Plan) -> [String] {
        var entered: [String] = []
        while case .advancing(let position) = state.phase, let step = plan.step(position.step), !step.isStop {
            for cluster in position.outstanding.sorted() {
                let report = DeploymentEvent.stepSucceeded(cluster: cluster, step: position.step, epoch: state.epoch)
                guard case .advance(let next, _) = decide(state, report, plan: plan) else { return entered }
                state = next
            }
            if case .advancing(let next) = state.phase { entered.append(plan.step(next.step)?.name ?? "?") }
        }
        return entered
    }

    @Test(arguments: [true, false]) func theWaitsBetweenTheWavesArePassedOver(_ isPaused: Bool) throws {
        let strategy = Strategy.canary(
            CanaryStrategy(
                steps: [
                    CanaryStep(share: .percent(10), soak: .seconds(60)),
                    CanaryStep(share: .percent(50), soak: .seconds(60)),
                ],
                autoPromote: false))
        let plan = try Fixture.plan(strategy, to: clusters, waves: clusters.map { [$0] }, unit: .clusters)
        var state = DeploymentState.accepted(plan: plan, epoch: 1)
        if case .advance(let next, _) = decide(state, .started, plan: plan) { state = next }
        #expect(run(&state, plan).last == "soak")
        if isPaused, case .advance(let held, _) = decide(state, .pauseRequested, plan: plan) { state = held }
        guard case .advance(let next, let effects) = decide(state, .promoteRequested(toEnd: true), plan: plan) else {
            Issue.record("refused")
            return
        }
        state = try DeploymentState(json: next.json)
        #expect(state == next && effects.contains(.endWatch))
        let rest = run(&state, plan)
        #expect(!rest.contains("soak") && !rest.contains("gate") && rest.count { $0 == "apply" } == 1)
        #expect(state.phase == .completed)
    }

    @Test func oneStepIsOneWave() throws {
        let plan = try Fixture.plan(
            .canary(CanaryStrategy()), to: clusters, waves: clusters.map { [$0] }, unit: .clusters)
        var state = DeploymentState.accepted(plan: plan, epoch: 1)
        if case .advance(let next, _) = decide(state, .started, plan: plan) { state = next }
        #expect(run(&state, plan).last == "soak")
        guard case .advance(let next, _) = decide(state, .promoteRequested(toEnd: false), plan: plan) else {
            Issue.record("refused")
            return
        }
        state = next
        #expect(run(&state, plan).last == "soak" && !state.skipsWaits)
    }
}

extension Step {
    /// A soak or a gate: nobody reports.
    fileprivate var isStop: Bool {
        switch self {
        case .soak, .gate: true
        default: false
        }
    }
}
