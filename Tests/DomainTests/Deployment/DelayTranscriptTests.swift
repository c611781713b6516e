import Domain
import Testing

/// The stories of clusters that do not answer, and of environments that may not be changed.
@Suite struct DelayTranscriptTests {
    private func expect(_ script: String, plan: Plan, line: SourceLocation = #_sourceLocation) {
        let played = Transcript.play(script, plan: plan)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    private let moment = Timestamp(seconds: 1_790_000_000)

    /// A way back is never given up by itself; what stands in its way is told once it has lasted.
    @Test func theWayBackWaitsForASilentCluster() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            abort: wrong version
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: wrong version
            east is silent at second 4: Cluster east: no route
                RollingBack, epoch 2
            east is silent at second 5: Cluster east: no route
                ignored: that is known
            east is silent at second 9: Cluster east: no route
                RollingBack, epoch 2
                - announce RollingBack: wrong version; waiting since 2026-09-21T14:13:24Z: Cluster east: no route
            east is silent at second 39: Cluster east: no route
                ignored: that is known
            east is silent at second 69: Cluster east: 503
                RollingBack, epoch 2
            west restored
                RollingBack, epoch 2
            abort: again
                ignored: it is already rolling back
            west is silent at second 70: late
                ignored: already reported
            east restored
                Aborted, epoch 2
                - release locks
                - announce Aborted: wrong version
            """, plan: Fixture.direct())
    }

    /// In the middle of a step: what it waited for is there, and the step is not done.
    @Test func whatGoesOnWaitsNoMore() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            east goes on
                ignored: it waits for nothing there
            east is silent at second 1: Cluster east: 3 of 40 have nothing
                InProgress, epoch 1
            east is silent at second 4: Cluster east: 3 of 40 have nothing
                InProgress, epoch 1
                - announce InProgress: waiting since 2026-09-21T14:13:21Z: Cluster east: 3 of 40 have nothing
            east goes on in epoch 0
                ignored: the report is of epoch 0, now is 1
            west goes on
                ignored: it waits for nothing there
            east goes on
                InProgress, epoch 1
            east goes on
                ignored: it waits for nothing there
            """, plan: Fixture.direct())
    }

    @Test func aPersonMayGiveUpAndTryAgainLater() {
        expect(
            """
            give up: nobody is there
                refused: nothing is being taken back that could be given up
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            rollback: wrong version
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: wrong version
            east is silent at second 4: Cluster east: no route
                RollingBack, epoch 2
            give up: east is gone
                Failed, epoch 3
                - cancel older jobs
                - release locks
                - announce Failed: wrong version; given up (east is gone); not restored: Cluster east: no route; 1 cluster where it was still under way
            rollback: east is back
                RollingBack, epoch 4
                - take locks
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: east is back
            """, plan: Fixture.direct())
    }

    /// One sentence for all clusters of an environment; a pause does not hide that it could not go on either.
    @Test func aClosedEnvironmentIsTheReason() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            east is closed at second 1: Staging is frozen
                InProgress, epoch 1
                - announce InProgress: Staging is frozen
            west is closed at second 1: Staging is frozen
                InProgress, epoch 1
            east is closed at second 31: Staging is frozen
                ignored: that is known
            pause
                Paused, epoch 1
                - announce Paused: why
            west is closed at second 31: Staging is frozen
                ignored: it is held
            resume
                InProgress, epoch 1
                - announce InProgress
            east is closed at second 61: Staging is closed until noon
                InProgress, epoch 1
                - announce InProgress: Staging is closed until noon; Staging is frozen
            east done
                InProgress, epoch 1
            west done
                Completed, epoch 1
                - release locks
                - announce Completed
            """, plan: Fixture.direct())
    }

    /// With a deadline every wait is kept, since it moves the deadline.
    @Test func waitsAreKeptForTheDeadline() {
        let plan = Plan(
            clusters: [Fixture.east], steps: [PlannedStep(.apply)], onFailure: .rollback,
            progressDeadline: .seconds(10))
        var state = DeploymentState(phase: .advancing(Position(step: 0, outstanding: [Fixture.east])), epoch: 1)
        for second in [Int64(0), 30, 60] {
            let until = moment + .seconds(second + 30)
            let event = DeploymentEvent.putOff(
                cluster: Fixture.east, step: 0, epoch: 1, reason: "closed", at: moment + .seconds(second), until: until)
            guard case .advance(let next, let effects) = decide(state, event, plan: plan) else {
                Issue.record("it was not kept")
                return
            }
            #expect(effects.isEmpty == (second > 0) && next.reason == "closed")
            guard case .advancing(let position) = next.phase else { return }
            #expect(position.delays[Fixture.east]?.until == until)
            #expect(position.delays[Fixture.east]?.since == moment)
            state = next
        }
    }

    /// A deployment that has waited in the line still begins at its own time.
    @Test(arguments: [(-5, 0), (0, 0), (40, 40)] as [(Int64, Int64)])
    func whoIsAdmittedBeginsAtItsTime(startsIn seconds: Int64, delay: Int64) {
        let plan = Plan(
            clusters: [Fixture.east], steps: [PlannedStep(.validate), PlannedStep(.apply)], onFailure: .rollback,
            startsAt: moment + .seconds(seconds))
        let event = DeploymentEvent.admitted(nextEpoch: 7, at: moment)
        guard case .advance(_, let effects) = decide(.queued(epoch: 1), event, plan: plan) else {
            Issue.record("not admitted")
            return
        }
        let expected = Effect.enqueue(.validate, step: 0, clusters: [Fixture.east], delay: .seconds(delay))
        #expect(effects.contains(expected), "\(effects)")
    }
}
