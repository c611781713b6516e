import Domain
import Testing

/// The stories of blue-green and A/B rollouts; each script is played and must come out as it is written here.
@Suite struct SideBySideTranscriptTests {
    private func expect(
        _ script: String, plan: Plan, isQueued: Bool = false, line: SourceLocation = #_sourceLocation
    ) {
        let played = Transcript.play(script, plan: plan, isQueued: isQueued)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    private func blueGreen() throws -> Plan {
        let strategy = BlueGreenStrategy(
            smokeTests: [HTTPCheck(url: "http://green/health")], autoSwitch: false, keepBlue: .seconds(3600))
        return try Fixture.plan(.blueGreen(strategy), to: [Fixture.east])
    }

    private func ab(to clusters: [ID<Cluster>] = [Fixture.east]) throws -> Plan {
        try Fixture.plan(.ab(ABStrategy(test: try #require(Fixture.comparison))), to: clusters)
    }

    @Test func greenIsTestedThenSwitchedByAPerson() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: green beside blue
            switch
                refused: green is not ready yet
            east done
                InProgress, epoch 1
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - enqueue apply (step 3) for east
                - announce InProgress: 1 smoke test
            east done
                Paused, epoch 1
                - announce Paused: waiting for switch
            promote
                refused: it waits for switch, which promote is not: use switch
            switch
                InProgress, epoch 1
                - enqueue promote (step 5) for east
                - announce InProgress: switching
            switch
                refused: it has switched already
            east done
                InProgress, epoch 1
                - watch on (step 6) for east
                - enqueue apply (step 6) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 7) for east
                - announce InProgress: soaking for PT10M
            east done
                InProgress, epoch 1
                - end the watch
                - enqueue promote (step 8) for east after PT1H
                - announce InProgress: retiring the old version after PT1H
            promote
                refused: the new version is everywhere already
            east done
                Completed, epoch 1
                - release locks
                - announce Completed
            switch
                refused: it has ended
            """, plan: try blueGreen())
    }

    @Test func backToBlueAfterTheSwitch() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: green beside blue
            east done
                InProgress, epoch 1
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - enqueue apply (step 3) for east
                - announce InProgress: 1 smoke test
            east done
                Paused, epoch 1
                - announce Paused: waiting for switch
            switch
                InProgress, epoch 1
                - enqueue promote (step 5) for east
                - announce InProgress: switching
            east done
                InProgress, epoch 1
                - watch on (step 6) for east
                - enqueue apply (step 6) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 7) for east
                - announce InProgress: soaking for PT10M
            rollback: it was better before
                RollingBack, epoch 2
                - cancel older jobs
                - end the watch
                - enqueue rollback for east
                - announce RollingBack: it was better before
            abort: twice
                ignored: it is already rolling back
            east restored
                RolledBack, epoch 2
                - release locks
                - announce RolledBack: it was better before
            """, plan: try blueGreen())
    }

    @Test func backToBlueWhileItIsKept() throws {
        expect(
            """
            start
                Validating, epoch 1
                - announce Validating
            east done
                InProgress, epoch 1
                - enqueue apply (step 1) for east
                - announce InProgress: green beside blue
            east done
                InProgress, epoch 1
                - enqueue apply (step 2) for east
            east done
                InProgress, epoch 1
                - enqueue apply (step 3) for east
                - announce InProgress: 1 smoke test
            east done
                Paused, epoch 1
                - announce Paused: waiting for switch
            switch
                InProgress, epoch 1
                - enqueue promote (step 5) for east
                - announce InProgress: switching
            east done
                InProgress, epoch 1
                - watch on (step 6) for east
                - enqueue apply (step 6) for east
            east done
                InProgress, epoch 1
                - begin to watch (step 7) for east
                - announce InProgress: soaking for PT10M
            east done
                InProgress, epoch 1
                - end the watch
                - enqueue promote (step 8) for east after PT1H
                - announce InProgress: retiring the old version after PT1H
            abort: enough
                RollingBack, epoch 2
                - cancel older jobs
                - enqueue rollback for east
                - announce RollingBack: enough
            east restored
                Aborted, epoch 2
                - release locks
                - announce Aborted: enough
            """, plan: try blueGreen())
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
                - announce Paused
            new wins in east: 2.1 % fewer errors
                ignored: the deployment is no longer at this step
            promote
                InProgress, epoch 1
                - watch on (step 5) for east
                - enqueue promote (step 5) for east
                - announce InProgress: promoting
            """, plan: try ab())
    }

    @Test func comparisonsOfTwoClusters() throws {
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
                - announce InProgress: applying to 50 %
            east done
                InProgress, epoch 1
                - watch on (step 1) for east
            west done
                InProgress, epoch 1
                - watch on (step 2) for east and west
                - enqueue apply (step 2) for east and west
            east done
                InProgress, epoch 1
            west done
                InProgress, epoch 1
                - begin to watch (step 3) for east and west
                - announce InProgress: comparing both versions
            new wins in east: faster
                InProgress, epoch 1
            new wins in east: faster
                ignored: the deployment is no longer at this step
            new wins in west: faster too
                InProgress, epoch 1
                - watch on (step 5) for east and west
                - enqueue promote (step 5) for east and west
                - announce InProgress: B (the new version) wins: faster; faster too; promoting
            """, plan: try ab(to: [Fixture.east, Fixture.west]))
    }

