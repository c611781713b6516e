import Domain
import Testing

/// The way back of batches of clusters, and what a pause before the beginning keeps.
@Suite struct TurnsBackTests {
    private var east: ID<Cluster> { Fixture.east }
    private var west: ID<Cluster> { Fixture.west }
    private var north: ID<Cluster> { Fixture.north }

    private func rolling() throws -> Plan {
        try Fixture.plan(
            .rolling(RollingStrategy(batch: .count(1), interval: .seconds(60))), to: [east, west, north],
            unit: .clusters)
    }

    /// Where the last cluster has just got the new version.
    private func atTheLast(_ plan: Plan) -> DeploymentState {
        let last = plan.steps.lastIndex { $0.step == .apply } ?? 0
        return DeploymentState(phase: .advancing(Position(step: last, outstanding: [north])), epoch: 1)
    }

    private func began(_ decision: Decision) -> [[ID<Cluster>]] {
        guard case .advance(_, let effects) = decision else { return [] }
        return effects.compactMap { effect in
            if case .enqueue(.rollback, _, let clusters, _) = effect { clusters } else { nil }
        }
    }

    private func state(_ decision: Decision) throws -> DeploymentState {
        guard case .advance(let state, _) = decision else { throw PlanProblem("not taken: \(decision)") }
        return state
    }

    @Test func aPersonsWayBackGoesInReverse() throws {
        let plan = try rolling()
        var decision = decide(atTheLast(plan), .rollbackRequested(reason: "why", nextEpoch: 2), plan: plan)
        #expect(began(decision) == [[north]])
        for (cluster, next) in [(north, [[west]]), (west, [[east]]), (east, [])] {
            let now = try state(decision)
            #expect(try DeploymentState(json: now.json) == now)
            decision = decide(now, .restored(cluster: cluster, epoch: 2), plan: plan)
            #expect(began(decision) == next)
        }
        #expect(try state(decision).status(plan: plan) == .rolledBack)
        #expect(try Plan(json: plan.json) == plan)
    }

    /// Nobody waits for a cluster that does not answer.
    @Test func aSilentClusterKeepsNobodyWaiting() throws {
        let plan = try rolling()
        var decision = decide(atTheLast(plan), .abortRequested(reason: "why", nextEpoch: 2), plan: plan)
        for second in [Int64(0), 3] {
            #expect(second == 0 || began(decision).isEmpty)
            decision = decide(
                try state(decision),
                .putOff(
                    cluster: north, step: Plan.wayBack, epoch: 2, reason: "silent", at: Timestamp(seconds: second),
                    until: nil), plan: plan)
        }
        #expect(began(decision) == [[west]])
    }

    /// What is bad is nowhere a moment longer than it must be.
    @Test func aFailureGoesBackEverywhereAtOnce() throws {
        let plan = try rolling()
        let failed = DeploymentEvent.stepFailed(
            cluster: north, step: plan.steps.lastIndex { $0.step == .apply } ?? 0, epoch: 1, reason: "bad", nextEpoch: 2
        )
        #expect(began(decide(atTheLast(plan), failed, plan: plan)) == [[east, west, north]])
    }

    /// A pause does not bring the start forward, and no deadline runs meanwhile.
    @Test func whatHasNotBegunIsPendingAgain() throws {
        let plan = Fixture.direct()
        let accepted = DeploymentState.accepted(plan: plan, epoch: 1)
        let held = try state(decide(accepted, .pauseRequested(reason: "why"), plan: plan))
        #expect(try DeploymentState(json: held.json) == held)
        #expect(try state(decide(held, .resumeRequested, plan: plan)) == accepted)
        let begun = try state(decide(held, .started, plan: plan))
        #expect(begun.isHeld)
        #expect(try state(decide(begun, .resumeRequested, plan: plan)).status(plan: plan) == .validating)
    }

    @Test func aCountThatIsEveryClusterSoaks() throws {
        let canary = CanaryStrategy(steps: [CanaryStep(share: .count(2), soak: .seconds(300))])
        let plan = try Fixture.plan(.canary(canary), unit: .clusters)
        #expect(plan.steps.map(\.step) == [.validate, .apply, .awaitPropagation, .soak(.seconds(300))])
    }
}
