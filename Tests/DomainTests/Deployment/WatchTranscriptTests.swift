import Domain
import Testing

/// Who has the new version in traffic is watched, wherever the deployment stands.
@Suite struct WatchTranscriptTests {
    private func plan(_ name: String) throws -> Plan {
        switch name {
        case "gates": return try Fixture.canary(autoPromote: false, to: [Fixture.east])
        case "waves":
            let canary = CanaryStrategy(steps: [CanaryStep(share: .percent(20), soak: .seconds(60))])
            return try Fixture.plan(.canary(canary), waves: [[Fixture.east], [Fixture.west]])
        default:
            let blueGreen = BlueGreenStrategy(autoSwitch: false, keepBlue: .seconds(3600))
            return try Fixture.plan(.blueGreen(blueGreen), to: [Fixture.east])
        }
    }

    /// The state and effects after events; `done` is said by whoever has not reported.
    private func play(_ name: String, _ events: [String]) throws -> (DeploymentState, Decision, Plan) {
        let plan = try plan(name)
        var state = DeploymentState.accepted(plan: plan, epoch: 1)
        var decision = Decision.ignore("nothing")
        for event in ["start"] + events {
            for event in self.events(event, state) {
                decision = decide(state, event, plan: plan)
                if case .advance(let next, _) = decision { state = next }
            }
        }
        return (state, decision, plan)
    }

    private func events(_ word: String, _ state: DeploymentState) -> [DeploymentEvent] {
        let position = state.position ?? Position(step: 0, outstanding: [])
        let (step, epoch) = (position.step, state.epoch)
        switch word {
        case "start": return [.started]
        case "done":
            return position.outstanding.sorted().map { .stepSucceeded(cluster: $0, step: step, epoch: epoch) }
        case "pause": return [.pauseRequested(reason: "")]
        case "resume": return [.resumeRequested]
        case "promote": return [.promoteRequested(toEnd: false)]
        case "switch": return [.switchRequested]
        case "east holds": return [.holdRequested(cluster: Fixture.east, step: step, epoch: epoch, reason: "no data")]
        case "east held":
            return [
                .holdRequested(
                    cluster: Fixture.east, step: step, epoch: epoch, reason: "no data then", whileHeld: true)
            ]
        case "east breaks":
            return [.breached(cluster: Fixture.east, step: step, epoch: epoch, reason: "bad", nextEpoch: epoch + 1)]
        default: return []
        }
    }

    private func done(_ times: Int) -> [String] { Array(repeating: "done", count: times) }

    /// Whom the last event left with which watch.
    private func watch(_ decision: Decision) -> [String] {
        guard case .advance(_, let effects) = decision else { return [] }
        return effects.map { $0.text(Fixture.names) }.filter { $0.contains("watch") }
    }

    @Test func aBreachAtAGateGoesBack() throws {
        let (gate, waiting, plan) = try play("gates", done(4))
        #expect(plan.step(gate.position?.step ?? 0) == .gate(.promote) && gate.status(plan: plan) == .paused)
        #expect(watch(waiting) == ["watch on (step 4) for east"])
        let (state, decision, _) = try play("gates", done(4) + ["east breaks"])
        #expect(state.status(plan: plan) == .rollingBack && state.reason == "bad")
        #expect(watch(decision) == ["end the watch"])
    }

    /// A gate asks for a person anyway.
    @Test func missingDataAtAGateChangesNothing() throws {
        let (gate, _, _) = try play("gates", done(4))
        #expect(try play("gates", done(4) + ["east holds"]).0 == gate)
    }

    @Test func whatIsHeldBeforeItsSoakIsWatched() throws {
        let (held, _, plan) = try play("gates", done(2) + ["pause", "done"])
        #expect(held.isHeld && held.position?.step == 2)
        let (state, _, _) = try play("gates", done(2) + ["pause", "done", "east breaks"])
        #expect(state.status(plan: plan) == .rollingBack)
        let (arranged, decision, _) = try play("gates", ["done", "pause", "done"])
        #expect(arranged.isHeld && watch(decision) == ["watch on (step 1) for east"])
        #expect(try play("gates", ["done", "pause", "done", "east breaks"]).0.status(plan: plan) == .rollingBack)
    }

    /// A look that began while it was held, and ended after a person had resumed it, asks what is answered.
    @Test func whoHasResumedIsNotAskedByALookOfBefore() throws {
        let soaking = ["done", "done", "done"]
        let (asked, _, _) = try play("gates", soaking + ["east holds"])
        #expect(asked.isHeld && asked.reason == "no data")
        let (state, decision, _) = try play("gates", soaking + ["east holds", "resume", "east held"])
        #expect(!state.isHeld && decision == .ignore("it was resumed after the watch had looked"))
        #expect(try play("gates", soaking + ["east holds", "resume", "east holds"]).0.isHeld)
    }

    @Test func nobodyIsWatchedBeforeAnybodyHasIt() throws {
        let (state, decision, _) = try play("gates", ["done"])
        #expect(state.position?.step == 1 && watch(decision) == [])
        #expect(try play("gates", ["done", "east breaks"]).0 == state)
    }

    @Test func aFinishedWaveIsWatchedWhileTheNextOneSoaks() throws {
        let (_, beginning, plan) = try play("waves", done(9))
        #expect(watch(beginning) == ["watch on (step 9) for east", "begin to watch (step 9) for west"])
        let (held, _, _) = try play("waves", done(9) + ["east holds"])
        #expect(held.isHeld && held.reason == "no data")
        let (state, _, _) = try play("waves", done(9) + ["east breaks"])
        guard case .restoring(let restoration) = state.phase else {
            Issue.record("\(state) in \(plan)")
            return
        }
        #expect(restoration.outstanding == [Fixture.east, Fixture.west])
    }

    /// Green is nobody's before the switch; blue is kept warm after the watch, which is over then.
    @Test func greenIsWatchedFromTheSwitchToTheEndOfItsTime() throws {
        let (gate, _, plan) = try play("switch", done(3))
        #expect(plan.step(gate.position?.step ?? 0) == .gate(.switchTraffic))
        #expect(try play("switch", done(3) + ["east breaks"]).0 == gate)
        #expect(watch(try play("switch", done(3) + ["switch", "done"]).1) == ["watch on (step 5) for east"])
        #expect(watch(try play("switch", done(3) + ["switch"] + done(2)).1) == ["begin to watch (step 6) for east"])
        let (warm, decision, _) = try play("switch", done(3) + ["switch"] + done(3))
        #expect(watch(decision) == ["end the watch"])
        #expect(try play("switch", done(3) + ["switch"] + done(3) + ["east breaks"]).0 == warm)
    }
}

extension DeploymentState {
    fileprivate var position: Position? {
        switch phase {
        case .pending(let position), .advancing(let position), .held(let position): position
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: nil
        }
    }
}