    private static let begun = """
        start
            Validating, epoch 1
            - announce Validating
        east done
            Validating, epoch 1
        west done
            InProgress, epoch 1
            - enqueue apply (step 1) for east and west
            - announce InProgress: applying to 50 %
        east done
            InProgress, epoch 1
            - watch on (step 1) for east
        west done
            InProgress, epoch 1
            - watch on (step 2) for east and west
            - enqueue apply (step 2) for east and west
        east done
            InProgress, epoch 1
        west done
            InProgress, epoch 1
            - begin to watch (step 3) for east and west
            - announce InProgress: comparing both versions

        """

    @Test func whoFindsNoneBetterDecidesNothing() throws {
        expect(
            Self.begun + """
                open in west: level
                    InProgress, epoch 1
                open in west: level still
                    ignored: that is known
                new wins in east: faster
                    InProgress, epoch 1
                    - watch on (step 5) for east and west
                    - enqueue promote (step 5) for east and west
                    - announce InProgress: B (the new version) wins: faster; level; promoting
                """, plan: try ab(to: [Fixture.east, Fixture.west]))
        expect(
            Self.begun + """
                worse in west: more errors
                    InProgress, epoch 1
                abstains in east: it had the new version before
                    Paused, epoch 1
                    - watch on (step 4) for east and west
                    - announce Paused: No winner: it had the new version before; more errors; waiting for promote
                """, plan: try ab(to: [Fixture.east, Fixture.west]))
        expect(
            Self.begun + """
                abstains in west: it had the new version before
                    InProgress, epoch 1
                new wins in east: faster
                    InProgress, epoch 1
                    - watch on (step 5) for east and west
                    - enqueue promote (step 5) for east and west
                    - announce InProgress: B (the new version) wins: faster; it had the new version before; promoting
                """, plan: try ab(to: [Fixture.east, Fixture.west]))
    }

    /// A build that kept no findings has taken a cluster out already.
    @Test func aClusterThatWasDoneBeforeFindingsWereKeptIsNotWaitedFor() throws {
        let plan = try ab(to: [Fixture.east, Fixture.west])
        let step = try #require(plan.steps.firstIndex { if case .compare = $0.step { true } else { false } })
        let stored = DeploymentState(phase: .advancing(Position(step: step, outstanding: [Fixture.west])), epoch: 1)
        func decision(_ outcome: ComparisonOutcome) -> Decision {
            decide(
                stored,
                .compared(cluster: Fixture.west, step: step, epoch: 1, outcome: outcome, nextEpoch: 2), plan: plan)
        }
        for (outcome, expected) in [
            (ComparisonOutcome.newWins(reason: "faster"), DeploymentStatus.inProgress),
            (.noWinner(reason: "level", worse: []), .paused), (.abstains(reason: "had it"), .inProgress),
        ] {
            guard case .advance(let next, let effects) = decision(outcome) else {
                Issue.record("\(outcome) is not taken")
                continue
            }
            #expect(next.status(plan: plan) == expected && !effects.isEmpty, "\(outcome)")
        }
    }
}
