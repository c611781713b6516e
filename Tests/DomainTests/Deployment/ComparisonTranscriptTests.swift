import Domain
import Testing

/// The stories of A/B rollouts on one cluster; each script is played and must come out as it is written here.
@Suite struct ComparisonTranscriptTests {
    private func expect(
        _ script: String, plan: Plan, isQueued: Bool = false, line: SourceLocation = #_sourceLocation
    ) {
        let played = Transcript.play(script, plan: plan, isQueued: isQueued)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    private func ab() throws -> Plan {
        try Fixture.plan(.ab(ABStrategy(test: try #require(Fixture.comparison))), to: [Fixture.east])
    }

    @Test func theNewVersionWins() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: comparing both versions
            new wins in east: 2.1 % fewer errors
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue promote (step 5) for east
                - announce InProgress: B (the new version) wins: 2.1 % fewer errors; promoting
            east done
                InProgress, epoch 1
                - watch on (step 6) for east
                - enqueue apply (step 6) for east
            east done
                Completed, epoch 1
                - end the watch
                - release locks
                - announce Completed
            """, plan: try ab())
    }

    @Test func theOldVersionStays() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: comparing both versions
            old wins in east: B is slower
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: A (the old version) wins: B is slower
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: A (the old version) wins: B is slower
            """, plan: try ab())
    }

    @Test func noneWinsAndAPersonDecides() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: comparing both versions
            no winner in east: no difference after P1D
                Paused, epoch 1
                - watch on (step 4) for east
                - announce Paused: No winner: no difference after P1D; waiting for promote
            promote
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue promote (step 5) for east
                - announce InProgress: promoting
            """, plan: try ab())
    }

    @Test func aComparisonCanBeEndedByHand() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 2) for east
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 3) for east
                - announce InProgress: comparing both versions
            pause
                Paused, epoch 1
                - announce Paused: why
            new wins in east: 2.1 % fewer errors
                ignored: the deployment is no longer at this step
            promote
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue promote (step 5) for east
                - announce InProgress: promoting
            """, plan: try ab())
    }
}
