import Domain
import Testing

/// The stories of A/B rollouts over two clusters; each script is played and must come out as it is written here.
@Suite struct ComparisonsTogetherTests {
    private func expect(
        _ script: String, plan: Plan, isQueued: Bool = false, line: SourceLocation = #_sourceLocation
    ) {
        let played = Transcript.play(script, plan: plan, isQueued: isQueued)
        let same = played == script
        #expect(same, "the machine plays:\n\(played)", sourceLocation: line)
    }

    private func ab() throws -> Plan {
        try Fixture.plan(.ab(ABStrategy(test: try #require(Fixture.comparison))), to: [Fixture.east, Fixture.west])
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

    @Test func comparisonsOfTwoClusters() throws {
        expect(
            Self.begun + """
                new wins in east: faster
                    InProgress, epoch 1
                new wins in east: faster
                    ignored: the deployment is no longer at this step
                new wins in west: faster too
                    InProgress, epoch 1
                    - watch on (step 5) for east and west
                    - enqueue promote (step 5) for east and west
                    - announce InProgress: B (the new version) wins: faster; faster too; promoting
                """, plan: try ab())
    }

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
                """, plan: try ab())
        expect(
            Self.begun + """
                worse in west: more errors
                    InProgress, epoch 1
                abstains in east: it had the new version before
                    Paused, epoch 1
                    - watch on (step 4) for east and west
                    - announce Paused: No winner: it had the new version before; more errors; waiting for promote
                """, plan: try ab())
        expect(
            Self.begun + """
                abstains in west: it had the new version before
                    InProgress, epoch 1
                new wins in east: faster
                    InProgress, epoch 1
                    - watch on (step 5) for east and west
                    - enqueue promote (step 5) for east and west
                    - announce InProgress: B (the new version) wins: faster; it had the new version before; promoting
                """, plan: try ab())
    }

    /// A build that kept no findings has taken a cluster out already.
    @Test func aClusterThatWasDoneBeforeFindingsWereKeptIsNotWaitedFor() throws {
        let plan = try ab()
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
