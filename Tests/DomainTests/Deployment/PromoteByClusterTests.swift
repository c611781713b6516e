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
        if isPaused, case .advance(let held, _) = decide(state, .pauseRequested(reason: "why"), plan: plan) {
            state = held
        }
        guard case .advance(let next, let effects) = decide(state, .promoteRequested(toEnd: true), plan: plan) else {
            Issue.record("refused")
            return
        }
        state = try DeploymentState(json: next.json)
        #expect(state == next && !effects.contains(.endWatch), "what stands is watched on")
        let rest = run(&state, plan)
        #expect(!rest.contains("soak") && !rest.contains("gate") && rest.count { $0 == "apply" } == 1)
        #expect(state.phase == .completed)
    }

    /// With shares within each cluster as well: the present wave is promoted, and every further one at once.
    @Test(arguments: [true, false]) func theSharesOfFurtherWavesArePassedOver(_ isAutomatic: Bool) throws {
        let steps = [10, 50].map { CanaryStep(share: .percent($0), soak: .seconds(60)) }
        let plan = try Fixture.plan(
            .canary(CanaryStrategy(steps: steps, autoPromote: isAutomatic)), to: clusters, waves: clusters.map { [$0] })
        #expect(
            try promotedToTheEnd(plan) == [
                "promote", "awaitPropagation", "promote", "awaitPropagation", "promote", "awaitPropagation",
            ])
    }

    /// Green is made and tested before every switch, but neither watched nor, where it switches by itself, waited for.
    @Test func everyWaveIsSwitched() throws {
        let strategy = BlueGreenStrategy(smokeTests: [HTTPCheck(url: "http://reviews/")])
        let plan = try Fixture.plan(.blueGreen(strategy), to: clusters, waves: clusters.map { [$0] })
        let wave = ["arrange", "awaitPropagation", "smokeTest", "switchTraffic", "awaitPropagation"]
        #expect(try promotedToTheEnd(plan) == wave + wave + ["soak"])
    }

    /// A switch is another word than a promotion.
    @Test func aSwitchByHandIsStillWaitedFor() throws {
        let plan = try Fixture.plan(
            .blueGreen(BlueGreenStrategy(autoSwitch: false)), to: clusters, waves: clusters.map { [$0] })
        var state = DeploymentState.accepted(plan: plan, epoch: 1)
        if case .advance(let next, _) = decide(state, .started, plan: plan) { state = next }
        #expect(run(&state, plan).last == "gate")
        for event in [DeploymentEvent.switchRequested] {
            if case .advance(let next, _) = decide(state, event, plan: plan) { state = next }
        }
        #expect(run(&state, plan).last == "soak")
        guard case .advance(let next, _) = decide(state, .promoteRequested(toEnd: true), plan: plan) else {
            Issue.record("refused")
            return
        }
        state = next
        #expect(run(&state, plan) == ["awaitPropagation", "gate"])
    }

    /// The steps that are entered from the first soak on, when a person promotes to the end there.
    private func promotedToTheEnd(_ plan: Plan) throws -> [String] {
        var state = DeploymentState.accepted(plan: plan, epoch: 1)
        if case .advance(let next, _) = decide(state, .started, plan: plan) { state = next }
        #expect(run(&state, plan).last == "soak")
        guard case .advance(let next, _) = decide(state, .promoteRequested(toEnd: true), plan: plan),
            case .advancing(let position) = next.phase
        else {
            Issue.record("refused")
            return []
        }
        state = try DeploymentState(json: next.json)
        return [plan.step(position.step)?.name ?? "?"] + run(&state, plan)
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
