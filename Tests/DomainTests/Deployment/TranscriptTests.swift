import Domain
import Testing

/// What an operator sees; each script is played and must come out as it is written here.
@Suite struct TranscriptTests {
    private func expect(_ script: String, plan: Plan = Fixture.direct(), line: SourceLocation = #_sourceLocation) {
        let played = Transcript.play(script, plan: plan)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    @Test func successOnTwoClusters() {
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
            west done
                InProgress, epoch 1
            east done
                Completed, epoch 1
                - release locks
                - announce Completed
            """)
    }

    @Test func aReportMayComeBeforeTheStart() {
        expect(
            """
            west done
                Validating, epoch 1
                - announce Validating
            start
                ignored: already started
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            """)
    }

    @Test func oneClusterFailsAndAllGoBack() {
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
            east done
                InProgress, epoch 1
            west fails: the field spec.http is owned by kubectl
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: the field spec.http is owned by kubectl
            east restored
                RollingBack, epoch 2
            west restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: the field spec.http is owned by kubectl
            """)
    }

    @Test func validationFailsAndNothingIsTakenBack() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            west fails: spec.hosts is missing
                Failed, epoch 2
                - cancel older jobs
                - release locks
                - announce Failed: spec.hosts is missing
            east done
                ignored: the deployment is no longer at this step
            rollback: please
                refused: it failed before it wrote anything
            """)
    }

    @Test func failureWithoutRollbackStays() {
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
            east done
                InProgress, epoch 1
            west fails: west is down
                Failed, epoch 2
                - cancel older jobs
                - release locks
                - announce Failed: west is down
            rollback: now it answers
                RollingBack, epoch 3
                - take locks
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: now it answers
            west restored
                RollingBack, epoch 3
            east restored
                RolledBack, epoch 3
                - release locks
                - announce RolledBack: now it answers
            """, plan: Fixture.direct(.stop))
    }

    /// Copies and splits stand after a failure that stops: nobody else may come to them until they are gone.
    @Test func whatStandsKeepsItsLocks() throws {
        let plan = try Fixture.plan(
            .canary(CanaryStrategy(steps: [CanaryStep(share: .percent(10), soak: .seconds(300))])),
            to: [Fixture.east], onFailure: .stop)
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 10 %
            east fails: it is down
                Failed, epoch 2
                - cancel older jobs
                - announce Failed: it is down
            abort: somebody waits
                RollingBack, epoch 3
                - cancel older jobs
                - enqueue rollback for east
                - announce RollingBack: somebody waits
            east not restored: forbidden
                Failed, epoch 3
                - announce Failed: somebody waits; not restored: forbidden
            abort: again
                refused: its way back was refused: rollback tries again
            rollback: now it may
                RollingBack, epoch 4
                - cancel older jobs
                - enqueue rollback for east
                - announce RollingBack: now it may
            east not restored: forbidden
                Failed, epoch 4
                - announce Failed: now it may; not restored: forbidden
            give up: mended by hand
                Failed, epoch 4
                - release locks
                - announce Failed: now it may; not restored: forbidden; what stands was given up (mended by hand)
            give up: again
                refused: nothing is being taken back that could be given up
            rollback: after all
                RollingBack, epoch 5
                - take locks
                - cancel older jobs
                - enqueue rollback for east
                - announce RollingBack: after all
            east restored
                RolledBack, epoch 5
                - release locks
                - announce RolledBack: after all
            """, plan: plan)
    }

    @Test func abortBeforeAnyWriteEndsAtOnce() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            abort: wrong version
                Aborted, epoch 2
                - cancel older jobs
                - release locks
                - announce Aborted: wrong version
            west done in epoch 1
                ignored: the report is of epoch 1, now is 2
            abort: again
                refused: it has ended
            """)
    }

    @Test func abortOfAPendingDeployment() {
        expect(
            """
            abort: never mind
                Aborted, epoch 2
                - cancel older jobs
                - release locks
                - announce Aborted: never mind
            start
                ignored: already started
            """)
    }

    @Test func rollbackBeforeAnyWriteEndsAtOnce() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            rollback: wrong version
                RolledBack, epoch 2
                - cancel older jobs
                - release locks
                - announce RolledBack: wrong version
            rollback: again
                refused: everything is already as it was before
            """)
    }

    @Test func abortAfterWritesRestores() {
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
            east done
                InProgress, epoch 1
            abort: latency rises
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: latency rises
            west done in epoch 1
                ignored: the report is of epoch 1, now is 2
            rollback: hurry
                ignored: it is already rolling back
            abort: hurry
                ignored: it is already rolling back
            west restored
                RollingBack, epoch 2
            east restored
                Aborted, epoch 2
                - release locks
                - announce Aborted: latency rises
            """)
    }

    @Test func rollbackWhileApplying() {
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
            rollback: latency rises
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: latency rises
            east restored
                RollingBack, epoch 2
            west restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: latency rises
            resume
                refused: it has ended
            """)
    }

    @Test func pauseBeforeTheStart() {
        expect(
            """
            pause
                Paused, epoch 1
                - announce Paused: why
            pause
                ignored: already paused
            start
                Paused, epoch 1
            east done
                Paused, epoch 1
            resume
                Validating, epoch 1
                - announce Validating
            resume
                refused: it is not paused
            west done
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            """)
    }

    @Test func pauseInAStepLetsTheStepEnd() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                Validating, epoch 1
            pause
                Paused, epoch 1
                - announce Paused: why
            west done
                Paused, epoch 1
            west done
                ignored: already reported
            resume
                InProgress, epoch 1
                - enqueue apply (step 1) for east and west
                - announce InProgress
            """)
    }

    @Test func pauseInTheLastStep() {
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
            pause
                Paused, epoch 1
                - announce Paused: why
            east done
                Paused, epoch 1
            west done
                Paused, epoch 1
            resume
                Completed, epoch 1
                - release locks
                - announce Completed
            resume
                refused: it has ended
            """)
    }

    @Test func failureWhilePausedGoesBack() {
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
            pause
                Paused, epoch 1
                - announce Paused: why
            east fails: forbidden
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: forbidden
            pause
                refused: it is rolling back, which cannot be paused
            resume
                refused: it is rolling back
            """)
    }

    @Test func abortAndRollbackWhilePaused() {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            pause
                Paused, epoch 1
                - announce Paused: why
            abort: no
                Aborted, epoch 2
                - cancel older jobs
                - release locks
                - announce Aborted: no
            """)
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
            pause
                Paused, epoch 1
                - announce Paused: why
            rollback: no
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: no
            """)
    }

    @Test func lateReportsChangeNothing() {
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
            east done at step 0
                ignored: already reported
            east fails at step 0: too late
                ignored: already reported
            east done
                InProgress, epoch 1
            west fails: quota
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: quota
            east done in epoch 1
                ignored: the report is of epoch 1, now is 2
            west fails in epoch 1: again
                ignored: the report is of epoch 1, now is 2
            east restored in epoch 1
                ignored: the report is of epoch 1, now is 2
            east restored
                RollingBack, epoch 2
            east restored
                ignored: already reported
            east not restored: cannot be
                ignored: already reported
            west restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: quota
            west restored
                ignored: nothing is being restored
            """)
    }

    @Test func rollbackFailsInOneClusterAndIsAskedAgain() {
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
            abort: latency rises
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: latency rises
            west not restored: west is down
                RollingBack, epoch 2
            east restored
                Failed, epoch 2
                - release locks
                - announce Failed: latency rises; not restored: west is down
            east restored
                ignored: nothing is being restored
            abort: still
                refused: it has ended
            pause
                refused: it has ended
            rollback: west is back
                RollingBack, epoch 3
                - take locks
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: west is back
            west restored
                RollingBack, epoch 3
            east restored
                RolledBack, epoch 3
                - release locks
                - announce RolledBack: west is back
            """)
    }

    @Test func rollbackOfAFinishedDeploymentIsANewOne() {
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
            east done
                InProgress, epoch 1
            west done
                Completed, epoch 1
                - release locks
                - announce Completed
            rollback: latency rises
                refused: it has completed; rolling it back is a new deployment
            abort: latency rises
                refused: it has ended
            """)
        expect(
            """
            start
                InProgress, epoch 1
                - announce InProgress
            west done
                InProgress, epoch 1
            east done
                Completed, epoch 1
                - release locks
                - announce Completed
            """, plan: .takingBack(Fixture.earlier, clusters: [Fixture.east, Fixture.west]))
    }

    @Test func aNewRollbackThatFailsStaysAndCanBeTakenBack() {
        expect(
            """
            start
                InProgress, epoch 1
                - announce InProgress
            west done
                InProgress, epoch 1
            east fails: east is down
                Failed, epoch 2
                - cancel older jobs
                - release locks
                - announce Failed: east is down
            rollback: put it back as it was before the rollback
                RollingBack, epoch 3
                - take locks
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: put it back as it was before the rollback
            east restored
                RollingBack, epoch 3
            west restored
                RolledBack, epoch 3
                - release locks
                - announce RolledBack: put it back as it was before the rollback
            """, plan: .takingBack(Fixture.earlier, clusters: [Fixture.east, Fixture.west]))
    }
}
