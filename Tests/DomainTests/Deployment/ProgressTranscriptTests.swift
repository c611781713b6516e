import Domain
import Testing

/// The stories of rollouts step by step; each script is played and must come out as it is written here.
@Suite struct ProgressTranscriptTests {
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

    @Test func aGoodCanary() throws {
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
            east done
                InProgress, epoch 1
                - watch on (step 6) for east
                - enqueue apply (step 6) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 7) for east
                - announce InProgress: soaking for PT5M
            east done
                Paused, epoch 1
                - watch on (step 8) for east
                - announce Paused: waiting for promote
            promote
                InProgress, epoch 1
                - watch on (step 9) for east
                - enqueue promote (step 9) for east
                - announce InProgress: promoting
            east done
                InProgress, epoch 1
                - watch on (step 10) for east
                - enqueue apply (step 10) for east
            east done
                Completed, epoch 1
                - end the watch
                - release locks
                - announce Completed
            """, plan: try canary(autoPromote: false))
    }

    @Test func aBreachInTheSecondSoakTakesEverythingBack() throws {
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
                InProgress, epoch 1
                - watch on (step 4) for east
                - enqueue apply (step 4) for east
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue apply (step 5) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 6) for east
                - announce InProgress: soaking for PT5M
            east breaks: 5xx 9 %, allowed are 1 %
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: 5xx 9 %, allowed are 1 %
            east done in epoch 1
                ignored: the report is of epoch 1, now is 2
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: 5xx 9 %, allowed are 1 %
            """, plan: try canary())
    }

    @Test func aPauseDuringTheSoakHoldsWhatFollows() throws {
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
            pause
                Paused, epoch 1
                - announce Paused: why
            east done
                Paused, epoch 1
            resume
                InProgress, epoch 1
                - watch on (step 4) for east
                - enqueue apply (step 4) for east
                - announce InProgress: applying to 50 %
            pause
                Paused, epoch 1
                - announce Paused: why
            pause
                ignored: already paused
            resume
                InProgress, epoch 1
                - announce InProgress
            """, plan: try canary())
    }

    @Test func aBreachCountsWhilePaused() throws {
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
            pause
                Paused, epoch 1
                - announce Paused: why
            east done
                Paused, epoch 1
            east breaks: 5xx 9 %, allowed are 1 %
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: 5xx 9 %, allowed are 1 %
            """, plan: try canary())
    }

    @Test func promoteDuringTheSoakSkipsItsGate() throws {
        expect(
            """
            promote
                refused: it has not begun
            start
                Validating, epoch 1
                - announce Validating
            promote
                refused: the step validate is under way and cannot be skipped: promote again when it has ended
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
            promote
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue apply (step 5) for east
                - announce InProgress: applying to 50 %
            """, plan: try canary(autoPromote: false))
    }

    @Test func promoteToTheEnd() throws {
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
            promote to the end
                InProgress, epoch 1
                - watch on (step 9) for east
                - enqueue promote (step 9) for east
                - announce InProgress: promoting
            promote to the end
                refused: the step promote is under way and cannot be skipped: promote again when it has ended
            east done
                InProgress, epoch 1
                - watch on (step 10) for east
                - enqueue apply (step 10) for east
            east done
                Completed, epoch 1
                - end the watch
                - release locks
                - announce Completed
            promote to the end
                refused: it has ended
            rollback: too late
                refused: it has completed; rolling it back is a new deployment
            """, plan: try canary(autoPromote: false))
    }

    @Test func withoutDataAPersonDecides() throws {
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
            east holds: no requests for PT2M
                Paused, epoch 1
                - announce Paused: no requests for PT2M
            east holds: no requests for PT2M
                ignored: it is held already
            promote
                InProgress, epoch 1
                - watch on (step 4) for east
                - enqueue apply (step 4) for east
                - announce InProgress: applying to 50 %
            """, plan: try canary())
    }

    @Test func resumeAfterAHoldWatchesOn() throws {
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
            east holds: no requests for PT2M
                Paused, epoch 1
                - announce Paused: no requests for PT2M
            resume
                InProgress, epoch 1
                - announce InProgress
            east done
                InProgress, epoch 1
                - watch on (step 4) for east
                - enqueue apply (step 4) for east
                - announce InProgress: applying to 50 %
            """, plan: try canary())
    }

    /// What it was asked for is over: the person is told, and decides all the same. The next silence is a new question.
    @Test func theQuestionSaysWhatIsSoNow() throws {
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
            east has data again: nobody asked
                ignored: the watch of this cluster has asked for nobody
            east holds: Prometheus is silent
                Paused, epoch 1
                - announce Paused: Prometheus is silent
            west has data again: it answers
                ignored: the watch of this cluster has asked for nobody
            east has data again: it answers
                Paused, epoch 1
                - announce Paused: it answers
            east has data again: it answers
                ignored: that is known
            east holds: Prometheus is silent again
                Paused, epoch 1
                - announce Paused: Prometheus is silent again
            resume
                InProgress, epoch 1
                - announce InProgress
            pause: ada looks at it
                Paused, epoch 1
                - announce Paused: ada looks at it
            east has data again: it answers
                ignored: the watch of this cluster has asked for nobody
            east holds: Prometheus is silent
                ignored: it is held already
            """, plan: try canary())
    }

    @Test func atAGateNothingCanBePausedOrResumed() throws {
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
            pause
                refused: it is waiting for promote: nothing goes on before that, and there is nothing to hold
            resume
                refused: it is waiting for promote: send that, or abort
            switch
                refused: its strategy has no switch: use promote
            deadline passed: too slow
                ignored: the step has no deadline
            abort: never mind
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: never mind
            east restored
                Aborted, epoch 2
                - release locks
                - announce Aborted: never mind
            """, plan: try canary(autoPromote: false))
    }
}
