import Domain
import Ports
import Testing

@testable import Application

/// What a tick makes of what it read.
@Suite struct WatchTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)
    private let rule = SoakRule(
        name: "errorRate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .pause)
    private let canary = PodName(namespace: "shop", name: "canary")
    private let stable = PodName(namespace: "shop", name: "stable")

    private func cohort(_ measurements: [Measurement]) -> CohortRecord {
        CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: measurements.map {
                CohortMeasurement(policies: [ID(high: 0, low: 4)], unit: .workloads, measurement: $0, notes: [])
            }, members: CohortMembers(cohort: [canary], rest: [stable]))
    }

    /// A measurement of each of several policies.
    private func bundle(_ parts: [(about: String, measurement: Measurement)]) -> CohortRecord {
        CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: parts.map {
                CohortMeasurement(
                    policies: [ID(high: 0, low: 4)], about: $0.about, unit: .workloads, measurement: $0.measurement,
                    notes: [])
            }, members: CohortMembers(cohort: [canary], rest: [stable]))
    }

    private var beside: Measurement { Measurement(side: .server, cohort: .cohort, baseline: .rest) }

    private func watch(
        _ subject: Step = .soak(.seconds(60)), cohort: CohortRecord?, state: JSONValue? = nil, isHeld: Bool = false
    ) -> Watch {
        Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: subject, rules: [rule], cohort: cohort, state: state, lastSlot: 0, isHeld: isHeld)
    }

    /// A snapshot of so many requests a second of each, and how many of the cohort's failed.
    private func reading(failures: Double, at seconds: Int64) -> WatchTick.Reading {
        func traffic(_ failures: Double) -> Traffic {
            var traffic = Traffic()
            traffic.requests = 100
            traffic.failures = failures
            return traffic
        }
        func row(_ pod: PodName) -> TrafficSnapshot.SeriesKey { .init(side: .server, pod: pod, service: nil) }
        let at = start + .seconds(seconds)
        let snapshot = TrafficSnapshot(
            at: at, window: .seconds(30), rows: [row(canary): traffic(failures), row(stable): traffic(0)])
        return WatchTick.Reading(now: SnapshotIndex(snapshot), window: .seconds(30), takenAt: at, problem: nil)
    }

    private let nothing = WatchTick.Reading(
        now: nil, window: .seconds(30), takenAt: nil, problem: "Prometheus does not answer")

    private func judge(
        _ watch: Watch, _ reading: WatchTick.Reading, at seconds: Int64, before: SnapshotIndex? = nil
    ) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        WatchTick(watch: watch, slot: seconds, at: start + .seconds(seconds), interval: .seconds(5))
            .judge(reading, before: before, custom: [:])
    }

    @Test func goodTrafficPassesWhenTheTimeIsOver() {
        let watch = watch(cohort: cohort([beside]))
        let early = judge(watch, reading(failures: 0, at: 10), at: 10)
        #expect(early.verdict == nil)
        #expect(early.update.place.slot == 10 && early.update.place.step == 5 && early.update.place.epoch == 3)
        #expect(early.update.evaluation["outcome"] == "goOn" && early.update.evaluation["slot"] == 10)
        let late = judge(watch, reading(failures: 0, at: 60), at: 60)
        #expect(late.verdict?.outcome == .passed)
        #expect(late.verdict?.step == 5 && late.verdict?.epoch == 3)
    }

    /// The rates of the first windows are made of requests from before the step.
    @Test func aSoakLastsAtLeastAWindow() {
        let short = watch(.soak(.seconds(10)), cohort: cohort([beside]))
        for second in [Int64(10), 25] {
            let early = judge(short, reading(failures: 0, at: second), at: second)
            #expect(early.verdict == nil && early.update.evaluation["durationSeconds"] == 30.0)
            let note = early.update.evaluation["note"]?.string ?? ""
            #expect(note.hasPrefix("What was to last PT10S lasts PT30S, the window of the rates"), "\(note)")
        }
        // By the clock that the window is of.
        #expect(judge(short, reading(failures: 0, at: 29), at: 31).verdict == nil)
        #expect(judge(short, reading(failures: 0, at: 30), at: 30).verdict?.outcome == .passed)
        let long = judge(watch(cohort: cohort([beside])), reading(failures: 0, at: 30), at: 30)
        #expect(long.update.evaluation["note"] == nil && long.update.evaluation["durationSeconds"] == 60.0)
    }

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

    @Test func aBreachIsOneHoweverEarly() {
        let judged = judge(watch(cohort: cohort([beside])), reading(failures: 20, at: 5), at: 5)
        guard case .breached(let reason)? = judged.verdict?.outcome else {
            Issue.record("no breach: \(judged)")
            return
        }
        #expect(!reason.isEmpty && judged.update.evaluation["reason"] == .string(reason))
        #expect(judged.update.evaluation["measurements"]?.array?.first?["cohort"] != nil)
    }

    /// One measurement of several that breaks a rule is enough; all must pass.
    @Test func theWorstMeasurementCounts() {
        let reversed = Measurement(side: .server, cohort: .rest, baseline: .cohort)
        let watch = watch(cohort: cohort([reversed, beside]))
        #expect(judge(watch, reading(failures: 0, at: 60), at: 60).verdict?.outcome == .passed)
        guard case .breached? = judge(watch, reading(failures: 20, at: 60), at: 60).verdict?.outcome else {
            Issue.record("the second measurement was not heard")
            return
        }
    }

    /// Of several policies the reason says whose numbers were bad; one alone has no name to be told from.
    @Test func theReasonNamesThePolicyThatIsBad() {
        let reversed = Measurement(side: .server, cohort: .rest, baseline: .cohort)
        let cart = (about: "VirtualService shop/cart", measurement: reversed)
        let reviews = (about: "VirtualService shop/reviews", measurement: beside)
        func reason(_ parts: [(about: String, measurement: Measurement)], _ reading: WatchTick.Reading) -> String? {
            guard case .breached(let reason)? = judge(watch(cohort: bundle(parts)), reading, at: 60).verdict?.outcome
            else { return nil }
            return reason
        }
        let bad = reading(failures: 20, at: 60)
        let alone = reason([reviews], bad)
        #expect(alone?.isEmpty == false && reason([reviews, reviews], bad) == alone)
        #expect(reason([cart, reviews], bad) == alone.map { "VirtualService shop/reviews: \($0)" })
        let judged = judge(watch(cohort: bundle([cart, reviews])), bad, at: 60)
        let measured = judged.update.evaluation["measurements"]?.array ?? []
        #expect(measured.map { $0["about"] } == [.string(cart.about), .string(reviews.about)])
        // Nobody's numbers are missing where there are none at all.
        var state: JSONValue?
        for second in stride(from: Int64(0), through: 300, by: 5) {
            let judged = judge(watch(cohort: bundle([cart, reviews]), state: state), nothing, at: second)
            state = judged.update.state
            guard case .pause(let reason, _)? = judged.verdict?.outcome else { continue }
            #expect(!reason.contains("VirtualService"), "\(reason)")
            return
        }
        Issue.record("nobody was asked")
    }

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

    @Test func theTimeBeforeIsRememberedFromTheFirstTick() {
        let first = judge(
            watch(cohort: cohort([beside])), reading(failures: 0, at: 5), at: 5,
            before: reading(failures: 2, at: -60).now)
        #expect(WatchMemory(json: first.update.state).parts.first?.before?.requests == 200)
        let second = judge(
            watch(cohort: cohort([beside]), state: first.update.state), reading(failures: 0, at: 10), at: 10,
            before: reading(failures: 90, at: -60).now)
        #expect(WatchMemory(json: second.update.state).parts.first?.before?.failures == 2)
    }

    /// After the way back, of deployments whose watch remembered the traffic before.
    private func observe(
        _ reading: WatchTick.Reading, at seconds: Int64, rules: [SoakRule]? = nil
    ) -> (outcome: String?, update: WatchUpdate, verdict: WatchVerdict?) {
        let first = judge(
            watch(cohort: cohort([beside])), self.reading(failures: 90, at: -10), at: -10,
            before: self.reading(failures: 2, at: -60).now)
        let relative = SoakRule(
            name: "as-before", subject: .standard(.errorRate), comparison: .aboveBaseline(percent: 100),
            holdsFor: .seconds(30))
        let watch = Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: Plan.wayBack,
            startedAt: start + .seconds(-60), subject: .soak(.zero), rules: rules ?? [relative],
            cohort: cohort([beside]), state: first.update.state, lastSlot: 0, isHeld: false, restoredAt: start)
        let judged = judge(watch, reading, at: seconds)
        return (judged.update.evaluation["outcome"]?.string, judged.update, judged.verdict)
    }

    /// Before the rollout 1 % failed; the rule allows twice that. The window is 30 s, so that it ends after two
    /// minutes.
    @Test(
        arguments: [
            (0, 10, "recovering"), (0, 30, "recovered"), (3, 119, "recovered"), (90, 30, "recovering"),
            (90, 119, "recovering"), (90, 120, "notRecovered"), (0, 500, "recovered"),
        ] as [(Double, Int64, String)])
    func theTrafficAfterTheWayBackIsComparedWithTheTimeBefore(
        failures: Double, second: Int64, outcome: String
    ) {
        let seen = observe(reading(failures: failures, at: second), at: second)
        #expect(seen.outcome == outcome && seen.verdict == nil)
        #expect(seen.update.isLast == (outcome != "recovering") && seen.update.place.step == Plan.wayBack)
        #expect(seen.update.evaluation["elapsedSeconds"]?.number == Double(second))
        #expect(seen.update.evaluation["durationSeconds"] == 120.0)
        let part = seen.update.evaluation["measurements"]?[0]
        #expect(part?["before"]?["errorRate"] == 1.0 && part?["baseline"] == nil)
        #expect(part?["cohort"]?["errorRate"]?.number == failures / 2)
        #expect(part?["rules"]?[0]?["limit"] == 2.0)
    }

    @Test func whatCannotBeJudgedAfterTheWayBackIsUnknown() {
        #expect(observe(nothing, at: 100).outcome == "recovering")
        #expect(observe(nothing, at: 120).outcome == "recoveryUnknown")
        let away = WatchTick.Reading(now: nil, window: .zero, takenAt: nil, problem: "there is none")
        #expect(observe(away, at: 239).outcome == "recovering" && observe(away, at: 240).update.isLast)
        let silent = [SoakRule.observing(.errorRate)]
        #expect(observe(reading(failures: 90, at: 119), at: 119, rules: silent).outcome == "recovering")
        #expect(observe(reading(failures: 90, at: 120), at: 120, rules: silent).outcome == "recoveryUnknown")
    }

    @Test func comparisonsCountWhatHappened() throws {
        let test = try ABSpec(json: [
            "confidence": .double(0.95), "minimumSamples": .double(1_000_000), "maximumDuration": "PT24H",
            "metrics": "both", "onInconclusive": "pause",
        ])
        var state: JSONValue?
        // The window is 30 s, so that the first two have requests from before, and the third counts whole. Of the
        // minute without a tick two intervals are believed.
        for second in [Int64(5), 29, 30, 35, 95] {
            let judged = judge(
                watch(.compare(test), cohort: cohort([beside]), state: state), reading(failures: 1, at: second),
                at: second)
            #expect(judged.verdict == nil)
            state = judged.update.state
        }
        let part = try #require(WatchMemory(json: state).parts.first)
        #expect(part.cohortTotal.requests == 4500 && part.cohortTotal.failures == 45)
        #expect(part.baselineTotal.requests == 4500 && part.baselineTotal.failures == 0)
    }
}
