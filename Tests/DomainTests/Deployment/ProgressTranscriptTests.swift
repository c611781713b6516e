import Domain
import Testing

/// The stories of rollouts step by step; each script is played and must come out as it is written here.
@Suite struct ProgressTranscriptTests {
    func expect(
        _ script: String, plan: Plan, isQueued: Bool = false, line: SourceLocation = #_sourceLocation
    ) {
        let played = Transcript.play(script, plan: plan, isQueued: isQueued)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    func canary(autoPromote: Bool = true) throws -> Plan {
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
}
