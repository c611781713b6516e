import Domain
import Testing

/// The stories of blue-green rollouts; each script is played and must come out as it is written here.
@Suite struct BlueGreenTranscriptTests {
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

    /// Who is late is named: workers say so of proxies and clusters, of an address that hangs nobody does.
    @Test func theDeadlineNamesTheAddressThatDoesNotAnswer() throws {
        var played = DeploymentState.accepted(plan: try blueGreen(), epoch: 1)
        let plan = try blueGreen()
        for event in [.started] + (0..<3).map({ .stepSucceeded(cluster: Fixture.east, step: $0, epoch: 1) }) + [
            .deadlinePassed(step: 3, epoch: 1, reason: Plan.lateness, nextEpoch: 2)
        ] as [DeploymentEvent] {
            if case .advance(let next, _) = decide(played, event, plan: plan) { played = next }
        }
        #expect(
            played.reason == "The step made no progress within its progressDeadline; not every check was answered: "
                + "GET http://green/health")
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
}
