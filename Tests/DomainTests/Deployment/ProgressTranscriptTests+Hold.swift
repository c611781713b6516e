import Domain
import Testing

/// Rollouts that wait for a person.
extension ProgressTranscriptTests {
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
