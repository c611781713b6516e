import Domain
import Ports
import Testing

@testable import Application

/// When a person is asked for want of data, what they read, and when they are asked again.
@Suite struct AskedTickTests: WatchedCanary {
    @Test func withoutDataItPausesWhenItsPatienceEnds() {
        var state: JSONValue?
        var outcomes: [WatchVerdict.Outcome?] = []
        for second in stride(from: Int64(0), through: 30, by: 5) {
            let judged = judge(watch(cohort: cohort([beside]), state: state), nothing, at: second)
            state = judged.update.state
            outcomes.append(judged.verdict?.outcome)
            #expect(judged.update.evaluation["problem"] == "Prometheus does not answer")
        }
        #expect(outcomes.first == .some(nil))
        let said = outcomes.compactMap(\.self)
        guard case .pause(let reason, _)? = said.first, said.count == 1 else {
            Issue.record("it did not pause once: \(outcomes)")
            return
        }
        // Why there is nothing comes first: it is what a person can mend.
        #expect(reason.hasPrefix("Prometheus does not answer; no data on "), "\(reason)")
    }

    /// Who resumes without data has decided: they are asked again when the time is over that the step is watched, or
    /// when data came and went.
    @Test func whoHasResumedIsNotAskedAgainAtOnce() {
        var state: JSONValue?
        func tick(_ second: Int64, isHeld: Bool = false, _ found: WatchTick.Reading? = nil) -> JSONValue {
            let judged = judge(
                watch(cohort: cohort([beside]), state: state, isHeld: isHeld), found ?? nothing, at: second)
            state = judged.update.state
            let isPause = if case .pause? = judged.verdict?.outcome { true } else { false }
            #expect(isPause == (judged.update.evaluation["outcome"] == "pause"))
            #expect(judged.verdict?.outcome != .passed)
            return judged.update.evaluation
        }
        for second in stride(from: Int64(0), through: 40, by: 5) { _ = tick(second, isHeld: second > 30) }
        // The step is watched for a minute: until 40 + 60.
        let grace = JSONValue.string((start + .seconds(100)).description)
        for second in stride(from: Int64(45), to: 100, by: 5) {
            let evaluation = tick(second)
            #expect(evaluation["outcome"] == "goOn" && evaluation["graceUntil"] == grace, "\(second)")
        }
        #expect(tick(100)["outcome"] == "pause")
        #expect(tick(105)["outcome"] == "goOn")
    }

    /// A person who was asked because Prometheus was away reads what is so now: that it answers without a figure, and
    /// then since when there is one.
    @Test func whoIsAskedReadsWhatIsSoNow() {
        var state: JSONValue?
        func tick(_ second: Int64, isHeld: Bool, _ found: WatchTick.Reading? = nil) -> WatchVerdict.Outcome? {
            let judged = judge(
                watch(cohort: cohort([beside]), state: state, isHeld: isHeld), found ?? nothing, at: second)
            state = judged.update.state
            return judged.verdict?.outcome
        }
        for second in [Int64(30), 35] { #expect(tick(second, isHeld: false) == nil) }
        guard case .pause(_, whileHeld: false)? = tick(40, isHeld: false),
            case .pause(_, whileHeld: true)? = tick(45, isHeld: true)
        else {
            Issue.record("nobody was asked")
            return
        }
        let empty = WatchTick.Reading(
            now: SnapshotIndex(TrafficSnapshot(at: start + .seconds(50), window: .seconds(30), rows: [:])),
            window: .seconds(30), takenAt: start + .seconds(50), problem: nil)
        guard case .explained(let reason, isOver: false)? = tick(50, isHeld: true, empty) else {
            Issue.record("nobody was told that Prometheus answers")
            return
        }
        #expect(reason.hasPrefix("no data on error rate for "), "\(reason)")
        #expect(
            tick(55, isHeld: true, reading(failures: 0, at: 55))
                == .explained(
                    reason: "it was paused for want of data; since \((start + .seconds(55)).description.prefix(19))Z "
                        + "there is enough to judge by: resume it to go on, or abort it", isOver: true))
        #expect(tick(60, isHeld: true, reading(failures: 0, at: 60)) == .passed)
    }

    /// What they were not asked, nobody answers: neither at once where the data are bad, nor when they have resumed.
    @Test(arguments: [true, false]) func whatIsDecidedOtherwiseIsNoNews(isHeld: Bool) {
        var memory = WatchMemory()
        (memory.askedAt, memory.lack) = (start + .seconds(30), .answer)
        let state = memory.json
        let again = judge(
            watch(cohort: cohort([beside]), state: state, isHeld: isHeld), reading(failures: 0, at: 35), at: 35)
        guard case .explained(let reason, isOver: true)? = again.verdict?.outcome else {
            #expect(!isHeld && again.verdict == nil)
            return
        }
        #expect(isHeld && reason.hasPrefix("it was paused while Prometheus gave no answer; since "), "\(reason)")
        let bad = judge(
            watch(cohort: cohort([beside]), state: state, isHeld: isHeld), reading(failures: 20, at: 35), at: 35)
        guard case .breached? = bad.verdict?.outcome else {
            Issue.record("a breach is one whoever is asked")
            return
        }
    }

    @Test func dataEndsTheGrace() {
        var memory = WatchMemory()
        (memory.askedAt, memory.lack) = (start, .answer)
        let tick = WatchTick(
            watch: watch(cohort: cohort([beside])), slot: 1, at: start + .seconds(10), interval: .seconds(5))
        #expect(tick.grace(for: .pause(reason: ""), &memory) == start + .seconds(60))
        #expect(tick.grace(for: .breached(reason: "", rule: ""), &memory) == nil && memory.askedAt == nil)
        #expect(tick.grace(for: .pause(reason: ""), &memory) == nil && memory.askedAt == tick.at)
        #expect(WatchMemory(json: memory.json) == memory)
    }
}
