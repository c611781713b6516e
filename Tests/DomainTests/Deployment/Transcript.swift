import Domain

/// Plays a script against `decide` and writes down what happens, so that a test reads like the story of a rollout.
///
/// Lines at the margin are events; indented lines, which the player writes itself, are the status afterwards and the
/// effects in their order, or why nothing changed. Reports name the step and epoch under way unless they say another:
///
///     east done            east done at step 0         east done in epoch 1
///     east fails: reason   east restored               east not restored: reason
///     start                pause                       resume
///     abort: reason        rollback: reason            promote
///     promote to the end   switch                      admit
///     east holds: reason   new wins in east: reason    deadline passed: reason
///     old wins in east: reason                         no winner in east: reason
///     open in east: reason                             worse in east: reason (no winner, B worse in something)
///     east is silent at second 5: reason               east is closed at second 5: reason
///     east goes on         give up: reason             east breaks: reason
///     east has data again: reason
struct Transcript {
    let plan: Plan
    private(set) var state: DeploymentState

    init(_ plan: Plan, isQueued: Bool = false) {
        self.plan = plan
        state = isQueued ? .queued(epoch: 1) : .accepted(plan: plan, epoch: 1)
    }

    /// The script's events, each with what it led to.
    static func play(_ script: String, plan: Plan = Fixture.direct(), isQueued: Bool = false) -> String {
        var transcript = Transcript(plan, isQueued: isQueued)
        return script.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("    ") }
            .map { $0.isEmpty ? "" : "\($0)\n" + transcript.outcome(of: String($0)) }
            .joined(separator: "\n")
    }

    private mutating func outcome(of line: String) -> String {
        guard let event = event(line) else { return "    ??? no such event" }
        switch decide(state, event, plan: plan) {
        case .advance(let next, let effects):
            state = next
            return
                (["    \(state.status(plan: plan).rawValue), epoch \(state.epoch)"]
                + effects.map { "    - " + $0.text(Fixture.names) }).joined(separator: "\n")
        case .ignore(let why): return "    ignored: \(why)"
        case .refuse(let why): return "    refused: \(why)"
        }
    }

    private func event(_ line: String) -> DeploymentEvent? {
        let halves = line.split(separator: ":", maxSplits: 1)
        let reason = halves.count == 2 ? halves[1].drop { $0 == " " } : ""
        var words = halves[0].split(separator: " ").map(String.init)
        let step = number(after: "step", in: &words) ?? currentStep
        let epoch = Int64(number(after: "epoch", in: &words) ?? Int(state.epoch))
        let next = state.epoch + 1
        let moment = Timestamp(seconds: 1_790_000_000 + Int64(number(after: "second", in: &words) ?? 0))
        switch words.joined(separator: " ") {
        case "start": return .started
        case "admit": return .admitted(nextEpoch: next, at: moment)
        case "promote": return .promoteRequested(toEnd: false)
        case "promote to the end": return .promoteRequested(toEnd: true)
        case "switch": return .switchRequested
        case "deadline passed":
            return .deadlinePassed(step: step, epoch: epoch, reason: String(reason), nextEpoch: next)
        case "pause": return .pauseRequested(reason: reason.isEmpty ? "why" : String(reason))
        case "resume": return .resumeRequested
        case "abort": return .abortRequested(reason: String(reason), nextEpoch: next)
        case "rollback": return .rollbackRequested(reason: String(reason), nextEpoch: next)
        case "give up": return .giveUpRequested(reason: String(reason), nextEpoch: next)
        default: break
        }
        if let compared = comparison(words, step: step, epoch: epoch, reason: String(reason)) { return compared }
        guard let cluster = Fixture.names.first(where: { $0.value == words[0] })?.key else { return nil }
        switch words.dropFirst().joined(separator: " ") {
        case "done": return .stepSucceeded(cluster: cluster, step: step, epoch: epoch)
        case "fails":
            return .stepFailed(cluster: cluster, step: step, epoch: epoch, reason: String(reason), nextEpoch: next)
        case "breaks":
            return .breached(cluster: cluster, step: step, epoch: epoch, reason: String(reason), nextEpoch: next)
        case "is silent", "is closed":
            return .putOff(
                cluster: cluster, step: isRestoring ? Plan.wayBack : step, epoch: epoch, reason: String(reason),
                at: moment, until: words.last == "closed" ? moment + .seconds(30) : nil)
        case "goes on":
            return .goesOn(cluster: cluster, step: step, epoch: epoch)
        case "has data again":
            return .holdExplained(
                cluster: cluster, step: step, epoch: epoch, reason: String(reason), isOver: true)
        case "holds": return .holdRequested(cluster: cluster, step: step, epoch: epoch, reason: String(reason))
        case "restored": return .restored(cluster: cluster, epoch: epoch)
        case "not restored": return .restoreFailed(cluster: cluster, epoch: epoch, reason: String(reason), stands: true)
        case "left to others":
            return .restoreFailed(cluster: cluster, epoch: epoch, reason: String(reason), stands: false)
        default: return nil
        }
    }

    private func comparison(_ words: [String], step: Int, epoch: Int64, reason: String) -> DeploymentEvent? {
        let parts = words.joined(separator: " ").split(separator: " in ", maxSplits: 1)
        guard parts.count == 2, let cluster = Fixture.names.first(where: { $0.value == parts[1] })?.key else {
            return nil
        }
        let outcome: ComparisonOutcome
        switch parts[0] {
        case "new wins": outcome = .newWins(reason: reason)
        case "old wins": outcome = .oldWins(reason: reason)
        case "no winner": outcome = .noWinner(reason: reason, worse: [])
        case "worse": outcome = .noWinner(reason: reason, worse: [.b])
        case "open": outcome = .open(reason: reason, worse: [])
        case "abstains": outcome = .abstains(reason: reason)
        default: return nil
        }
        return .compared(cluster: cluster, step: step, epoch: epoch, outcome: outcome, nextEpoch: state.epoch + 1)
    }

    private var isRestoring: Bool { if case .restoring = state.phase { true } else { false } }

    private var currentStep: Int {
        switch state.phase {
        case .pending(let position), .advancing(let position), .held(let position): position.step
        case .queued, .restoring, .completed, .failed, .rolledBack, .aborted: 1
        }
    }

    /// Takes `at step 0`, `in epoch 1` out of the words.
    private func number(after word: String, in words: inout [String]) -> Int? {
        guard let index = words.firstIndex(of: word), index > 0, index + 1 < words.count else { return nil }
        let number = Int(words[index + 1])
        words.removeSubrange((index - 1)...(index + 1))
        return number
    }
}
