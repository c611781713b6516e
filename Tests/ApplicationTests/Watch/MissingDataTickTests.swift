import Domain
import Ports
import Testing

@testable import Application

/// What a tick makes of numbers that are missing, or that are not those of the cohort.
@Suite struct MissingDataTickTests: WatchedCanary {
    /// The time without data counts like any other, so it is told how much of it there was.
    @Test func ticksWithoutDataAreCounted() {
        var (state, last): (JSONValue?, JSONValue) = (nil, .null)
        for second in [Int64(10), 30, 40, 50, 60] {
            let isSeen = second != 40 && second != 50
            let found = judge(
                watch(cohort: cohort([beside]), state: state), isSeen ? reading(failures: 0, at: second) : nothing,
                at: second)
            (state, last) = (found.update.state, found.update.evaluation)
        }
        // At the first tick no whole window lies within the step yet.
        #expect(last["ticks"] == 4 && last["ticksWithoutData"] == 2 && last["outcome"] == "passed", "\(last.jsonText)")
        let note = last["note"]?.string ?? ""
        #expect(note.hasPrefix("2 of the 4 ticks of this step had no data"), "\(note)")
    }

    @Test func whatPassesByItsTimeAloneSaysSo() {
        let ignoring = SoakRule(
            name: "errorRate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .ignore)
        let watch = Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: .soak(.seconds(60)), rules: [ignoring], cohort: cohort([beside]), state: nil, lastSlot: 0,
            isHeld: false)
        let found = judge(watch, nothing, at: 60)
        #expect(found.verdict?.outcome == .passed)
        let note = found.update.evaluation["note"]?.string ?? ""
        #expect(note.hasPrefix("No tick of this step had data"), "\(note)")
    }

    /// Neither without a stored cohort nor with one that measures nothing may a watch hang, or pass unseen.
    @Test func whereNothingIsMeasuredAPersonIsAsked() {
        for cohort in [nil, cohort([])] {
            var state: JSONValue?
            var last: WatchVerdict.Outcome?
            for second in stride(from: Int64(0), through: 90, by: 5) where last == nil {
                let judged = judge(watch(cohort: cohort, state: state), reading(failures: 0, at: second), at: second)
                state = judged.update.state
                last = judged.verdict?.outcome
            }
            guard case .pause? = last else {
                Issue.record("it ended with \(String(describing: last))")
                return
            }
        }
    }

    /// Numbers without anybody who has the new version are of pods that are gone: whoever decides is to know.
    @Test(arguments: [true, false]) func anEmptyCohortIsNamed(isEmpty: Bool) {
        let chosen = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [.object([:])],
            share: .percent(10), measurements: cohort([beside]).measurements,
            members: CohortMembers(cohort: isEmpty ? [] : [canary], rest: []))
        var (state, last): (JSONValue?, WatchVerdict.Outcome?)
        for second in stride(from: Int64(30), through: 120, by: 5) where last == nil {
            let judged = judge(watch(cohort: chosen, state: state), nothing, at: second)
            (state, last) = (judged.update.state, judged.verdict?.outcome)
            let note = judged.update.evaluation["note"]?.string
            #expect((note?.hasPrefix("The cohort is empty: no pod that is concerned runs") == true) == isEmpty)
        }
        guard case .pause(let reason, _)? = last else {
            Issue.record("nobody was asked: \(String(describing: last))")
            return
        }
        #expect(reason.contains("(no pod is in the cohort now)") == isEmpty, "\(reason)")
    }

    /// Sums over namespaces hold the traffic of every cluster that the same Prometheus measures: nothing is judged by
    /// them. Pods are told by their names.
    @Test func trafficOfOtherClustersIsNotJudged() {
        let everybody = Measurement(
            side: .server, cohort: .namespaces([canary.namespace]), baseline: .nobody)
        for (measurement, isJudged) in [(everybody, false), (beside, true)] {
            var state: JSONValue?
            var last: JSONValue = .null
            var outcome: WatchVerdict.Outcome?
            for second in stride(from: Int64(5), through: 40, by: 5) where outcome == nil {
                let own = reading(failures: 20, at: second)
                let shared = WatchTick.Reading(
                    now: own.now, window: own.window, takenAt: own.takenAt, problem: nil, others: ["east"])
                let judged = judge(
                    watch(cohort: cohort([measurement]), state: state), shared, at: second, before: own.now)
                (state, last, outcome) = (judged.update.state, judged.update.evaluation, judged.verdict?.outcome)
            }
            #expect(last["warning"]?.string?.contains("measures east") == true)
            switch outcome {
            case .breached: #expect(isJudged)
            case .pause(let reason, _): #expect(!isJudged && reason.contains("measures east"))
            default: Issue.record("\(measurement): \(String(describing: outcome))")
            }
            #expect((WatchMemory(json: state).parts.first?.before == nil) == !isJudged)
        }
    }
}
