import Domain
import Testing

/// What others have made of the objects since is no part of the deployment: its ground is free where that is all that
/// is left.
@Suite struct LeftToOthersTests {
    private let canary = Strategy.canary(
        CanaryStrategy(steps: [CanaryStep(share: .percent(10), soak: .seconds(300))]))

    private static let begun = """
        start
            Validating, epoch 1
            - announce Validating
        east done
            Validating, epoch 1
        west done
            InProgress, epoch 1
            - enqueue apply (step 1) for east and west
            - announce InProgress: applying to 10 %
        abort: no more
            RollingBack, epoch 2
            - cancel older jobs
            - enqueue rollback for east and west
            - announce RollingBack: no more

        """

    private func expect(_ end: String, location: SourceLocation = #_sourceLocation) throws {
        let script = Self.begun + end
        let played = Transcript.play(script, plan: try Fixture.plan(canary, to: [Fixture.east, Fixture.west]))
        let isSame = played == script
        #expect(isSame, "the machine plays:\n\(played)", sourceLocation: location)
    }

    @Test func othersWorkAloneKeepsNoGround() throws {
        try expect(
            """
            east left to others: replaced
                RollingBack, epoch 2
            west restored
                Failed, epoch 2
                - release locks
                - announce Failed: no more; left as it is, being others' work: replaced; nothing of this deployment stands
            abort: again
                refused: it has ended
            rollback: once more
                RollingBack, epoch 3
                - take locks
                - cancel older jobs
                - enqueue rollback for east and west
                - announce RollingBack: once more
            east restored
                RollingBack, epoch 3
            west restored
                RolledBack, epoch 3
                - release locks
                - announce RolledBack: once more
            """)
    }

    /// What the deployment itself has left on another cluster stays its own.
    @Test func whatIsRefusedElsewhereKeepsTheGround() throws {
        try expect(
            """
            west not restored: forbidden
                RollingBack, epoch 2
            east left to others: replaced
                Failed, epoch 2
                - announce Failed: no more; not restored: forbidden; replaced
            abort: again
                refused: its way back was refused: rollback tries again
            """)
    }

    /// An older HotSwap has not stored whether anything stands: then it may.
    @Test func whatIsNotKnownToBeGoneStands() throws {
        var left = Restoration(cause: .abort, reason: "r", outstanding: [Fixture.east], failures: ["f"])
        left.stands = false
        var json = DeploymentState(phase: .restoring(left), epoch: 2).json
        json["stands"] = nil
        guard case .restoring(let read) = try DeploymentState(json: json).phase else {
            Issue.record("not restoring: \(json.jsonText)")
            return
        }
        #expect(read.stands)
    }
}
