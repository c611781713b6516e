import Domain
import Testing

/// The stories of waves, queues, deadlines and people who change their minds; each script is played and must come out
/// as it is written here.
@Suite struct WaitingTranscriptTests {
    private func expect(
        _ script: String, plan: Plan, isQueued: Bool = false, line: SourceLocation = #_sourceLocation
    ) {
        let played = Transcript.play(script, plan: plan, isQueued: isQueued)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    private func canary(autoPromote: Bool = true) throws -> Plan {
        try Fixture.canary(autoPromote: autoPromote, to: [Fixture.east])
    }

    /// One cluster after the other, a single share of each.
    private func waves() throws -> Plan {
        let canary = CanaryStrategy(steps: [CanaryStep(share: .percent(20), soak: .seconds(60))])
        let clusters = [Fixture.east, Fixture.west, Fixture.north]
        return try Fixture.plan(.canary(canary), to: clusters, waves: clusters.map { [$0] })
    }

    @Test func waveByWave() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west done
                Validating, epoch 1
            north done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 20 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: soaking for PT1M
            east done
                InProgress, epoch 1
                - watch on (step 4) for east
                - enqueue promote (step 4) for east
                - announce InProgress: promoting
            east done
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue apply (step 5) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 6) for east
                - announce InProgress: soaking for PT1M
            east done
                InProgress, epoch 1
                - watch on (step 7) for east
                - enqueue apply (step 7) for west
                - announce InProgress: applying to 20 %
            west done
                InProgress, epoch 1
                - watch on (step 8) for east and west
                - enqueue apply (step 8) for west
            west done
                InProgress, epoch 1
                - watch on (step 9) for east
                - begin to watch (step 9) for west
                - announce InProgress: soaking for PT1M
            west fails: refused by the cluster
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east and west
                - announce RollingBack: refused by the cluster
            west restored
                RollingBack, epoch 2
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: refused by the cluster
            """, plan: try waves())
    }

    @Test func queuedUntilItsObjectsAreFree() throws {
        expect(
            """
            start
                ignored: already started
            east done
                ignored: the deployment is no longer at this step
            pause
                refused: it waits for another deployment to end; abort it instead
            resume
                refused: it is not paused
            promote
                refused: it has not begun
            switch
                refused: its strategy has no switch: use promote
            deadline passed: too slow
                ignored: the step is not under way
            admit
                Pending, epoch 2
                - take locks
                - cancel older jobs
                - enqueue validate (step 0) for east
            admit
                ignored: it is not queued
            start
                Validating, epoch 2
                - announce Validating
            """, plan: try canary(), isQueued: true)
    }

    @Test func abortWhileQueued() throws {
        expect(
            """
            abort: not needed any more
                Aborted, epoch 2
                - release locks
                - announce Aborted: not needed any more
            admit
                ignored: it is not queued
            rollback: what
                refused: everything is already as it was before
            """, plan: try canary(), isQueued: true)
    }

    @Test func rollbackWhileQueued() throws {
        expect(
            """
            rollback: not needed any more
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: not needed any more
            abort: what
                refused: it has ended
            """, plan: try canary(), isQueued: true)
    }

    @Test func aStepThatTakesTooLongFails() throws {
        expect(
            """
            deadline passed: too slow
                ignored: the step is not under way
            start
                Validating, epoch 1
                - announce Validating
            deadline passed at step 3: too slow
                ignored: the step is not under way
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 10 %
            pause
                Paused, epoch 1
                - announce Paused: why
            deadline passed: too slow
                ignored: the step is not under way
            resume
                InProgress, epoch 1
                - announce InProgress
            deadline passed: too slow
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east
                - announce RollingBack: too slow
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: too slow
            deadline passed: too slow
                ignored: the step is not under way
            """, plan: try canary())
    }

    @Test func aFinishedDeploymentIsPromotedNoMore() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east fails: nothing like it
                Failed, epoch 2
                - cancel older jobs
                - release locks
                - announce Failed: nothing like it
            promote
                refused: it has ended
            promote to the end
                refused: it has ended
            switch
                refused: it has ended
            """, plan: try canary())
    }

    @Test func promoteThenRollback() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 10 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: soaking for PT5M
            east done
                Paused, epoch 1
                - watch on (step 4) for east
                - announce Paused: waiting for promote
            promote
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue apply (step 5) for east
                - announce InProgress: applying to 50 %
            rollback: on second thoughts
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: on second thoughts
            promote
                refused: it is rolling back
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: on second thoughts
            promote
                refused: it has ended
            """, plan: try canary(autoPromote: false))
    }

    @Test func rollbackThenPromote() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 10 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: soaking for PT5M
            east done
                Paused, epoch 1
                - watch on (step 4) for east
                - announce Paused: waiting for promote
            rollback: on second thoughts
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: on second thoughts
            promote
                refused: it is rolling back
            promote to the end
                refused: it is rolling back
            switch
                refused: it is rolling back
            pause
                refused: it is rolling back, which cannot be paused
            resume
                refused: it is rolling back
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: on second thoughts
            """, plan: try canary(autoPromote: false))
    }
}
